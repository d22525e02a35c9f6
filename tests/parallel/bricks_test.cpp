#include "parallel/bricks.hpp"

#include <catch2/catch.hpp>
#include <limits>

#include "support/random_structure.hpp"

using namespace liquidus;
using namespace liquidus::testing;

namespace {

using Place = Bricks::Place;
constexpr double infinite = std::numeric_limits<double>::infinity();

Place grid_of(const Vec3& lengths, int ranks, Cell::Periodic periodic = {true, true, true}, const Vec3& low = {},
              const Vec3& high = {1.0, 1.0, 1.0}) {
  return Bricks::divide(Cell(Cell::orthorhombic(lengths).vectors(), periodic), ranks, low, high).grid();
}

/// Atoms per rank.
std::vector<Index> loads(const Bricks& bricks, std::span<const Vec3> s) {
  std::vector<Index> counts(static_cast<std::size_t>(bricks.count()), 0);
  for (const auto& x : s) ++counts[static_cast<std::size_t>(bricks.rank_of(x))];
  return counts;
}

double largest_share(const std::vector<Index>& counts) {
  Index most = 0, all = 0;
  for (const Index n : counts) most = std::max(most, n), all += n;
  return static_cast<double>(most) * static_cast<double>(counts.size()) / static_cast<double>(all);
}

}  // namespace

TEST_CASE("a cube is cut into the bricks of least surface", "[bricks_test]") {
  auto sorted = [](Place grid) {
    std::sort(grid.begin(), grid.end());
    return grid;
  };
  const Vec3 cube{20.0, 20.0, 20.0};
  CHECK(sorted(grid_of(cube, 1)) == Place{1, 1, 1});
  CHECK(sorted(grid_of(cube, 2)) == Place{1, 1, 2});
  CHECK(sorted(grid_of(cube, 7)) == Place{1, 1, 7});
  CHECK(sorted(grid_of(cube, 27)) == Place{3, 3, 3});
  CHECK(sorted(grid_of(cube, 64)) == Place{4, 4, 4});
  CHECK(sorted(grid_of(cube, 125)) == Place{5, 5, 5});
  // Along a direction that isn't cut a brick touches itself alone, at no cost: 4 slabs have two faces of 400 Å² to
  // others, and 2 × 2 columns four of 200 Å². Of equals the one with fewer cuts has fewer neighbours to write to.
  CHECK(sorted(grid_of(cube, 4)) == Place{1, 1, 4});
  CHECK(sorted(grid_of(cube, 8)) == Place{1, 2, 4});
  CHECK(sorted(grid_of(cube, 12)) == Place{1, 3, 4});
}

TEST_CASE("long cells are cut across, flat ones not along their short side", "[bricks_test]") {
  CHECK(grid_of({10.0, 10.0, 100.0}, 4) == Place{1, 1, 4});
  CHECK(grid_of({100.0, 10.0, 10.0}, 4) == Place{4, 1, 1});
  CHECK(grid_of({80.0, 80.0, 10.0}, 16) == Place{4, 4, 1});
  // a slab in vacuum is as thick as its atoms say, not as its cell
  CHECK(grid_of({30.0, 30.0, 90.0}, 2) == Place{1, 1, 2});
  CHECK(grid_of({30.0, 29.0, 90.0}, 2, {true, true, false}, {0.0, 0.0, 0.4}, {1.0, 1.0, 0.5}) == Place{2, 1, 1});
}

TEST_CASE("bricks fill the cell, and where it isn't periodic all of space", "[bricks_test]") {
  Random random(3, Stream::packing, 0, 0);
  for (int number = 0; number < 8; ++number)
    for (const int ranks : {1, 2, 3, 4, 6, 30}) {
      const Cell cell = random_cell(random, 12.0, periodicity(number), number % 2 == 1);
      const auto bricks = Bricks::divide(cell, ranks, {0.1, 0.2, 0.3}, {0.6, 0.8, 0.9});
      REQUIRE(bricks.count() == ranks);
      for (std::size_t k = 0; k < 3; ++k) {
        CHECK(bricks.cuts()[k].front() == (cell.periodic()[k] ? 0.0 : -infinite));
        CHECK(bricks.cuts()[k].back() == (cell.periodic()[k] ? 1.0 : infinite));
        CHECK(std::is_sorted(bricks.cuts()[k].begin(), bricks.cuts()[k].end()));
      }
      for (int rank = 0; rank < ranks; ++rank) CHECK(bricks.rank(bricks.place(rank)) == rank);
    }
}

