#include "active/query/trust_levels.hpp"

#include <catch2/catch.hpp>
#include <cmath>
#include <limits>
#include <stdexcept>

using namespace liquidus;

TEST_CASE("A committee's deviation is the worst atom's sample deviation of all three components",
          "[trust_levels_test]") {
  // Second atom: means (1, 0, 0); squared deviations 2 · 0.01 in x and 2 · 0.04 in y over M − 1 = 2.
  const std::vector<std::vector<Vec3>> forces = {
      {{0.0, 0.0, 0.0}, {1.1, 0.2, 0.0}}, {{0.0, 0.0, 0.0}, {0.9, -0.2, 0.0}}, {{0.0, 0.0, 0.03}, {1.0, 0.0, 0.0}}};
  CHECK(force_deviation(forces) == Approx(std::sqrt(0.05)));
  // The first atom's are √0.0003 about a mean of 0.01, which a small level makes the worst.
  CHECK(force_deviation(forces, 0.2) == Approx(std::sqrt(0.05) / 1.2));
  CHECK(force_deviation(forces, 0.01) == Approx(std::sqrt(0.0003) / 0.02));
  auto broken = forces;
  broken[1][0][2] = std::nan("");
  CHECK(std::isinf(force_deviation(broken)));
  CHECK_THROWS_AS(force_deviation(std::vector<std::vector<Vec3>>(1)), std::invalid_argument);
  broken[1].pop_back();
  CHECK_THROWS_AS(force_deviation(broken), std::invalid_argument);
}

TEST_CASE("Frames are accurate, candidates or failed", "[trust_levels_test]") {
  const double inf = std::numeric_limits<double>::infinity();
  const std::vector<double> deviations = {0.01, 0.05, 0.2, 0.3, inf, std::nan(""), 0.1, 0.25};
  const auto found = triage(deviations, {0.05, 0.25});
  CHECK(found.candidates == std::vector<Index>{1, 2, 6, 7});
  CHECK(found.accurate == 1);
  CHECK(found.failed == 3);
  CHECK(found.low == 0.05);
}

TEST_CASE("An adaptive level rises until no more than so many are left", "[trust_levels_test]") {
  const std::vector<double> deviations = {0.01, 0.06, 0.2, 0.3, 0.1, 0.25, 0.1};
  const auto two = triage(deviations, {0.05, 0.25, true, 2});
  CHECK(two.candidates == std::vector<Index>{2, 5});
  CHECK(two.accurate == 4);
  CHECK(two.low > 0.1);
  CHECK(triage(deviations, {0.05, 0.25, true, 3}).candidates.size() == 2);  // of two alike none or both
  CHECK(triage(deviations, {0.05, 0.25, true, 10}).candidates.size() == 5);
  CHECK(triage(deviations, {0.05, 0.25, true, 10}).low == 0.05);
  CHECK_THROWS_AS(triage(deviations, {0.3, 0.25}), std::invalid_argument);
  CHECK_THROWS_AS(triage(deviations, {0.1, 0.25, true, 0}), std::invalid_argument);
}
