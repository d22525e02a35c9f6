#include "io/xyz.hpp"

#include <cmath>

#include "core/units.hpp"
#include "helpers.hpp"

using namespace liquidus;
using liquidus::testing::contents;
using liquidus::testing::error_of;
using liquidus::testing::shared_data;
using liquidus::testing::TemporaryFolder;

namespace {

Frame frame_of(const std::string& text, const LabelNames& labels = {}) {
  return XyzReader(text, "water.xyz", labels).next().value();
}

const std::string labelled =
    "2\n"
    "Lattice=\"5 0 0 0 6 0 0 0 7\" Properties=species:S:1:pos:R:3:forces:R:3:REF_forces:R:3:q:R:1 energy=-1.5 "
    "REF_energy=-2.5 REF_stress=\"1 2 3 2 4 5 3 5 6\" pbc=\"T T F\" config_type=melt frame=3 weight=0.5\n"
    "Na 0 0 0 1 2 3 4 5 6 0.9\n"
    "Cl 1 2 3 -1 -2 -3 -4 -5 -6 -0.9\n";

bool same(const Frame& a, const Frame& b) {
  return a.atoms.cell == b.atoms.cell && a.atoms.species == b.atoms.species && a.atoms.type == b.atoms.type &&
         a.atoms.r == b.atoms.r && a.atoms.v == b.atoms.v && a.atoms.image == b.atoms.image && a.step == b.step &&
         a.time == b.time && a.energy == b.energy && a.stress == b.stress && a.forces == b.forces &&
         a.charges == b.charges && a.atomic_energies == b.atomic_energies && a.info == b.info && a.arrays == b.arrays &&
         a.words == b.words;
}

Frame everything() {
  Frame frame;
  frame.atoms.cell = Cell({Vec3{10.1, 0, 0}, Vec3{1.0 / 3.0, 9, 0}, Vec3{0.1, -0.2, 8}}, {true, true, true});
  frame.atoms.add("Na", {0.1, 1e-300, -3.0000000000000004});
  frame.atoms.add("O_b", {1.0 / 3.0, 2, 3});
  frame.atoms.add("Fe3+", {1e20, -0.0, 3});
  frame.atoms.v = {Vec3{0.001, 0.1, 1e-7}, Vec3{}, Vec3{1.0 / 7.0, 0, 0}};
  frame.atoms.image = {Image{0, -1, 2}, Image{}, Image{7, 0, 0}};
  frame.step = 1200;
  frame.time = 600.5;
  frame.energy = -12.0;
  frame.stress = Mat3{Vec3{0.1, 0.2, 0.3}, Vec3{0.2, 0.5, 0.6}, Vec3{0.3, 0.6, 0.9}};
  frame.forces = {Vec3{0.1, 0.2, 0.3}, Vec3{}, Vec3{-0.1, -0.2, -0.3}};
  frame.charges = {1, -2, 1};
  frame.atomic_energies = {-1.1, -2.2, -3.3};
  frame.arrays["tags"] = {0, 1, 2};
  frame.arrays["spread"] = {1.5, 2.5, 3.5, 4.5, 5.5, 6.5};
  frame.words["site"] = {"a", "b", "c"};
  frame.info = {{"converged", true},
                {"count", Index{5}},
                {"weight", 2.0},
                {"comment", std::string("two words, \"quoted\" and back\\slashed\n")},
                {"number_like", std::string("12")},
                {"empty", std::string()},
                {"code", std::string("CP2K-2023.1")},
                {"flags", std::string("T F T")},
                {"mesh", std::vector<Index>{4, 4, 4}},
                {"one", std::vector<Index>{4}},
                {"limits", std::vector<double>{0.5, 2.0}},
                {"none", std::vector<Index>{}},
                {"tools", std::vector<std::string>{"md run", "dft"}}};
  return frame;
}

}  // namespace