TEST_CASE("a point belongs to the one brick whose cuts enclose it", "[bricks_test]") {
  const Bricks bricks(
      Bricks::Cuts{std::vector{0.0, 0.2, 0.7, 1.0}, std::vector{-infinite, 0.5, infinite}, std::vector{0.0, 1.0}});
  REQUIRE(bricks.grid() == Place{3, 2, 1});
  Random random(5, Stream::packing, 0, 0);
  std::vector<Vec3> points{{0.0, 0.0, 0.0}, {0.2, 0.5, 1.0}, {0.7, -40.0, 0.3}, {1.0, 40.0, -1e-17}};
  for (int n = 0; n < 200; ++n) points.push_back({random.uniform(), 3.0 * random.normal(), random.uniform()});
  for (const auto& s : points) {
    const Place at = bricks.place(bricks.rank_of(s));
    for (std::size_t k = 0; k < 3; ++k) {
      const auto& cuts = bricks.cuts()[k];
      const auto n = static_cast<std::size_t>(at[k]);
      CHECK((s[k] >= cuts[n] || n == 0));
      CHECK((s[k] < cuts[n + 1] || n + 2 == cuts.size()));
    }
  }
}

TEST_CASE("balanced bricks hold equally many atoms of a slab", "[bricks_test]") {
  // The slab fills a fifth of the cell, beside the middle: of equal slices along z, one would hold all.
  Random random(7, Stream::packing, 0, 0);
  std::vector<Vec3> s;
  for (int n = 0; n < 4000; ++n) s.push_back({random.uniform(), random.uniform(), 0.26 + 0.2 * random.uniform()});
  for (const bool periodic : {true, false}) {
    const double low = periodic ? 0.0 : -infinite, high = periodic ? 1.0 : infinite;
    const Bricks even(
        Bricks::Cuts{std::vector{0.0, 0.5, 1.0}, std::vector{0.0, 1.0}, std::vector{low, 0.25, 0.5, 0.75, high}});
    REQUIRE(largest_share(loads(even, s)) > 3.5);
    const Bricks other = balanced(Communicator(), even, {true, true, periodic}, s);
    CHECK(other.grid() == even.grid());
    CHECK(other.cuts()[2].front() == low);
    CHECK(other.cuts()[2].back() == high);
    // each rank holds 500 ± √500 by chance in the other direction, after z has been cut evenly to a bin
    CHECK(largest_share(loads(other, s)) < 1.12);
  }
}

TEST_CASE("atoms that can't be divided leave bricks in order", "[bricks_test]") {
  const auto even = Bricks::divide(Cell::cubic(10.0), 8, {}, {});
  const auto in_order = [](const Bricks& bricks) {
    for (const auto& cuts : bricks.cuts())
      for (std::size_t n = 0; n + 1 < cuts.size(); ++n)
        if (!(cuts[n] < cuts[n + 1])) return false;
    return true;
  };
  const Communicator alone;
  CHECK(balanced(alone, even, {true, true, true}, std::vector<Vec3>{}) == even);
  CHECK(in_order(balanced(alone, even, {true, true, true}, std::vector<Vec3>{{0.5, 0.5, 0.5}})));
  CHECK(in_order(balanced(alone, even, {true, true, true}, std::vector<Vec3>(1000, Vec3{0.999, 0.0, 1.0}))));
  CHECK(in_order(balanced(alone, even, {false, false, false}, std::vector<Vec3>(1000, Vec3{0.3, 0.3, 0.3}))));
}
