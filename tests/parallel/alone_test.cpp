// A process alone: what every build has, with MPI or without.
#include <catch2/catch.hpp>
#include <numeric>

#include "core/errors.hpp"
#include "parallel/agreement.hpp"
#include "parallel/domain.hpp"
#include "parallel/launch.hpp"
#include "support/random_structure.hpp"

using namespace liquidus;
using namespace liquidus::testing;

TEST_CASE("alone, a sum is its summand and an exchange a copy", "[alone_test]") {
  const Communicator ranks;
  CHECK(ranks.alone());
  CHECK(ranks.is_root());
  CHECK(ranks.cores() >= 1);
  CHECK(ranks.sum(2.5) == 2.5);
  CHECK(ranks.max(Index{-3}) == -3);
  CHECK(ranks.min(7.0) == 7.0);
  CHECK(ranks.any(true));
  CHECK_FALSE(ranks.all(false));
  std::string text = "unchanged";
  ranks.broadcast(text);
  CHECK(text == "unchanged");
  const std::vector<int> mine{3, 1, 2};
  CHECK(ranks.gather(std::span<const int>(mine)) == mine);
  CHECK(ranks.all_gather(std::span<const int>(mine)) == mine);
  std::vector<int> received;
  std::vector<Index> counts;
  ranks.exchange(std::span<const int>(mine), std::vector<Index>{3}, received, counts);
  CHECK(received == mine);
  CHECK(counts == std::vector<Index>{3});
  CHECK(ranks.traffic().messages == 0);
}

TEST_CASE("without a launcher there is no MPI to wait for", "[alone_test]") {
  const Launch launch;
  CHECK(Communicator::world().alone());
  const auto verdict = launch.failed("the disk is full");
  CHECK(verdict.text == "the disk is full");
  CHECK_FALSE(verdict.abort);
}

TEST_CASE("alone, an error is thrown as it is", "[alone_test]") {
  const Communicator ranks;
  CHECK_THROWS_AS(on_root(ranks, [] { throw InputError("no such file"); }), InputError);
  CHECK_THROWS_AS(together(ranks, [] { throw SimulationError("too hot"); }), SimulationError);
  CHECK_NOTHROW(together(ranks, [] {}));
}

TEST_CASE("alone, all atoms stay in their order", "[alone_test]") {
  Random random(9, Stream::packing, 0, 0);
  const auto atoms = random_structure(random, random_cell(random, 9.0, {true, false, true}), {"Na", "Cl"}, 20);
  const Communicator ranks;
  Domain domain(ranks);
  auto own = domain.scatter(atoms);
  domain.migrate(own);
  std::vector<Index> expected(20);
  std::iota(expected.begin(), expected.end(), Index{0});
  CHECK(own.id == expected);
  CHECK(own.atoms.r == atoms.r);
  CHECK(domain.gather(own).type == atoms.type);
  CHECK(domain.bricks().count() == 1);
}
