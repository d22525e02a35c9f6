#include "io/checkpoint.hpp"

#include <bit>
#include <cmath>
#include <limits>

#include "helpers.hpp"

using namespace liquidus;
using liquidus::testing::contents;
using liquidus::testing::error_of;
using liquidus::testing::TemporaryFolder;

namespace {

Structure some_atoms() {
  Structure atoms;
  atoms.cell = Cell({Vec3{10.1, 0, 0}, Vec3{1.0 / 3.0, 9, 0}, Vec3{0.1, -0.2, 8}}, {true, false, true});
  atoms.add("Na", {0.1, 0.2, -0.0});
  atoms.add("Cl", {1.0 / 3.0, 2, 3});
  atoms.add("Na", {3, 4, 5e-324});
  atoms.v = {Vec3{0.1, 0, 0}, Vec3{}, Vec3{0, 1.0 / 7.0, 0}};
  atoms.image = {Image{0, -1, 2}, Image{}, Image{5, 6, 7}};
  return atoms;
}

bool same_bits(const std::vector<double>& a, const std::vector<double>& b) {
  return a.size() == b.size() && std::equal(a.begin(), a.end(), b.begin(), [](double x, double y) {
           return std::bit_cast<std::uint64_t>(x) == std::bit_cast<std::uint64_t>(y);
         });
}

}  // namespace

TEST_CASE("A checkpoint comes back bit for bit", "[checkpoint_test]") {
  const TemporaryFolder folder;
  const auto path = folder / "run.checkpoint";
  const double infinity = std::numeric_limits<double>::infinity();
  const std::vector<double> numbers{0.1, -0.0, 5e-324, infinity, std::numeric_limits<double>::quiet_NaN()};
  Checkpoint out;
  out.put("md/thermostat/xi", numbers);
  out.put("md/step", Index{-7});
  out.put("md/seed", std::numeric_limits<Index>::max());
  out.put("time", 0.1);
  out.put("stages", std::vector<std::string>{"melt", "", "Å, 2. \n"});
  out.put("run_file", std::string("[md]\nsteps = 1\n"));
  out.put("empty", std::vector<double>{});
  out.put("atoms", some_atoms());
  out.save(path);
  CHECK_FALSE(std::filesystem::exists(path + ".tmp"));

  const auto in = Checkpoint::load(path);
  CHECK(in.names() == out.names());
  CHECK(in.names("md/") == std::vector<std::string>{"md/seed", "md/step", "md/thermostat/xi"});
  CHECK(same_bits(in.numbers("md/thermostat/xi"), numbers));
  CHECK(in.integer("md/step") == -7);
  CHECK(in.integer("md/seed") == std::numeric_limits<Index>::max());
  CHECK(in.number("time") == 0.1);
  CHECK(in.strings("stages") == std::vector<std::string>{"melt", "", "Å, 2. \n"});
  CHECK(in.string("run_file") == "[md]\nsteps = 1\n");
  CHECK(in.numbers("empty").empty());
  const auto atoms = in.structure("atoms"), before = some_atoms();
  CHECK(atoms.cell == before.cell);
  CHECK(atoms.species == before.species);
  CHECK(atoms.type == before.type);
  CHECK(atoms.r == before.r);
  CHECK(std::signbit(atoms.r[0][2]));
  CHECK(atoms.v == before.v);
  CHECK(atoms.image == before.image);
}

TEST_CASE("A structure without velocities and images comes back without them", "[checkpoint_test]") {
  Checkpoint c;
  Structure atoms;
  c.put("none", atoms);
  atoms.add("Ar", {1, 2, 3});
  c.put("one", atoms);
  CHECK(c.structure("none").size() == 0);
  CHECK(c.structure("one").v.empty());
  CHECK(c.structure("one").image.empty());
}

