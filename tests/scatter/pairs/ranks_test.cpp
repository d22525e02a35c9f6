// Pair distributions measured by several ranks against those of one, bit for bit.
#include <catch2/catch.hpp>

#include "core/threads.hpp"
#include "scatter/pairs/pair_distribution.hpp"
#include "support/random_structure.hpp"

using namespace liquidus;
using namespace liquidus::testing;

namespace {

/// Frames of changing composition, number and cell, some of fewer atoms than ranks: the same on all ranks.
std::vector<Structure> frames() {
  std::vector<Structure> all;
  Random random(61, Stream::packing, 0, 0);
  for (const int number : {7, 7, 3, 0, 7, 5})
    all.push_back(random_structure(random, random_cell(random, 14.0, periodicity(number), number == 3), {"Na", "Cl"},
                                   20 + 17 * number, 1.0));
  all.push_back(random_structure(random, Cell::cubic(3.0), {"Cl", "K"}, 2));
  all.push_back(random_structure(random, Cell::cubic(20.0), {"K"}, 1));
  return all;
}

constexpr PairDistributionOptions options{8.0, 0.05, 1, 2, 1000.0};

std::vector<double> state_of(const Communicator& ranks, std::size_t from = 0, const std::vector<double>& start = {}) {
  PairDistribution distribution(options, ranks);
  if (!start.empty()) distribution.restore(start);
  const auto all = frames();
  for (std::size_t k = from; k < all.size(); ++k) distribution.add(all[k]);
  return distribution.state();
}

}  // namespace

TEST_CASE("pair distributions are bit for bit the same on any number of ranks and threads", "[ranks_test]") {
  const auto ranks = Communicator::world();
  const auto expected = state_of(Communicator::self());
  const int before = threads();
  for (const int count : {1, 3}) {
    set_threads(count);
    CHECK(state_of(ranks) == expected);
  }
  set_threads(before);
}

TEST_CASE("each rank counts a part of the pairs of a frame", "[ranks_test]") {
  const auto ranks = Communicator::world();
  const auto atoms = frames().front();
  const auto count = [&](int part, int parts) {
    PairCounter counter(RadialBins::up_to(options.cutoff, options.width), 2);
    counter.count(atoms.cell, atoms.r, atoms.type, part, parts);
    Index sum = 0;
    for (const auto n : counter.counts()) sum += static_cast<Index>(n);
    return sum;
  };
  const Index all = count(0, 1), mine = count(ranks.rank(), ranks.size());
  CHECK(ranks.sum(mine) == all);
  CHECK(mine > 0);
  CHECK(ranks.size() * mine < 2 * all);
}

TEST_CASE("what was measured on one number of ranks is gone on with on another", "[ranks_test]") {
  const auto ranks = Communicator::world();
  PairDistribution first(options);
  const auto all = frames();
  for (std::size_t k = 0; k < 3; ++k) first.add(all[k]);
  CHECK(state_of(ranks, 3, first.state()) == state_of(Communicator::self()));
}