TEST_CASE("Cell, positions, labels and other keys of a frame find their places", "[xyz_test]") {
  XyzReader reader(labelled, "water.xyz");
  const auto frame = reader.next().value();
  CHECK(frame.atoms.cell.vectors()[2] == Vec3{0, 0, 7});
  CHECK(frame.atoms.cell.periodic() == Cell::Periodic{true, true, false});
  CHECK(frame.atoms.name(1) == "Cl");
  CHECK(frame.atoms.r[1] == Vec3{1, 2, 3});
  CHECK(frame.energy == -2.5);
  CHECK(frame.forces[0] == Vec3{4, 5, 6});
  CHECK((*frame.stress)[1] == Vec3{2, 4, 5});
  CHECK(frame.charges == std::vector<double>{0.9, -0.9});
  CHECK(frame.info.at("energy") == InfoValue(-1.5));
  CHECK(frame.info.at("frame") == InfoValue(Index{3}));
  CHECK(frame.info.at("config_type") == InfoValue(std::string("melt")));
  CHECK(frame.arrays.at("forces") == std::vector<double>{1, 2, 3, -1, -2, -3});
  CHECK(reader.label_names() ==
        std::map<std::string, std::string>{
            {"energy", "REF_energy"}, {"stress", "REF_stress"}, {"forces", "REF_forces"}, {"charges", "q"}});
  CHECK_FALSE(reader.next());
}

TEST_CASE("The prefix of the labels can be chosen", "[xyz_test]") {
  const auto plain = frame_of(labelled, {{""}});
  CHECK(plain.energy == -1.5);
  CHECK(plain.forces[0] == Vec3{1, 2, 3});
  CHECK_FALSE(plain.stress);
  CHECK(plain.info.at("REF_energy") == InfoValue(-2.5));
  const auto other = frame_of(labelled, {{"dft_"}});
  CHECK_FALSE(other.energy);
  CHECK(other.forces.empty());
}

TEST_CASE("Stress has nine components, or six in Voigt's order, or comes as a virial", "[xyz_test]") {
  const auto stress = [](const std::string& key) {
    return frame_of("1\nLattice=\"2 0 0 0 2 0 0 0 2\" " + key + "\nAr 0 0 0\n").stress.value();
  };
  const Mat3 full{Vec3{1, 6, 5}, Vec3{6, 2, 4}, Vec3{5, 4, 3}};
  CHECK(stress("stress=\"1 6 5 6 2 4 5 4 3\"") == full);
  CHECK(stress("stress=\"1 2 3 4 5 6\"") == full);
  CHECK(stress("REF_stress=[[1, 6, 5], [6, 2, 4], [5, 4, 3]]") == full);
  CHECK(stress("virial={-8 -48 -40 -48 -16 -32 -40 -32 -24}") == full);  // σ = −W/V, V = 8 Å³
  CHECK(stress("REF_virials=\"-8 -48 -40 -48 -16 -32 -40 -32 -24\"") == full);
}

TEST_CASE("Energies are found under the names in use", "[xyz_test]") {
  for (const std::string name : {"energy", "Energy", "REF_energy", "dft_energy", "total_energy", "DFT_ENERGY"})
    CHECK(frame_of("1\nProperties=species:S:1:pos:R:3 " + name + "=-3\nAr 0 0 0\n").energy == -3.0);
  CHECK_FALSE(frame_of("1\nProperties=species:S:1:pos:R:3 free_energy=-3\nAr 0 0 0\n").energy);
}

TEST_CASE("Velocities are Å/fs, momenta are ASE's", "[xyz_test]") {
  const auto frame = frame_of("1\nProperties=species:S:1:pos:R:3:momenta:R:3\nAr 0 0 0 2 0 0\n");
  // ½ p²/m = ½·4/39.95 eV in ASE's units, so that the kinetic energy says what v is
  const double v = frame.atoms.v[0][0], m = frame.atoms.mass(0);
  CHECK(0.5 * m * v * v == Approx(0.5 * 4.0 / (m / units::amu)).epsilon(1e-14));
  for (const std::string name : {"velocities", "velo", "vel"})
    CHECK(frame_of("1\nProperties=species:S:1:pos:R:3:" + name + ":R:3\nAr 0 0 0 2 0 0\n").atoms.v[0][0] == 2.0);
}

