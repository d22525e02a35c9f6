#include "core/cluster_list.hpp"

#include <algorithm>
#include <catch2/catch.hpp>
#include <set>

#include "core/neighbours.hpp"
#include "support/pairs_by_trial.hpp"
#include "support/random_structure.hpp"

using namespace liquidus;
using namespace liquidus::testing;

namespace {

struct Case {
  Structure atoms;
  double cutoff, skin;
};

/// Cells of all periodicities, some flat, from much smaller to larger than the cutoff, with 1 to 60 atoms.
Case random_case(int number) {
  Random random(17, Stream::packing, number, 0);
  const double edge = 2.5 + 13.0 * random.uniform();
  const Cell cell = random_cell(random, edge, periodicity(number), number % 3 == 0);
  const auto n = static_cast<Index>(1.0 + std::min(59.0, 0.05 * edge * edge * edge) * random.uniform());
  Case c{random_structure(random, cell, {"Na", "Cl"}, n), 2.0 + 5.0 * random.uniform(), 0.8 * random.uniform()};
  scatter_over_images(random, c.atoms, 2);
  return c;
}

}  // namespace

TEST_CASE("cluster lists hold every pair of random triclinic cells once", "[cluster_list_test]") {
  for (int number = 0; number < 160; ++number) {
    INFO("case " << number);
    const Case c = random_case(number);
    PeriodicNeighbours neighbours({{c.cutoff, ListKind::clusters}}, Skin{c.skin});
    const auto& all = neighbours.update(c.atoms);
    const auto expected = pairs_by_trial(all.cell, all.r, all.own, c.cutoff);
    CHECK(difference(pairs_of(all.clusters(c.cutoff), all, c.cutoff), expected) == "");
  }
}

TEST_CASE("several cluster lists over one set of ghosts are each complete to their own cutoff", "[cluster_list_test]") {
  for (int number = 0; number < 16; ++number) {
    INFO("case " << number);
    const Case c = random_case(number);
    PeriodicNeighbours neighbours({{c.cutoff, ListKind::clusters}, {0.6 * c.cutoff, ListKind::clusters}}, Skin{c.skin});
    const auto& all = neighbours.update(c.atoms);
    for (const double cutoff : {c.cutoff, 0.6 * c.cutoff}) {
      CHECK(all.clusters(cutoff).cutoff == cutoff);
      CHECK(difference(pairs_of(all.clusters(cutoff), all, cutoff), pairs_by_trial(all.cell, all.r, all.own, cutoff)) ==
            "");
    }
    // between the two the longer one serves
    CHECK(all.clusters(0.8 * c.cutoff).cutoff == c.cutoff);
  }
}

TEST_CASE("every own atom has one slot, and no slot holds a ghost that is counted elsewhere", "[cluster_list_test]") {
  for (int number = 0; number < 40; ++number) {
    INFO("case " << number);
    const Case c = random_case(number);
    PeriodicNeighbours neighbours({{c.cutoff, ListKind::clusters}}, Skin{c.skin});
    const auto& all = neighbours.update(c.atoms);
    const auto& list = all.clusters(c.cutoff);
    REQUIRE(list.own_slots % ClusterList::nj == 0);
    REQUIRE(list.slots() % ClusterList::nj == 0);
    REQUIRE(list.first.size() == static_cast<std::size_t>(list.i_clusters()) + 1);
    std::set<std::int32_t> seen;
    int wrong = 0;
    for (Index s = 0; s < list.slots(); ++s) {
      const auto a = list.atom[static_cast<std::size_t>(s)];
      if (a < 0) continue;
      wrong += seen.insert(a).second ? 0 : 1;
      wrong += (a < all.own) == (s < list.own_slots) ? 0 : 1;
      wrong += a < all.own || all.upper[static_cast<std::size_t>(a - all.own)] == 1 ? 0 : 1;
    }
    CHECK(wrong == 0);
    const auto owns = std::count_if(seen.begin(), seen.end(), [&](auto a) { return a < all.own; });
    CHECK(owns == all.own);
    for (std::size_t i = 0; i < static_cast<std::size_t>(list.i_clusters()); ++i) {
      if (list.first[i] == list.first[i + 1]) continue;
      const auto home = ClusterList::home(static_cast<Index>(i));
      CHECK(list.second[static_cast<std::size_t>(list.first[i])] == home);
      CHECK(std::count(list.second.begin() + list.first[i], list.second.begin() + list.last[i], home) == 1);
    }
  }
}

