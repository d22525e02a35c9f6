#include "core/structure.hpp"

#include <catch2/catch.hpp>
#include <limits>
#include <stdexcept>

#include "core/units.hpp"

using namespace liquidus;

namespace {

/// Conventional cell of rocksalt, 8 atoms, lattice constant a in Å.
Structure rocksalt(double a) {
  Structure s;
  s.cell = Cell::cubic(a);
  for (const auto& [x, y, z] : {Image{0, 0, 0}, Image{0, 1, 1}, Image{1, 0, 1}, Image{1, 1, 0}}) {
    s.add("Na", {0.5 * a * x, 0.5 * a * y, 0.5 * a * z});
    s.add("Cl", {0.5 * a * (x + 1), 0.5 * a * y, 0.5 * a * z});
  }
  return s;
}

}  // namespace

TEST_CASE("a species keeps its name and takes Z and mass from its element", "[structure_test]") {
  const auto iron = make_species("Fe3+");
  CHECK(iron.name == "Fe3+");
  CHECK(iron.Z == 26);
  CHECK(iron.mass == 55.845 * units::amu);
  CHECK(make_species("O_b").Z == 8);
  CHECK(make_species("Cl-").Z == 17);
  CHECK(make_species("H1").Z == 1);
  CHECK(make_species("Na") == Species{"Na", 11, 22.990 * units::amu});
}

TEST_CASE("a name that begins with no element's symbol is refused", "[structure_test]") {
  for (const auto* wrong : {"", "3Fe", "fe", "Water", "OW", "Xx", "_O", "\xC3\x85"})
    CHECK_THROWS_WITH(
        make_species(wrong),
        "'" + std::string(wrong) + "' does not begin with the symbol of an element, as 'Na', 'Fe3+' and 'O_b' do");
}

TEST_CASE("added atoms share their species and are at rest", "[structure_test]") {
  Structure s;
  s.add("Na", {1.0, 2.0, 3.0});
  CHECK(s.v.empty());
  CHECK(s.image.empty());
  s.v = {Vec3{1.0, 1.0, 1.0}};
  s.image = {Image{1, 0, 0}};
  s.add("Cl", {});
  s.add("Na", {});
  CHECK(s.size() == 3);
  CHECK(s.type == std::vector<int>{0, 1, 0});
  CHECK(s.species.size() == 2);
  CHECK(s.counts() == std::vector<Index>{2, 1});
  CHECK(s.name(1) == "Cl");
  CHECK(s.v == std::vector<Vec3>{{1.0, 1.0, 1.0}, {}, {}});
  CHECK(s.image == std::vector<Image>{{1, 0, 0}, {}, {}});
  CHECK_THROWS_AS(s.add("Nonsense", {}), std::invalid_argument);
  CHECK(s.type.size() == s.r.size());
}

TEST_CASE("densities of rocksalt are those of its lattice constant", "[structure_test]") {
  const auto s = rocksalt(5.6402);  // Å, NaCl at 298 K
  CHECK(s.number_density() == Approx(8.0 / std::pow(5.6402, 3)));
  CHECK(s.total_mass() == Approx(4.0 * (22.990 + 35.45) * units::amu));
  // 4 formula units of 58.44 g/mol: 4·58.44/(6.02214076e23 · 5.6402e-8³) g/cm³
  CHECK(s.density() / units::g_per_cm3 == Approx(4.0 * 58.44 / (0.602214076 * std::pow(5.6402, 3))).epsilon(1e-9));
}

TEST_CASE("a replicated structure is the same lattice", "[structure_test]") {
  const double a = 5.64;
  auto unit = rocksalt(a);
  unit.v.assign(8, Vec3{});
  unit.v[3] = {0.1, 0.2, 0.3};
  unit.image.assign(8, Image{1, 2, 3});
  const auto s = replicate(unit, {2, 3, 1});
  CHECK(s.size() == 48);
  CHECK(s.counts() == std::vector<Index>{24, 24});
  CHECK(s.number_density() == Approx(unit.number_density()));
  CHECK(s.cell == Cell::orthorhombic({2 * a, 3 * a, a}));
  CHECK(s.v[3 + 8 * 5] == unit.v[3]);
  CHECK(s.image.empty());
  // copies run along c first, then b, then a
  CHECK(s.r[8] == Vec3{0.0, a, 0.0});
  CHECK(s.r[24] == Vec3{a, 0.0, 0.0});
  // every atom sits on a site of the infinite crystal, and no two on the same one
  for (Index i = 0; i < s.size(); ++i)
    for (Index j = 0; j < i; ++j) {
      const auto p = static_cast<std::size_t>(i), q = static_cast<std::size_t>(j);
      const double distance = norm(s.cell.minimum_image(s.r[p] - s.r[q]));
      CHECK(distance > 0.5 * a - 1e-12);
      if (distance < 0.5 * a + 1e-12) CHECK(s.type[p] != s.type[q]);
    }
}

TEST_CASE("a triclinic cell is replicated along its own vectors", "[structure_test]") {
  Structure unit;
  unit.cell = Cell(Mat3{Vec3{4.0, 0.0, 0.0}, Vec3{1.0, 3.0, 0.0}, Vec3{0.5, 0.7, 5.0}}, {true, true, false});
  unit.add("Ar", {0.1, 0.2, 0.3});
  const auto s = replicate(unit, {1, 2, 1});
  CHECK(s.r[1] == Vec3{1.1, 3.2, 0.3});
  CHECK(s.cell.vectors()[1] == Vec3{2.0, 6.0, 0.0});
  CHECK(s.cell.periodic() == unit.cell.periodic());
}

TEST_CASE("copies that can't be made are refused", "[structure_test]") {
  auto s = rocksalt(5.64);
  CHECK_THROWS_WITH(replicate(s, {1, 0, 1}), "the number of copies along b must be at least 1");
  CHECK_THROWS_WITH(replicate(s, {2000, 2000, 2000}), "the copies would have more atoms than a 32-bit number counts");
  const Index most = std::numeric_limits<Index>::max();
  CHECK_THROWS_AS(replicate(s, {most, most, most}), std::invalid_argument);
  s.cell = Cell(s.cell.vectors(), {true, true, false});
  CHECK_THROWS_WITH(replicate(s, {1, 1, 2}), "the structure is not periodic along c, so it has no copies there");
  CHECK(replicate(s, {1, 1, 1}).size() == 8);
  CHECK(replicate(Structure{}, {1, 1, 1}).size() == 0);
}
