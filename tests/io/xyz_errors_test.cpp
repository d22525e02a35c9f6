#include <limits>

#include "helpers.hpp"
#include "io/xyz.hpp"

using namespace liquidus;
using liquidus::testing::contents;
using liquidus::testing::error_of;
using liquidus::testing::TemporaryFolder;

namespace {

Frame frame_of(const std::string& text) { return XyzReader(text, "water.xyz").next().value(); }

Frame two_atoms() {
  Frame frame;
  frame.atoms.cell = Cell::cubic(8);
  frame.atoms.add("Na", {0.1, 0.2, 0.3});
  frame.atoms.add("Cl", {1.1, 1.2, 1.3});
  frame.energy = -12.0;
  frame.forces = {Vec3{0.1, 0.2, 0.3}, Vec3{-0.1, -0.2, -0.3}};
  frame.charges = {1, -1};
  frame.words["site"] = {"a", "b"};
  return frame;
}

}  // namespace

TEST_CASE("A wrong line is met with its number and its atom", "[xyz_errors_test]") {
  const auto mistake = [](const std::string& text) { return error_of([&] { frame_of(text); }); };
  const std::string head = "2\nProperties=species:S:1:pos:R:3:forces:R:3\nNa 0 0 0 0 0 0\n";
  CHECK(mistake("3\n\nO 0 0 0\nH 1 0 0\nO 1 2\n") == "water.xyz:5: atom 3 'O': expected 3 numbers, found 2");
  CHECK(mistake("1\n\nO 0 0 0 0.5\n") == "water.xyz:3: atom 1 'O': expected 3 numbers, found 4");
  CHECK(mistake(head + "Cl 1 2 3 4 5\n") == "water.xyz:4: atom 2 'Cl': expected 6 numbers, found 5");
  CHECK(mistake(head + "Cl 1 2 x 4 5 6\n") == "water.xyz:4: atom 2 'Cl': 'x' in 'pos' is not a number");
  CHECK(mistake(head + "Cl 1 2 3 4 nan 6\n") == "water.xyz:4: atom 2 'Cl': 'nan' in 'forces' is not a finite number");
  CHECK(mistake("1\n\nO nan 0 0\n") == "water.xyz:3: atom 1 'O': 'nan' in 'pos' is not a finite number");
  CHECK(mistake("1\n\nO 0 1e400 0\n") == "water.xyz:3: atom 1 'O': '1e400' in 'pos' is not a number");
  CHECK(mistake("1\n\nNaa 0 0 0\n") ==
        "water.xyz:3: atom 1: 'Naa' does not begin with the symbol of an element; did you mean 'Na'?");
  CHECK(mistake("1\n\n119 0 0 0\n") == "water.xyz:3: atom 1: there is no element with the number 119");
  CHECK(mistake("2\n\nO 0 0 0\n\n") == "water.xyz:4: atom 2: expected 4 columns (species, pos), found 0");
  CHECK(mistake("1\nProperties=species:S:1:pos:R:3:on:L:1\nO 0 0 0 2\n") ==
        "water.xyz:3: atom 1 'O': '2' in 'on' is neither T nor F");
  CHECK(mistake("1\nProperties=species:S:1:pos:R:3:image:I:3\nO 0 0 0 0 0.5 0\n") ==
        "water.xyz:3: atom 1 'O': '0.5' in 'image' is not a count of cells");
  CHECK(mistake("1\nProperties=species:S:1:pos:R:3:masses:R:1\nO 0 0 0 0\n") ==
        "water.xyz:2: atom 1: the mass 0 is not positive");
}

TEST_CASE("A wrong count or a cut file is met with the frame", "[xyz_errors_test]") {
  const auto mistake = [](const std::string& text) {
    return error_of([&] {
      XyzReader reader(text, "water.xyz");
      while (reader.next()) {
      }
    });
  };
  CHECK(mistake("-3\n\n") == "water.xyz:1: the number of atoms is negative (-3)");
  CHECK(mistake("two\n\n") == "water.xyz:1: expected the number of atoms, found 'two'");
  CHECK(mistake("1 2\n\n") == "water.xyz:1: expected the number of atoms, found '1 2'");
  CHECK(mistake("1\n\nO 0 0 0\nH 1 0 0\n") == "water.xyz:4: expected the number of atoms, found 'H 1 0 0'");
  CHECK(mistake("1\n\nO 0 0 0\n3\n\nO 0 0 0\nO 1 0 0\n") == "water.xyz:7: the file ends after 2 of 3 atoms of frame 2");
  CHECK(mistake("1\n\nO 0 0 0\n3\n") == "water.xyz:4: the file ends before the second line of frame 2");
  CHECK(mistake("1000000000000000000\n\nO 0 0 0\n") ==
        "water.xyz:3: the file ends after 1 of 1000000000000000000 atoms of frame 1");
  CHECK(error_of([] { read_xyz("no/water.xyz"); }) == "cannot open 'no/water.xyz': No such file or directory");
  const TemporaryFolder folder;
  const auto empty = folder.with("empty.xyz", "\n\n");
  CHECK(error_of([&] { read_xyz(empty); }) == empty + ": there are no frames in the file");
}

