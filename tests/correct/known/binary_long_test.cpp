// The same with less noise and longer simulations: how near the truth comes, and whether the band says so.
#include <catch2/catch.hpp>
#include <iostream>

#include "correct/known/binary.hpp"

using namespace liquidus;
using namespace liquidus::testing;

TEST_CASE("A salt's energies come back within some hundredths of kT, and the band holds them", "[binary_long_test]") {
  const Binary salt(320000.0, 4000000.0);
  double inside = 0.0, bins = 0.0;
  std::vector<double> worst;
  for (Index seed = 1; seed <= 4; ++seed) {
    auto options = salt.options(0.002, seed);
    options.correct.iterations = options.newton.memory = 8;
    const auto found = salt.compare(Binary::fit(options).correction);
    std::cout << "seed " << seed << ": off by " << found.worst << " kT, " << found.inside << " of " << found.bins
              << " bins in the band\n";
    inside += found.inside;
    bins += found.bins;
    worst.push_back(found.worst);
  }
  std::sort(worst.begin(), worst.end());
  // 0.012, 0.022, 0.030 and 0.037 kT on one machine, 91 % in the band; 284 bins are some 60 independent ones, by which
  // that share is known to 3 %. What is left is the statistics of 2.6 ns of 216 ions, and of the truth's 4 ns, which
  // all four share: 80 ps an iteration and 1 ns of truth leave twice as much.
  CHECK(worst[1] < 0.03);
  CHECK(inside / bins > 0.85);
}