TEST_CASE("A checkpoint takes the place of an older one in one move", "[checkpoint_test]") {
  const TemporaryFolder folder;
  const auto path = folder / "run.checkpoint";
  Checkpoint c;
  c.put("step", Index{1});
  c.save(path);
  // Half a file under the temporary name, as a kill during a save leaves it, harms nothing.
  folder.with("run.checkpoint.tmp", contents(path).substr(0, 100));
  CHECK(Checkpoint::load(path).integer("step") == 1);
  c.put("step", Index{2});
  c.save(path);
  CHECK(Checkpoint::load(path).integer("step") == 2);
  CHECK_FALSE(std::filesystem::exists(path + ".tmp"));
}

TEST_CASE("A checkpoint that can't be written leaves the old one and says so", "[checkpoint_test]") {
  const TemporaryFolder folder;
  Checkpoint c;
  c.put("step", Index{1});
  CHECK_THROWS_AS(c.save(folder / "no/such/folder/c"), Error);
  c.put("step/inner", Index{1});  // a name that is a value and a folder at once
  CHECK_THROWS_AS(c.save(folder / "c"), Error);
  CHECK_FALSE(std::filesystem::exists(folder / "c.tmp"));
  for (const auto* name : {"", "/a", "a/", "a//b", "."}) CHECK_THROWS_AS(c.put(name, 1.0), std::invalid_argument);
}

TEST_CASE("What is missing or wrong in a checkpoint is named", "[checkpoint_test]") {
  const TemporaryFolder folder;
  const auto path = folder / "c";
  Checkpoint out;
  out.put("steps", std::vector<Index>{1, 2});
  out.put("atoms", some_atoms());
  out.put("atoms/r", std::vector<double>{1, 2});
  out.save(path);
  const auto c = Checkpoint::load(path);
  CHECK(error_of([&] { c.number("time"); }) == path + ": there is no 'time' in the checkpoint");
  CHECK(error_of([&] { c.number("steps"); }) == path + ": 'steps' in the checkpoint holds no numbers");
  CHECK(error_of([&] { c.integer("steps"); }) == path + ": 'steps' in the checkpoint has 2 values, expected 1");
  CHECK(error_of([&] { c.structure("atoms"); }) == "'atoms/r' in the checkpoint has 2 values, expected 9");
  auto wrong = c;
  wrong.put("atoms/type", std::vector<Index>{0, 1, 2});
  CHECK(error_of([&] { wrong.structure("atoms"); }) == "'atoms/type' in the checkpoint has the value 2");
}

TEST_CASE("A file that is no whole checkpoint is refused", "[checkpoint_test]") {
  const TemporaryFolder folder;
  const auto path = folder / "c";
  Checkpoint out;
  out.put("numbers", std::vector<double>(1000, 0.123456789));
  out.save(path);
  const auto whole = contents(path);
  CHECK(error_of([&] { Checkpoint::load(folder / "none"); }) ==
        "cannot open '" + folder / "none" + "': No such file or directory");
  const auto text = folder.with("text", "[md]\n");
  CHECK(error_of([&] { Checkpoint::load(text); }).starts_with(text + ": no HDF5 file, or a damaged one ("));
  for (std::size_t length = 0; length < whole.size(); length += whole.size() / 20) {
    const auto cut = folder.with("cut", whole.substr(0, length));
    CHECK(error_of([&] { Checkpoint::load(cut); }).starts_with(cut + ": no HDF5 file, or a damaged one ("));
  }
  // One wrong bit among the numbers.
  auto bytes = whole;
  const auto at = bytes.find(std::string(reinterpret_cast<const char*>(&out.numbers("numbers")[0]), 8));
  REQUIRE(at != std::string::npos);
  bytes[at + 800] = static_cast<char>(bytes[at + 800] ^ 1);
  const auto damaged = folder.with("damaged", bytes);
  CHECK(error_of([&] { Checkpoint::load(damaged); }) ==
        damaged + ": the checkpoint is damaged at 'numbers': its checksum is wrong");
}
