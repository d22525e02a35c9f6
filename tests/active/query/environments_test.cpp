#include "active/query/environments.hpp"

#include <algorithm>
#include <catch2/catch.hpp>
#include <cmath>

#include "core/random.hpp"
#include "core/threads.hpp"
#include "core/units.hpp"
#include "support/error_of.hpp"

using namespace liquidus;

namespace {

Structure random_salt(Index seed) {
  Structure atoms;
  atoms.cell = Cell(Mat3{Vec3{8.0, 0.0, 0.0}, Vec3{1.0, 8.5, 0.0}, Vec3{-0.5, 0.7, 9.0}}, {true, true, true});
  for (Index i = 0; i < 16; ++i) {
    Random random(31, Stream::bootstrap, i, seed);
    const Vec3 s{random.uniform(), random.uniform(), random.uniform()};
    atoms.add(i % 2 == 0 ? "Na" : "Cl", atoms.cell.cartesian(s));
  }
  return atoms;
}

const EnvironmentFeatures features({"Na", "Cl"});

void check_same(const std::vector<float>& a, const std::vector<float>& b) {
  REQUIRE(a.size() == b.size());
  for (std::size_t k = 0; k < a.size(); ++k) CHECK(a[k] == Approx(b[k]).epsilon(1e-4).margin(1e-4));
}

}  // namespace

TEST_CASE("Features don't change with images, order, turns and shifts of atoms, or copies of the cell",
          "[environments_test]") {
  const auto atoms = random_salt(1);
  const auto expected = features.of(atoms);
  CHECK(static_cast<Index>(expected.size()) == features.columns());
  auto other = atoms;
  for (std::size_t i = 0; i < other.r.size(); ++i)
    other.r[i] = other.cell.translated(other.r[i] + Vec3{0.3, -2.0, 5.0}, {static_cast<int>(i % 3) - 1, 2, -1});
  check_same(features.of(other), expected);
  std::reverse(other.r.begin(), other.r.end());
  std::reverse(other.type.begin(), other.type.end());
  check_same(features.of(other), expected);
  const double c = std::cos(0.7), s = std::sin(0.7);
  const Mat3 turn{Vec3{c, s, 0.0}, Vec3{-s, c, 0.0}, Vec3{0.0, 0.0, 1.0}};
  auto turned = atoms;
  turned.cell = Cell(atoms.cell.vectors() * turn, {true, true, true});
  for (auto& r : turned.r) r = r * turn;
  check_same(features.of(turned), expected);
  check_same(features.of(replicate(atoms, {2, 1, 2})), expected);
}

TEST_CASE("Features tell frames apart, also those of the same mean", "[environments_test]") {
  const auto a = features.of(random_salt(1)), b = features.of(random_salt(2));
  double difference = 0.0;
  for (std::size_t k = 0; k < a.size(); ++k) difference += std::abs(a[k] - b[k]);
  CHECK(difference > 1.0);
}

TEST_CASE("Two atoms have the numbers of the formula", "[environments_test]") {
  const EnvironmentFeatures one({"Na", "Cl"}, {6.0, 2.0, 2});  // at 2 and 4 Å, 2 Å wide
  Structure atoms;
  atoms.cell = Cell::cubic(30.0);
  atoms.add("Na", {0.0, 0.0, 0.0});
  atoms.add("Cl", {3.0, 0.0, 0.0});
  atoms.add("Cl", {0.0, 3.0, 0.0});
  const auto found = one.of(atoms);
  const double f = 0.5, g = std::exp(-0.125) * f;  // at half the cutoff; half a width off both distances
  const auto width = static_cast<std::size_t>(one.width());
  CHECK(width == 4 + 9);
  CHECK(found[2] == Approx(2.0 * g));  // chlorines around sodium
  CHECK(found[3] == Approx(2.0 * g));
  CHECK(found[4 + 6] == Approx(0.5 * f * f));     // the right angle between them: (1 + 0)/2
  CHECK(found[4 + 8] == Approx(0.0625 * f * f));  // to the fourth power
  for (std::size_t k = width; k < 2 * width; ++k) CHECK(found[k] == Approx(0.0).margin(1e-6));  // one sodium
}

TEST_CASE("A species that features weren't made for", "[environments_test]") {
  Structure atoms;
  atoms.cell = Cell::cubic(10.0);
  atoms.add("Cs", {0.0, 0.0, 0.0});
  CHECK(testing::error_of([&] { features.of(atoms); }) == "features don't know the species 'Cs'; did you mean 'Cl'?");
  CHECK_THROWS_AS(EnvironmentFeatures({"Na"}, {1.0, 2.0, 3}), InputError);
}

TEST_CASE("A table has a row for each structure, on any number of threads", "[environments_test]") {
  std::vector<Structure> all;
  for (Index seed = 1; seed <= 5; ++seed) all.push_back(random_salt(seed));
  std::vector<const Structure*> pointers;
  for (const auto& one : all) pointers.push_back(&one);
  for (const int count : {1, 3}) {
    set_threads(count);
    const auto table = table_of(features, pointers);
    set_threads(1);
    REQUIRE(table.rows() == 5);
    for (std::size_t k = 0; k < 5; ++k) {
      const auto row = table.row(static_cast<Index>(k));
      CHECK(std::vector<float>(row.begin(), row.end()) == features.of(all[k]));
    }
  }
}