TEST_CASE("pruning keeps every pair below cutoff + margin and drops most of the others", "[cluster_list_test]") {
  Random random(19, Stream::packing, 0, 0);
  auto atoms = random_structure(random, Cell::cubic(24.0), {"Ar"}, 500);
  PeriodicNeighbours neighbours({{4.0, ListKind::clusters}}, Skin{1.5});
  auto all = neighbours.update(atoms);
  auto& list = all.cluster_lists[0];
  const auto entries = [&] {
    Index n = 0;
    for (std::size_t i = 0; i < list.last.size(); ++i) n += list.last[i] - list.first[i];
    return n;
  };
  for (const double margin : {1.5, 0.5, 0.0, 0.5}) {  // the last one takes back what 0 had dropped
    prune_cluster_list(all.r, margin, list);
    CHECK(difference(pairs_of(list, all, 4.0 + margin), pairs_by_trial(all.cell, all.r, all.own, 4.0 + margin)) == "");
  }
  const Index narrow = entries();
  prune_cluster_list(all.r, 1.5, list);
  CHECK(entries() == static_cast<Index>(list.all.size()));
  CHECK(narrow < 9 * entries() / 10);
}

TEST_CASE("rounding to single precision loses no pair at the reach far from the origin", "[cluster_list_test]") {
  // Two rows of eight atoms, a cluster each, that touch with one pair a hair inside the cutoff, 10⁴ Å from a lone atom:
  // single precision alone is off by 10⁻³ Å there, so that one in two of these pairs would be lost.
  const double cutoff = 5.0;
  for (int number = 0; number < 20; ++number) {
    INFO("case " << number);
    const Vec3 at{1e4 + 0.37 * number, 2e4 - 11.0 * number, -1e4 + 13.0 * number}, along{0.96, 0.0, 0.28};
    std::vector<Vec3> r{{0.0, 0.0, 0.0}};
    for (int k = 0; k < 8; ++k) r.push_back(at - (0.1 * k) * along);
    for (int k = 0; k < 8; ++k) r.push_back(at + (0.1 * k + cutoff * (1.0 - 1e-12)) * along);
    Neighbourhood all;
    all.own = static_cast<Index>(r.size());
    all.r = r;
    ClusterList list;
    build_cluster_list(r, all.own, {}, cutoff, 0.0, list);
    CHECK(difference(pairs_of(list, all, cutoff), pairs_by_trial(all.cell, r, all.own, cutoff)) == "");
    prune_cluster_list(r, 0.0, list);
    CHECK(difference(pairs_of(list, all, cutoff), pairs_by_trial(all.cell, r, all.own, cutoff)) == "");
  }
}

TEST_CASE("a list made over a longer one forgets it", "[cluster_list_test]") {
  Random random(3, Stream::packing, 0, 0);
  const auto many = random_structure(random, Cell::cubic(12.0), {"Ar"}, 50);
  const auto few = random_structure(random, Cell::cubic(12.0), {"Ar"}, 3);
  Neighbourhood all;
  ClusterList list;
  for (const auto* s : {&many, &few}) {
    all.own = s->size();
    all.r = s->r;
    build_cluster_list(all.r, all.own, {}, 5.0, 0.5, list);
    CHECK(difference(pairs_of(list, all, 5.0), pairs_by_trial(Cell(), all.r, all.own, 5.0)) == "");
  }
  build_cluster_list({}, 0, {}, 5.0, 0.5, list);
  CHECK(list.slots() == 0);
  CHECK(list.i_clusters() == 0);
}