TEST_CASE("Values of the frame line are typed by ASE's rules", "[xyz_test]") {
  const auto info = frame_of(
                        "1\nProperties=species:S:1:pos:R:3 a=1 b=-2.5e-3 c=T d=F e f=text g=\"two words\" h=\"1 2 3\" "
                        "i={0.5 1} j=[1, 2] k=[[1, 2], [3, 4]] l='it is' m=\"a \\\"b\\\" \\\\\" n = 7 o=[x, \"y z\"] "
                        "p=\"5\" q=\"_JSON \\\"5\\\"\" \"a key\"=1\nAr 0 0 0\n")
                        .info;
  CHECK(info.at("a") == InfoValue(Index{1}));
  CHECK(info.at("b") == InfoValue(-2.5e-3));
  CHECK(info.at("c") == InfoValue(true));
  CHECK(info.at("d") == InfoValue(false));
  CHECK(info.at("e") == InfoValue(true));
  CHECK(info.at("f") == InfoValue(std::string("text")));
  CHECK(info.at("g") == InfoValue(std::string("two words")));
  CHECK(info.at("h") == InfoValue(std::vector<Index>{1, 2, 3}));
  CHECK(info.at("i") == InfoValue(std::vector<double>{0.5, 1.0}));
  CHECK(info.at("j") == InfoValue(std::vector<Index>{1, 2}));
  CHECK(info.at("k") == InfoValue(std::string("[[1, 2], [3, 4]]")));
  CHECK(info.at("l") == InfoValue(std::string("it is")));
  CHECK(info.at("m") == InfoValue(std::string("a \"b\" \\")));
  CHECK(info.at("n") == InfoValue(Index{7}));
  CHECK(info.at("o") == InfoValue(std::vector<std::string>{"x", "y z"}));
  CHECK(info.at("p") == InfoValue(Index{5}));
  CHECK(info.at("q") == InfoValue(std::string("5")));
  CHECK(info.at("a key") == InfoValue(Index{1}));
}

TEST_CASE("Strings and lists that would be taken for something else are marked as ASE does", "[xyz_test]") {
  Frame frame;
  frame.info = {{"a", std::string("12")},
                {"b", std::string("T")},
                {"c", std::vector<std::string>{"md run", "a \"b\""}},
                {"d", std::string("one\ntwo")}};
  const auto text = format_xyz(frame);
  CHECK(text ==
        "0\nProperties=species:S:1:pos:R:3 a=\"_JSON \\\"12\\\"\" b=\"_JSON \\\"T\\\"\" c=\"_JSON [\\\"md "
        "run\\\",\\\"a \\\\\\\"b\\\\\\\"\\\"]\" d=\"_JSON \\\"one\\\\ntwo\\\"\" pbc=\"F F F\"\n");
  CHECK(frame_of(text).info == frame.info);
}

TEST_CASE("Lattice and pbc say which directions are periodic", "[xyz_test]") {
  const auto periodic = [](const std::string& keys) {
    return frame_of("1\n" + keys + "\nAr 0 0 0\n").atoms.cell.periodic();
  };
  const Cell::Periodic all{true, true, true}, none{false, false, false};
  CHECK(periodic("Lattice=\"2 0 0 0 2 0 0 0 2\"") == all);
  CHECK(periodic("Lattice=\"2 3 4\"") == all);
  CHECK(periodic("Lattice=\"2 3 4\" pbc=\"F F F\"") == none);
  CHECK(periodic("Lattice=\"2 3 4\" pbc=\"1 0 true\"") == Cell::Periodic{true, false, true});
  CHECK(periodic("Lattice=\"2 3 4\" pbc=T") == all);
  CHECK(periodic("Properties=species:S:1:pos:R:3") == none);
  CHECK(periodic("Lattice=\"2 0 0 0 2 0 0 0 0\" pbc=\"T T F\"") == Cell::Periodic{true, true, false});
}

TEST_CASE("Plain XYZ is read, with its second line as a comment", "[xyz_test]") {
  const auto frame =
      frame_of("\xef\xbb\xbf  2 \r\n i = 5, time = 0.5, E = -17.16\r\n O 0 0 0.1\r\n8\t1 +2 3D0 \r\n\r\n");
  CHECK(frame.atoms.size() == 2);
  CHECK(frame.atoms.name(1) == "O");
  CHECK(frame.atoms.r[1] == Vec3{1, 2, 3});
  CHECK(frame.info.at("comment") == InfoValue(std::string(" i = 5, time = 0.5, E = -17.16")));
  CHECK(frame.info.size() == 1);
  CHECK(frame_of("1\n\nAr 0 0 0").info.empty());
  CHECK(frame_of("1\nenergy=-2 step=4\nAr 0 0 0").energy == -2.0);
}

TEST_CASE("Atoms are named by symbol, by number, or with a label behind the symbol", "[xyz_test]") {
  const auto numbered = frame_of("1\nProperties=Z:I:1:pos:R:3\n11 0 0 0\n");
  CHECK(numbered.atoms.name(0) == "Na");
  const auto labels = frame_of("3\n\nFe3+ 0 0 0\nFe2+ 1 0 0\nFe3+ 2 0 0\n");
  CHECK(labels.atoms.species.size() == 2);
  CHECK(labels.atoms.type == std::vector<int>{0, 1, 0});
  const auto masses = frame_of("2\nProperties=species:S:1:pos:R:3:masses:R:1\nH 0 0 0 1.008\nH 1 0 0 2.014\n");
  CHECK(masses.atoms.species.size() == 2);
  CHECK(masses.atoms.mass(1) == 2.014 * units::amu);
}

