#include "active/bias/adaptive_bias.hpp"

#include <catch2/catch.hpp>
#include <cmath>
#include <stdexcept>

#include "core/errors.hpp"
#include "core/units.hpp"

using namespace liquidus;

namespace {

double gaussian(double s, double centre, double width, double height) {
  const double d = (s - centre) / width;
  return height * std::exp(-0.5 * d * d);
}

const HillRule rule{0.2, 0.05, 6.0, 1000.0};

}  // namespace

TEST_CASE("A sum of hills is that of Gaussians, with its slope", "[adaptive_bias_test]") {
  HillSum sum(0.2);
  struct Hill {
    double centre, height;
  };
  const Hill hills[] = {{1.0, 0.5}, {1.31, 0.3}, {-3.0, 0.1}, {5.03, 1.0}};
  for (const auto& hill : hills) sum.add(hill.centre, 0.2, hill.height);
  for (double s = -6.0; s < 8.0; s += 0.0173) {
    double exact = 0.0;
    for (const auto& hill : hills) exact += gaussian(s, hill.centre, 0.2, hill.height);
    CHECK(sum.at(s).value == Approx(exact).margin(1e-6));  // of the heights' sum of at most 1
    constexpr double h = 1e-5;
    // a cubic's difference is off by h²/6 of its third derivative, at most 1.4/0.2³
    CHECK(sum.at(s).slope == Approx((sum.at(s + h).value - sum.at(s - h).value) / (2.0 * h)).margin(1e-7));
  }
  CHECK(sum.at(100.0).value == 0.0);
  CHECK(sum.at(-100.0).slope == 0.0);
}

TEST_CASE("Hills in one order give the same bits however their grid has grown", "[adaptive_bias_test]") {
  HillSum grown(0.2), ready(0.2);
  ready.add(-9.0, 0.2, 0.0);
  ready.add(9.0, 0.2, 0.0);
  for (const double centre : {0.3, 4.0, -5.0, 0.31}) {
    grown.add(centre, 0.2, 0.7);
    ready.add(centre, 0.2, 0.7);
  }
  for (double s = -8.0; s < 8.0; s += 0.0173) {
    CHECK(grown.at(s).value == ready.at(s).value);
    CHECK(grown.at(s).slope == ready.at(s).slope);
  }
}

TEST_CASE("At a bound the bias is level, and beyond it stays what it is", "[adaptive_bias_test]") {
  HillSum sum(0.2, -1.0, 2.0);
  sum.add(-0.9, 0.2, 1.0);
  sum.add(1.7, 0.2, 1.0);
  const double at_bound = gaussian(-1.0, -0.9, 0.2, 2.0);  // the hill and its mirror image
  CHECK(sum.at(-1.0).value == Approx(at_bound).margin(1e-6));
  CHECK(std::abs(sum.at(-1.0).slope) < 1e-12);
  CHECK(std::abs(sum.at(2.0).slope) < 1e-12);
  CHECK(sum.at(-1.5).value == sum.at(-1.0).value);
  CHECK(sum.at(7.0).value == sum.at(2.0).value);
  CHECK(sum.at(7.0).slope == 0.0);
  CHECK(sum.at(1.5).value == Approx(gaussian(1.5, 1.7, 0.2, 1.0) + gaussian(1.5, 2.3, 0.2, 1.0)).margin(2e-6));
  AdaptiveBias bias({0.2, 0.05, 6.0, 1000.0, -1.0, 2.0});
  CHECK(!bias.deposit(1, 1.0, 2.001));
  CHECK(!bias.deposit(1, 1.0, std::nan("")));
  CHECK(bias.deposit(1, 1.0, 2.0));
  CHECK(bias.hills().size() == 1);
}

TEST_CASE("Hills in one place fall as 1/(1 + n h/((γ − 1) kT)) nearly, each by the bias before it",
          "[adaptive_bias_test]") {
  AdaptiveBias bias(rule);
  const double kT = 5.0 * units::kB * 1000.0;
  double sum = 0.0;
  for (Index n = 0; n < 40; ++n) {
    REQUIRE(bias.deposit(n, 0.0, 0.4));
    CHECK(bias.hills().back().height == Approx(0.05 * std::exp(-sum / kT)).epsilon(1e-9));
    sum += bias.hills().back().height;
  }
  // V grows as (γ − 1) kT ln(1 + n h/((γ − 1) kT)), between the sums from 0 and from 1
  CHECK(sum == Approx(kT * std::log(1.0 + 40 * 0.05 / kT)).epsilon(0.02));
  CHECK(bias.free_energy(0.4) == Approx(-1.2 * sum).epsilon(1e-9));
}

TEST_CASE("A bias built up again from its hills is the same to the last bit", "[adaptive_bias_test]") {
  AdaptiveBias bias(rule), again(rule);
  for (Index n = 0; n < 200; ++n) bias.deposit(n, 2.0 * static_cast<double>(n), std::sin(0.7 * static_cast<double>(n)));
  again.deposit(0, 0.0, 3.0);
  again.set(bias.hills());
  for (double s = -2.0; s < 2.0; s += 0.0173) CHECK(again.at(s).value == bias.at(s).value);
  CHECK(again.hills().size() == 200);
}

TEST_CASE("Of a move that was taken back the variable is that of before", "[adaptive_bias_test]") {
  AdaptiveBias bias(rule);
  const auto here = Cell::cubic(10.0), there = Cell::cubic(10.1);
  CHECK_THROWS_AS(bias.seen_in(here), std::logic_error);
  bias.saw(1.0, here);
  bias.saw(2.0, there);
  CHECK(bias.seen_in(here) == 1.0);
  CHECK(bias.seen_in(there) == 2.0);
  bias.saw(3.0, here);
  bias.saw(4.0, here);
  CHECK(bias.seen_in(here) == 4.0);
}

TEST_CASE("What a bias can't be is refused", "[adaptive_bias_test]") {
  CHECK_THROWS_AS(AdaptiveBias({0.0, 0.05, 6.0, 1000.0}), std::invalid_argument);
  CHECK_THROWS_AS(AdaptiveBias({0.2, 0.0, 6.0, 1000.0}), std::invalid_argument);
  CHECK_THROWS_AS(AdaptiveBias({0.2, 0.05, 1.0, 1000.0}), std::invalid_argument);
  CHECK_THROWS_AS(AdaptiveBias({0.2, 0.05, 6.0, 0.0}), std::invalid_argument);
  CHECK_THROWS_AS(AdaptiveBias({0.2, 0.05, 6.0, 1000.0, 0.0, 1.0}), std::invalid_argument);
  AdaptiveBias bias(rule);
  bias.deposit(1, 0.0, 0.0);
  CHECK_THROWS_AS(bias.deposit(2, 0.0, 1e6), SimulationError);
  CHECK_THROWS_AS(bias.deposit(2, 0.0, 1e200), SimulationError);
}
