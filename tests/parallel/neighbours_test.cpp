#include <catch2/catch.hpp>

#include "spread.hpp"

using namespace liquidus;
using namespace liquidus::testing;

namespace {

/// Every atom moves by a step that depends on its number and the step alone, not on the rank it is on.
void walk(OwnAtoms& own, Index step, double length) {
  for (std::size_t i = 0; i < own.id.size(); ++i) {
    Random random(67, Stream::langevin, own.id[i], step);
    own.atoms.r[i] += random_vector(random, length);
  }
}

}  // namespace

TEST_CASE("along a walk over ranks no pair is missed and none counted twice", "[neighbours_test]") {
  const auto ranks = Communicator::world();
  for (const bool full : {false, true})
    for (const auto& system : systems()) {
      std::vector<ListRequest> requests{{cutoff, ListKind::clusters}};
      if (full) requests.push_back({cutoff, ListKind::full});
      Spread spread(ranks, system.atoms, requests, true);
      const Index from = ranks.sum(spread.all().own);
      Index followed = 0;
      for (Index step = 0; step < 40; ++step) {
        INFO(system.name << ", step " << step << ", rank " << ranks.rank());
        walk(spread.own, step, 0.12);
        if (step % 7 == 4) spread.wrap();  // as a caller may between rebuilds
        const Index before = spread.neighbours.rebuilds();
        spread.update();
        followed += spread.neighbours.rebuilds() == before ? 1 : 0;
        if (step % 3 && spread.neighbours.rebuilds() == before) continue;
        CHECK(spread.wrong_clusters(cutoff) == "");
        if (full) CHECK(spread.wrong_full(cutoff) == "");
      }
      CHECK(ranks.sum(spread.all().own) == from);
      if (system.atoms.size() < 2) continue;
      CHECK(followed > 10);
      CHECK(spread.neighbours.rebuilds() > 2);
    }
}

TEST_CASE("a pair across a cut is there when it closes to the cutoff without a rebuild", "[neighbours_test]") {
  const auto ranks = Communicator::world();
  const double cut = 14.0 / ranks.size();
  for (const bool full : {false, true})
    for (const double half : {-1.0, 1.0}) {  // the same pair seen from below and from above
      Structure atoms;
      atoms.cell = Cell::cubic(14.0);
      atoms.add("Na", {cut - half * 0.01, 5.0, 5.0});
      atoms.add("Cl", atoms.cell.wrapped({cut + half * 4.57, 5.0, 5.0}));
      Spread spread(ranks, atoms, {{cutoff, full ? ListKind::full : ListKind::clusters}}, false);
      REQUIRE(spread.domain.bricks().grid() == Bricks::Place{ranks.size(), 1, 1});
      for (std::size_t i = 0; i < spread.own.id.size(); ++i)
        spread.own.atoms.r[i][0] += (spread.own.id[i] == 0 ? half : -half) * 0.495 * skin;
      REQUIRE(spread.neighbours.follow(spread.own.atoms));
      CHECK((full ? spread.wrong_full(cutoff) : spread.wrong_clusters(cutoff)) == "");
    }
}

TEST_CASE("a cell that strains takes atoms of all ranks along", "[neighbours_test]") {
  const auto ranks = Communicator::world();
  for (const auto& system : systems()) {
    Spread spread(ranks, system.atoms, {{cutoff, ListKind::clusters}, {cutoff, ListKind::full}}, true);
    Random random(71, Stream::barostat, 0, 0);
    for (Index step = 0; step < 30; ++step) {
      INFO(system.name << ", step " << step << ", rank " << ranks.rank());
      Mat3 strain = Mat3::identity();
      for (auto& row : strain) row += random_vector(random, 4e-3);
      auto& atoms = spread.own.atoms;
      atoms.cell = Cell(atoms.cell.vectors() * strain, atoms.cell.periodic());
      for (auto& r : atoms.r) r = r * strain;
      walk(spread.own, step, 0.03);
      spread.update();
      if (step % 3) continue;
      CHECK(spread.wrong_clusters(cutoff) == "");
      CHECK(spread.wrong_full(cutoff) == "");
    }
  }
}

TEST_CASE("all ranks rebuild when an atom of one has gone half the skin", "[neighbours_test]") {
  const auto ranks = Communicator::world();
  const auto atoms = systems()[16].atoms;  // cubic
  Spread spread(ranks, atoms, {{cutoff, ListKind::clusters}}, true);
  const auto move_first_by = [&](double way) {
    for (std::size_t i = 0; i < spread.own.id.size(); ++i)
      if (spread.own.id[i] == 0) spread.own.atoms.r[i][1] += way;
    return spread.neighbours.follow(spread.own.atoms);
  };
  CHECK(move_first_by(0.49 * skin));
  CHECK_FALSE(move_first_by(0.02 * skin));
  spread.rebuild();
  CHECK(spread.wrong_clusters(cutoff) == "");
  CHECK(move_first_by(0.02 * skin));
}
