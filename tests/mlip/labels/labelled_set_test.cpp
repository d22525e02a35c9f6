#include "mlip/labelled_set.hpp"

#include <catch2/catch.hpp>
#include <cmath>

#include "io/h5md.hpp"
#include "io/xyz.hpp"
#include "mlip/labels/samples.hpp"

using namespace liquidus;
using namespace liquidus::testing;

namespace {

bool has(const std::string& text, const std::string& part) { return text.find(part) != std::string::npos; }

LabelledSet read_text(const std::string& text, const LabelsWanted& wanted = {}) {
  const TemporaryFolder folder;
  return read_labelled_set({folder.with("set.extxyz", text)}, wanted);
}

std::string mistake(const std::string& text, const LabelsWanted& wanted = {}) {
  const auto message = error_of([&] { read_text(text, wanted); });
  const auto name = message.find("set.extxyz");
  return name == std::string::npos ? message : message.substr(name);
}

LabelsWanted with_stress() {
  LabelsWanted wanted;
  wanted.stress = true;
  return wanted;
}

Frame atom(const std::string& name, double energy) {
  Frame frame;
  frame.atoms.cell = Cell::cubic(14);
  frame.atoms.add(name, {7, 7, 7});
  frame.energy = energy;
  frame.info["config_type"] = std::string("IsolatedAtom");
  return frame;
}

}  // namespace

TEST_CASE("Labels, types, weights and heads are read; isolated atoms stand apart", "[labelled_set_test]") {
  auto frames = scattered(3);
  frames[1].info = {{"config_type", std::string("melt")}, {"config_weight", Index{2}},   {"config_energy_weight", 0.5},
                    {"config_forces_weight", 3.0},        {"config_stress_weight", 0.0}, {"head", std::string("pbe")}};
  frames[2].info = {{"config_type", Index{300}}};
  frames.insert(frames.begin() + 1, atom("Na", -5.0));
  frames.push_back(atom("Cl", -405.0));
  frames.back().info["config_type"] = std::string("isolated_atom");
  const auto set = read_text(xyz(frames, "REF_"));
  REQUIRE(set.frames.size() == 3);
  REQUIRE(set.isolated.size() == 2);
  CHECK(set.isolated[1].frame.atoms.name(0) == "Cl");
  CHECK(set.isolated[1].frame.energy == -405.0);
  CHECK(set.frames[0].config_type == "Default");
  const auto& melt = set.frames[1];
  CHECK(melt.config_type == "melt");
  CHECK(melt.head == "pbe");
  CHECK(melt.weight == 2.0);
  CHECK(melt.energy_weight == 0.5);
  CHECK(melt.forces_weight == 3.0);
  CHECK(melt.stress_weight == 0.0);
  CHECK(melt.number == 2);  // the isolated atom counts in the file
  CHECK(melt.frame.energy == frames[2].energy);
  CHECK(set.frames[2].config_type == "300");
}

TEST_CASE("A label that is asked for and absent is an error with counts", "[labelled_set_test]") {
  auto frames = scattered(6);
  for (int i = 3; i < 5; ++i) frames[static_cast<std::size_t>(i)].forces.clear();
  CHECK(has(mistake(xyz(frames, "REF_")),
            "set.extxyz: 2 of 6 frames have no forces (first: frame 3, line 19; looked for 'REF_forces' or 'forces')"));
  CHECK(has(mistake(xyz(frames), with_stress()), "forces'), 6 of 6 frames have no stress or virial (first: frame 0"));
  LabelsWanted energies;
  energies.forces = false;
  CHECK(read_text(xyz(frames), energies).frames.size() == 6);
  for (auto& frame : frames) frame.info["config_forces_weight"] = frame.forces.empty() ? 0.0 : 1.0;
  CHECK(read_text(xyz(frames)).frames.size() == 6);
}

TEST_CASE("Names that resemble the missing label are shown", "[labelled_set_test]") {
  CHECK(has(mistake(xyz(scattered(2), "PBE_")),
            "2 of 2 frames have no energy (first: frame 0, line 1; looked for 'REF_energy' or 'energy'; the frame has "
            "'PBE_energy': is the prefix of the labels another one?)"));
  LabelsWanted wanted;
  wanted.prefixes = {"PBE_"};
  CHECK(read_text(xyz(scattered(2), "PBE_"), wanted).frames.size() == 2);
  const auto mixed = read_text(xyz(scattered(3), "REF_") + xyz(scattered(2)));
  REQUIRE(mixed.warnings.size() == 2);
  CHECK(has(mixed.warnings[0], "the energy stands under several names (REF_energy in 3 frames, energy in 2 frames)"));
}

