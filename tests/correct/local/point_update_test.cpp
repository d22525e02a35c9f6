#include "correct/local/point_update.hpp"

#include <catch2/catch.hpp>
#include <cmath>
#include <random>

#include "core/errors.hpp"
#include "correct/local/dilute.hpp"

using namespace liquidus;
using namespace liquidus::test;

namespace {

const double temperature = 85.0, kT = units::kB * temperature;
double base(double r) { return lennard_jones(r, 3.4, 0.010); }
double truth(double r) { return lennard_jones(r, 3.4, 0.011) + 0.002 * std::exp(-(r - 4.5) * (r - 4.5)); }

const KnotGrid knots = KnotGrid::up_to(8.0, 0.1);

LocalOptions eager() {
  LocalOptions options;
  options.gain = 1.0;
  options.trust = 100.0;
  options.taper = 0.0;
  return options;
}

/// g of a fluid with a first peak at 3.7 Å, for tests of what happens where.
PairComparison peaked() { return dilute(base, truth, temperature); }

}  // namespace

TEST_CASE("where g is exp(−U/kT) the logarithm says what the energy lacks", "[point_update_test]") {
  const auto one = peaked();
  const auto update = point_update(one, UpdateRule::ibi, 0.05);
  int valid = 0;
  for (std::size_t i = 0; i < one.r.size(); ++i) {
    CHECK(update.valid[i] == (one.simulated[i] > 0.05 && one.measured[i] > 0.05));
    if (!update.valid[i]) continue;
    ++valid;
    CHECK(update.energy[i] == Approx(truth(one.r[i]) - base(one.r[i])).margin(1e-12));
  }
  CHECK(valid > 80);
}

TEST_CASE("an energy rises where the simulated g is too high, by either rule", "[point_update_test]") {
  PairComparison one;
  one.temperature = temperature;
  one.r = {4.0, 4.1};
  one.simulated = {1.02, 0.5}, one.measured = {1.0, 0.7};
  one.simulated_error = one.measured_error = {0.0, 0.0};
  const auto log = point_update(one, UpdateRule::ibi, 0.05), linear = point_update(one, UpdateRule::schommers, 0.05);
  CHECK(linear.energy[0] == Approx(0.02 * kT));
  CHECK(log.energy[0] == Approx(kT * std::log(1.02)));
  CHECK(linear.energy[1] == Approx(-0.2 * kT));
  CHECK(log.energy[1] == Approx(kT * std::log(0.5 / 0.7)));
}

TEST_CASE("a point's variance is the scatter that errors of g make", "[point_update_test]") {
  PairComparison one;
  one.temperature = temperature;
  one.r = {4.0}, one.simulated = {1.4}, one.measured = {1.1}, one.simulated_error = {0.010},
  one.measured_error = {0.02};
  std::mt19937 numbers(3);
  std::normal_distribution<double> normal;
  const int draws = 20000;
  for (const auto rule : {UpdateRule::ibi, UpdateRule::schommers}) {
    const auto expected = point_update(one, rule, 0.05);
    double sum = 0.0;
    for (int k = 0; k < draws; ++k) {
      auto drawn = one;
      drawn.simulated[0] += 0.010 * normal(numbers), drawn.measured[0] += 0.02 * normal(numbers);
      sum += std::pow(point_update(drawn, rule, 0.05).energy[0] - expected.energy[0], 2);
    }
    // A variance from 20000 draws is known to √(2/20000) = 1 %; the logarithm's curvature adds 0.03 %.
    CHECK(sum / draws == Approx(expected.variance[0]).epsilon(0.04));
  }
}

TEST_CASE("wiggles in the core aren't the beginning of a structure", "[point_update_test]") {
  auto one = peaked();
  const auto honest = innermost(one, point_update(one, UpdateRule::ibi, 0.05));
  CHECK(one.measured[honest] > 0.05);
  CHECK(one.measured[honest - 1] <= 0.05);
  one.measured[20] = one.simulated[20] = one.measured[21] = one.simulated[21] = 0.1;
  CHECK(innermost(one, point_update(one, UpdateRule::ibi, 0.05)) == honest);
  for (double& g : one.measured) g *= 0.01;
  CHECK(innermost(one, point_update(one, UpdateRule::ibi, 0.05)) == one.r.size());
}

