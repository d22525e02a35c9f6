#include "core/neighbour_list.hpp"

#include <algorithm>
#include <catch2/catch.hpp>

#include "core/neighbours.hpp"
#include "support/pairs_by_trial.hpp"
#include "support/random_structure.hpp"

using namespace liquidus;
using namespace liquidus::testing;

TEST_CASE("full lists hold every pair of random triclinic cells twice", "[neighbour_list_test]") {
  for (int number = 0; number < 160; ++number) {
    INFO("case " << number);
    Random random(23, Stream::packing, number, 0);
    const double edge = 2.5 + 13.0 * random.uniform();
    const Cell cell = random_cell(random, edge, periodicity(number), number % 3 == 0);
    const auto n = static_cast<Index>(1.0 + std::min(59.0, 0.05 * edge * edge * edge) * random.uniform());
    auto atoms = random_structure(random, cell, {"Na", "Cl"}, n);
    scatter_over_images(random, atoms, 2);
    const double cutoff = 2.0 + 5.0 * random.uniform();
    PeriodicNeighbours neighbours({{cutoff, ListKind::full}}, Skin{0.8 * random.uniform()});
    const auto& all = neighbours.update(atoms);
    CHECK(difference(pairs_of(all.full(cutoff), all, cutoff), pairs_by_trial(all.cell, all.r, all.own, cutoff)) == "");
  }
}

TEST_CASE("neighbours stand in ascending order, never the atom itself", "[neighbour_list_test]") {
  Random random(29, Stream::packing, 0, 0);
  const auto atoms = random_structure(random, random_cell(random, 9.0, {true, true, true}), {"Ar"}, 30);
  PeriodicNeighbours neighbours({{6.0, ListKind::full}}, Skin{0.4});
  const auto& all = neighbours.update(atoms);
  const auto& list = all.full(6.0);
  REQUIRE(list.first.size() == static_cast<std::size_t>(all.own) + 1);
  for (Index i = 0; i < all.own; ++i) {
    const auto of = list.of(i);
    CHECK(std::adjacent_find(of.begin(), of.end(), [](auto a, auto b) { return a >= b; }) == of.end());
    CHECK(std::find(of.begin(), of.end(), i) == of.end());
    // with the skin: nothing beyond it, and everything below it
    const auto inside = std::count_if(
        all.r.begin(), all.r.end(), [&](const Vec3& x) { return norm(x - all.r[static_cast<std::size_t>(i)]) < 6.4; });
    CHECK(static_cast<Index>(of.size()) == inside - 1);
  }
}

TEST_CASE("atoms scattered over a vast space cost no more than their number", "[neighbour_list_test]") {
  const std::vector<Vec3> r{{0, 0, 0}, {1, 0, 0}, {1e7, 1e7, 1e7}, {1e7, 1e7, 1e7 + 1}};
  NeighbourList list;
  build_neighbour_list(r, 4, 2.0, 0.0, list);
  CHECK(list.first == std::vector<Index>{0, 1, 2, 3, 4});
  CHECK(list.second == std::vector<std::int32_t>{1, 0, 3, 2});
}

TEST_CASE("no atoms have no neighbours", "[neighbour_list_test]") {
  NeighbourList list;
  build_neighbour_list({}, 0, 2.0, 0.0, list);
  CHECK(list.first == std::vector<Index>{0});
  CHECK(list.second.empty());
}