TEST_CASE("Labels that are no numbers, and stresses of another shape, name the line", "[labelled_set_test]") {
  const std::string lattice = "Lattice=\"5 0 0 0 5 0 0 0 5\" Properties=species:S:1:pos:R:3:forces:R:3 ";
  const std::string atoms = "Na 0 0 0 0.5 0 0\nCl 2 2 2 -0.5 0 0\n";
  CHECK(mistake("2\n" + lattice + "energy=nan\n" + atoms) ==
        "set.extxyz:2: 'energy' is 'nan'; expected finite numbers");
  CHECK(mistake("2\n" + lattice + "energy=-1\nNa 0 0 0 0.5 inf 0\nCl 2 2 2 0 0 0\n") ==
        "set.extxyz:3: atom 1 'Na': 'inf' in 'forces' is not a finite number");
  CHECK(mistake("2\n" + lattice + "energy=-1 stress=\"1 2 3\"\n" + atoms) ==
        "set.extxyz:2: 'stress': expected 9 numbers, or 6 in the order xx yy zz yz xz xy, found 3");
  CHECK(mistake("2\n" + lattice + "energy=-1 config_weight=-2\n" + atoms) ==
        "set.extxyz:1: frame 0: 'config_weight' is -2; a weight is not below zero");
  CHECK(mistake("2\n" + lattice + "energy=-1 config_weight=high\n" + atoms) ==
        "set.extxyz:1: frame 0: 'config_weight' is not a number");
  CHECK(mistake("0\n" + lattice + "energy=-1\n") == "set.extxyz:1: frame 0: there are no atoms");
  CHECK(mistake("") == "set.extxyz: there are no frames in the file");
}

TEST_CASE("Isolated atoms give one energy for each element", "[labelled_set_test]") {
  const auto melt = xyz(scattered(2));
  CHECK(has(mistake(melt + xyz({atom("Na", -5.0), atom("Na", -5.1)})),
            "set.extxyz:16: frame 3: the isolated atom of Na has the energy -5.1 eV here and -5 eV in "));
  CHECK(read_text(melt + xyz({atom("Na", -5.0), atom("Na", -5.0)})).isolated.size() == 2);
  auto bare = atom("Na", 0.0);
  bare.energy.reset();
  CHECK(has(mistake(melt + xyz({bare})), "frame 2: the isolated atom of Na has no energy"));
  auto pair = scattered(1);
  pair[0].info["config_type"] = std::string("IsolatedAtom");
  CHECK(has(mistake(xyz(pair)), "config_type is IsolatedAtom, and there are 4 atoms; expected one"));
}

TEST_CASE("A virial becomes a stress; a cluster counts without one", "[labelled_set_test]") {
  auto text = xyz(scattered(1));
  text.replace(text.find("energy="), 0, "virial=\"2.16 0 0 0 2.16 0 0 0 -4.32\" ");
  const auto set = read_text(text, with_stress());
  CHECK((*set.frames[0].frame.stress)[0][0] == Approx(-0.01));  // −W/V, V = 216 Å³
  CHECK((*set.frames[0].frame.stress)[2][2] == Approx(0.02));

  auto cluster = scattered(2);
  for (auto& frame : cluster) frame.stress = Mat3::diagonal(0.01, 0.01, 0.01);
  cluster[1].atoms.cell = Cell(Mat3::diagonal(6, 6, 6), {true, true, false});
  const auto open = read_text(xyz(cluster), with_stress());
  CHECK(open.frames[0].stress_weight == 1.0);
  CHECK(open.frames[1].stress_weight == 0.0);
  CHECK_FALSE(open.frames[1].frame.stress);
  REQUIRE(open.warnings.size() == 1);
  CHECK(has(open.warnings[0], "1 of 2 frames are not periodic in all directions and count without a stress"));
}

TEST_CASE("H5MD files are labelled sets too", "[labelled_set_test]") {
  const TemporaryFolder folder;
  auto frames = scattered(4);
  const auto write = [&](const std::string& name) {
    H5mdWriter writer(folder / name, frames[0].atoms, h5md_options(frames[0]));
    for (std::size_t i = 0; i < frames.size(); ++i) {
      frames[i].step = static_cast<Index>(i);
      writer.write(frames[i]);
    }
    return folder / name;
  };
  const auto set = read_labelled_set({write("set.h5")}, {});
  REQUIRE(set.frames.size() == 4);
  CHECK(set.frames[3].frame.energy == frames[3].energy);
  CHECK(set.frames[3].frame.forces == frames[3].forces);
  CHECK(has(error_of([&] { read_labelled_set({folder / "set.h5"}, with_stress()); }),
            "set.h5: 4 of 4 frames have no stress or virial (first: frame 0; looked for"));
}

TEST_CASE("Several files, gzipped or not, are one set; others are refused by name", "[labelled_set_test]") {
  const TemporaryFolder folder;
  const auto a = folder.with("a.xyz", xyz(scattered(2)));
  {
    XyzWriter writer(folder / "b.extxyz.gz");
    for (const auto& frame : scattered(3)) writer.write(frame);
  }
  const auto set = read_labelled_set({a, folder / "b.extxyz.gz"}, {});
  REQUIRE(set.frames.size() == 5);
  CHECK(set.frames[2].number == 0);
  CHECK(set.frames[2].file == folder / "b.extxyz.gz");
  CHECK(has(error_of([&] { read_labelled_set({folder.with("set.json", "{}")}, {}); }), "expected extended XYZ"));
  CHECK(has(error_of([&] { read_labelled_set({folder / "absent.xyz"}, {}); }), "cannot open"));
}

TEST_CASE("The published KCl-ThCl4 set reads as its paper says", "[labelled_set_test]") {
  const auto file = shared_data("labels/kthcl-scan-train.extxyz");
  if (file.empty()) return;
  const auto set = read_labelled_set({file}, with_stress());
  CHECK(set.frames.size() == 448);
  CHECK(set.isolated.size() == 3);
  CHECK(set.warnings.empty());
}