TEST_CASE("a core goes on from the innermost valid point and never less repulsive", "[point_update_test]") {
  auto options = eager();
  const auto soft = dilute(truth, base, temperature), hard = dilute(base, truth, temperature);
  for (const auto* one : {&soft, &hard}) {
    const auto first = innermost(*one, point_update(*one, UpdateRule::ibi, options.floor));
    const double r0 = one->r[first], u0 = point_update(*one, UpdateRule::ibi, options.floor).energy[first];
    const bool pushes = one == &hard;  // the truth is steeper: its energy must rise inwards
    for (const std::string core : {"hold", "linear", "power"}) {
      options.core = core;
      const auto curve = update_curve(*one, options, knots);
      CHECK(curve.r.front() < 0.05);  // down to the first knot
      std::size_t at = 0;
      while (curve.r[at] < r0 - 1e-9) ++at;
      CHECK(curve.energy[at] == Approx(u0).epsilon(1e-12));
      CHECK_FALSE(curve.seen[at - 1]);
      for (std::size_t i = 0; i < at; ++i) {
        CHECK(curve.energy[i] >= curve.energy[i + 1] - 1e-15);  // repels, or as it was
        if (core == "hold" || !pushes) CHECK(curve.energy[i] == Approx(u0).margin(1e-12));
      }
      if (core == "hold" || !pushes) continue;
      // The slope goes on within what the line through five points and the curve's bend differ by.
      const double inside = curve.energy[at - 1] - curve.energy[at], outside = curve.energy[at] - curve.energy[at + 1];
      CHECK(inside > 0.4 * outside);
      CHECK(inside < 2.5 * outside);
      const std::size_t deep = at * 2 / 3;  // there (r0/r)¹³ is 190
      if (core == "power") CHECK(curve.energy[deep] - curve.energy[deep + 1] > 100.0 * inside);
      if (core == "linear") CHECK(curve.energy[deep] - curve.energy[deep + 1] == Approx(inside).epsilon(1e-9));
    }
  }
}

TEST_CASE("no point asks for more than the trust region", "[point_update_test]") {
  auto options = eager();
  options.trust = 0.05;
  for (const std::string core : {"linear", "power"}) {
    options.core = core;
    const auto curve = update_curve(peaked(), options, knots);
    double most = 0.0;
    for (const double u : curve.energy) most = std::max(most, std::abs(u));
    CHECK(most == Approx(0.05 * kT).epsilon(1e-14));
  }
}

TEST_CASE("a change goes to zero smoothly at the cutoff or where the data end", "[point_update_test]") {
  auto options = eager();
  options.taper = 2.0;
  const double shift = 0.5 * kT;
  const auto off = [&](double r) { return base(r) + shift; };  // the energy is off by a constant everywhere
  for (const double range : {7.0, 12.0}) {
    const auto curve = update_curve(dilute(base, off, temperature, 0.0, 0.02, range), options, knots);
    const double end = std::min(range, 8.0), h = 0.02;
    double bend = 0.0;
    for (std::size_t i = 1; i + 1 < curve.r.size(); ++i) {
      const double u = curve.energy[i];
      if (curve.r[i] < end - 2.0) CHECK(u == Approx(shift).epsilon(1e-9));
      if (curve.r[i] > end) CHECK(u == 0.0);
      if (curve.r[i] > 4.0)
        bend = std::max(bend, std::abs(curve.energy[i - 1] - 2.0 * u + curve.energy[i + 1]) / (h * h));
    }
    CHECK(curve.r.back() > 8.0 - h);
    // The taper's second derivative is at most 5.78/taper².
    CHECK(bend < 5.8 * shift / 4.0);
    CHECK(bend > 5.5 * shift / 4.0);
  }
}

TEST_CASE("points without a logarithm between others are bridged by a line", "[point_update_test]") {
  auto one = peaked();
  const std::size_t hole = 100;  // at 5.025 Å
  const auto whole = update_curve(one, eager(), knots);
  one.simulated[hole] = one.simulated[hole + 1] = -0.01;
  const auto bridged = update_curve(one, eager(), knots);
  REQUIRE(bridged.r.size() == whole.r.size());
  std::size_t at = 0;
  while (bridged.r[at] < one.r[hole] - 1e-9) ++at;
  CHECK_FALSE(bridged.seen[at]);
  CHECK(bridged.seen[at - 1]);
  CHECK(bridged.energy[at] == Approx((2.0 * whole.energy[at - 1] + whole.energy[at + 2]) / 3.0).epsilon(1e-12));
  CHECK(bridged.energy[at + 1] == Approx((whole.energy[at - 1] + 2.0 * whole.energy[at + 2]) / 3.0).epsilon(1e-12));
}

TEST_CASE("a comparison without a peak, or with one beyond the cutoff, can't be inverted", "[point_update_test]") {
  auto low = peaked();
  for (double& g : low.measured) g = 0.3;
  CHECK_THROWS_AS(update_curve(low, eager(), knots), InputError);
  CHECK_THROWS_AS(update_curve(peaked(), eager(), KnotGrid::up_to(2.5, 0.1)), InputError);
}
