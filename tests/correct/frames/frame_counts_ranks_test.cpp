// Frames counted by several ranks against those of one, bit for bit.
#include <catch2/catch.hpp>

#include "correct/frames/gases.hpp"

using namespace liquidus;
using namespace liquidus::testing;

namespace {

std::vector<double> state_of(const Communicator& ranks, std::size_t from = 0, const std::vector<double>& start = {}) {
  FrameCounts counts({"Na", "Cl"}, {RadialBins::up_to(8.0, 0.1), 1, 2}, ranks);
  if (!start.empty()) counts.restore(start);
  const auto frames = breathing_gas(7, {"Na", "Cl"});
  for (std::size_t f = from; f < frames.size(); ++f) show(counts, frames[f], 1.0, 2.0);
  return counts.state();
}

}  // namespace

TEST_CASE("counts of frames are the same on any number of ranks", "[frame_counts_ranks_test]") {
  const auto ranks = Communicator::world();
  const auto expected = state_of(Communicator::self());
  CHECK(state_of(ranks) == expected);
  FrameCounts first({"Na", "Cl"}, {RadialBins::up_to(8.0, 0.1), 1, 2});
  const auto frames = breathing_gas(7, {"Na", "Cl"});
  for (std::size_t f = 0; f < 3; ++f) show(first, frames[f], 1.0, 2.0);
  CHECK(state_of(ranks, 3, first.state()) == expected);
}