TEST_CASE("A frame that is written reads back bit for bit", "[xyz_test]") {
  const auto frame = everything();
  const auto prefix = GENERATE(as<std::string>(), "", "REF_");
  const auto text = format_xyz(frame, prefix);
  const auto back = frame_of(text);
  CHECK(same(back, frame));
  CHECK(std::signbit(back.atoms.r[2][1]));
  CHECK(text.find(prefix + "energy=-12.0 ") != std::string::npos);
  CHECK(text.find("pbc=\"T T T\"") != std::string::npos);
}

TEST_CASE("Elements stand in the species column, and longer names beside it", "[xyz_test]") {
  Frame frame;
  frame.atoms.add("Na", {});
  CHECK(format_xyz(frame) == "1\nProperties=species:S:1:pos:R:3 pbc=\"F F F\"\nNa 0 0 0\n");
  frame.atoms.add("Fe3+", {1, 2, 3.5});
  CHECK(format_xyz(frame) ==
        "2\nProperties=species:S:1:pos:R:3:species_name:S:1 pbc=\"F F F\"\nNa 0 0 0 Na\nFe 1 2 3.5 Fe3+\n");
}

TEST_CASE("Frames follow each other in plain and gzipped files, appended to and passed over", "[xyz_test]") {
  const TemporaryFolder folder;
  const auto name = GENERATE(as<std::string>(), "a.xyz", "a.extxyz.gz");
  auto frame = everything();
  {
    XyzWriter writer(folder / name);
    for (frame.step = 1; frame.step <= 3; ++frame.step) writer.write(frame);
    writer.close();
  }
  {
    XyzWriter writer(folder / name, true);
    writer.write(frame);  // step 4
  }
  CHECK((contents(folder / name).substr(0, 2) == "\x1f\x8b") == (name.ends_with("gz")));
  const auto frames = read_xyz(folder / name);
  REQUIRE(frames.size() == 4);
  for (std::size_t i = 0; i < 4; ++i) CHECK(frames[i].step == static_cast<Index>(i) + 1);
  CHECK(same(frames[3], frame));
  XyzReader reader(folder / name);
  CHECK(reader.skip());
  CHECK(reader.next().value().step == 2);
  CHECK(reader.skip());
  CHECK(reader.skip());
  CHECK_FALSE(reader.skip());
  CHECK_FALSE(reader.next());
}

TEST_CASE("A file longer than the reader's block comes through whole", "[xyz_test]") {
  const TemporaryFolder folder;
  Frame frame;
  for (int i = 0; i < 20000; ++i) frame.atoms.add(i % 2 ? "Na" : "Cl", {i / 7.0, i / 11.0, -i / 13.0});
  const auto name = GENERATE(as<std::string>(), "a.xyz", "a.xyz.gz");
  XyzWriter writer(folder / name);
  writer.write(frame);
  writer.close();
  CHECK(same(read_xyz(folder / name)[0], frame));
}

TEST_CASE("Labelled sets of the shared data are read, and come back from a copy", "[xyz_test]") {
  const struct {
    const char* name;
    std::size_t frames;
  } sets[] = {{"labels/kthcl-scan-test.extxyz", 48},
              {"labels/kthcl-scan-train.extxyz", 451},
              {"labels/nacl64-pbe-pool.extxyz", 79},
              {"labels/nacl64-pbe-start.extxyz", 22},
              {"reference/classical/nacl64-fumi-tosi.extxyz", 1},
              {"reference/foundation/sevennet-0.extxyz", 3}};
  const TemporaryFolder folder;
  for (const auto& set : sets) {
    const auto path = shared_data(set.name);
    if (path.empty()) return;
    const auto frames = read_xyz(path);
    REQUIRE(frames.size() == set.frames);
    XyzWriter writer(folder / "copy.xyz", false, "REF_");
    for (const auto& frame : frames) {
      REQUIRE(frame.energy);
      REQUIRE(static_cast<Index>(frame.forces.size()) == frame.atoms.size());
      writer.write(frame);
    }
    writer.close();
    const auto back = read_xyz(folder / "copy.xyz");
    REQUIRE(back.size() == frames.size());
    for (std::size_t i = 0; i < frames.size(); ++i) REQUIRE(same(back[i], frames[i]));
  }
}