TEST_CASE("A wrong frame line is met with the key", "[xyz_errors_test]") {
  const auto mistake = [](const std::string& keys) {
    return error_of([&] { frame_of("1\n" + keys + "\nO 0 0 0\n"); });
  };
  const std::string cell = "Lattice=\"5 5 5\" ";
  CHECK(mistake("Lattice=\"5 0 0 0 5 0 0 0\"") == "water.xyz:2: 'Lattice': expected 9 or 3 numbers, found 8");
  CHECK(mistake("Lattice=\"5 0 a\"") == "water.xyz:2: 'Lattice' is '5 0 a'; expected 9 or 3 numbers");
  CHECK(mistake("Lattice=\"5 0 nan\"") == "water.xyz:2: 'Lattice' is '5 0 nan'; expected finite numbers");
  CHECK(mistake("Lattice=\"1 0 0 1 0 0 0 0 1\"") == "water.xyz:2: 'Lattice': the cell vectors lie in one plane");
  CHECK(mistake("pbc=\"T T T\"") ==
        "water.xyz:2: 'pbc' without 'Lattice': cell vector a is zero but its direction is periodic");
  CHECK(mistake(cell + "pbc=\"T T\"") == "water.xyz:2: 'pbc' is 'T T'; expected T or F for each of three directions");
  CHECK(mistake(cell + "energy=abc") == "water.xyz:2: 'energy' is 'abc'; expected a number");
  CHECK(mistake(cell + "energy=nan") == "water.xyz:2: 'energy' is 'nan'; expected finite numbers");
  CHECK(mistake(cell + "energy") == "water.xyz:2: 'energy' has no value; expected a number");
  CHECK(mistake(cell + "energy=") == "water.xyz:2: 'energy=' has no value");
  CHECK(mistake(cell + "energy=1 energy=2") == "water.xyz:2: the key 'energy' stands twice");
  CHECK(mistake(cell + "stress=\"1 2 3\"") ==
        "water.xyz:2: 'stress': expected 9 numbers, or 6 in the order xx yy zz yz xz xy, found 3");
  CHECK(mistake("Properties=species:S:1:pos:R:3 virial=\"1 2 3 4 5 6\"") ==
        "water.xyz:2: 'virial' needs a cell that is periodic in all directions");
  CHECK(mistake(cell + "name=\"abc") == "water.xyz:2: a quote \" is not closed in the frame line");
  CHECK(mistake(cell + "name=[1, [2]") == "water.xyz:2: a bracket '[' is not closed in the frame line");
  CHECK(mistake(cell + "step=x") == "water.xyz:2: 'step' is 'x'; expected an integer");
  CHECK(mistake("Properties=species:S:1:pos:R") ==
        "water.xyz:2: 'Properties' is 'species:S:1:pos:R'; expected name:type:count, repeated");
  CHECK(mistake("Properties=species:S:1:pos:X:3") ==
        "water.xyz:2: 'Properties' has 'pos:X:3'; expected a name, one of S R I L, and a count");
  CHECK(mistake("Properties=species:S:1:pos:R:2") == "water.xyz:2: 'Properties' has 'pos:R:2'; expected 'pos:R:3'");
  CHECK(mistake("Properties=species:S:1:pos:R:3:pos:R:3") == "water.xyz:2: 'Properties' has the column 'pos' twice");
  CHECK(mistake("Properties=pos:R:3") == "water.xyz:2: 'Properties' has no column 'species' or 'Z'");
  CHECK(mistake("Properties=species:S:1") == "water.xyz:2: 'Properties' has no column 'pos'");
}

TEST_CASE("A damaged gzip file is refused", "[xyz_errors_test]") {
  const TemporaryFolder folder;
  {
    XyzWriter writer(folder / "a.xyz.gz");
    for (int i = 0; i < 50; ++i) writer.write(two_atoms());
  }
  const auto whole = contents(folder / "a.xyz.gz");
  const auto cut = folder.with("cut.xyz.gz", whole.substr(0, whole.size() / 2));
  CHECK(error_of([&] { read_xyz(cut); }).ends_with(": the gzip file is cut short"));
  auto bytes = whole;
  for (std::size_t i = 0; i < 20; ++i) bytes[bytes.size() / 2 + i] ^= '\x5a';
  const auto damaged = folder.with("damaged.xyz.gz", bytes);
  CHECK_FALSE(error_of([&] { read_xyz(damaged); }) == "no error");
}

TEST_CASE("A frame that would be wrong is not written", "[xyz_errors_test]") {
  const auto refused = [](auto change) {
    auto frame = two_atoms();
    change(frame);
    try {
      format_xyz(frame);
    } catch (const Error& e) {
      return std::string(e.what());
    }
    return std::string("no error");
  };
  const double nan = std::numeric_limits<double>::quiet_NaN();
  CHECK(refused([&](Frame& f) { f.forces[1][2] = nan; }) == "the frame can't be written: 'forces' of atom 2 is nan");
  CHECK(refused([&](Frame& f) { f.energy = nan; }) == "the frame can't be written: the energy is nan");
  CHECK(refused([&](Frame& f) { f.charges.pop_back(); }) ==
        "the frame can't be written: 'charges' has 1 values, expected 2");
  CHECK(refused([&](Frame& f) { f.words["site"][0] = "a b"; }) ==
        "the frame can't be written: 'site' has a word with white space, 'a b'");
  CHECK(refused([&](Frame& f) { f.info["energy"] = 1.0; }) ==
        "the frame can't be written: the key 'energy' would stand twice; another prefix of the labels ('REF_' or none) "
        "keeps them apart");
  CHECK_THROWS_AS(XyzWriter("/no/such/folder/a.xyz"), Error);
}
