#include "correct/local/sopr.hpp"

#include <catch2/catch.hpp>
#include <cmath>
#include <random>

#include "correct/gp/value_regression.hpp"
#include "correct/local/refinement.hpp"

using namespace liquidus;
using namespace liquidus::test;

namespace {

SoprOptions recommended() {
  auto options = mode("recommended");
  options.width = 0.5 * kT, options.length = 0.6, options.trust = 1.0;
  return options;
}

/// A dilute gas whose measurement has noise of 2 %, and whose simulation says that it has 1 %.
PairComparison noisy(const Energy& simulated, unsigned seed) {
  auto one = dilute(simulated, truth, temperature);
  std::mt19937 numbers(seed);
  std::normal_distribution<double> normal;
  for (std::size_t i = 0; i < one.r.size(); ++i) {
    one.measured_error[i] = 0.02 * one.measured[i] + 1e-9;
    one.simulated_error[i] = 0.01 * one.simulated[i];
    one.measured[i] *= 1.0 + 0.02 * normal(numbers);
  }
  return one;
}

/// The likeliest correction and its covariance if kT ln(g_base/g_measured) is what lacks, with errors of 1 and 2 %, at
/// the points that a simulation has above the floor.
ValueRegression::Result likeliest(const PairComparison& one, const CorrectionPrior& prior) {
  EnergyPoints points;
  points.temperature = temperature;
  for (std::size_t i = 0; i < one.r.size(); ++i)
    if (one.simulated[i] > 0.05 && one.measured[i] > 0.05) {
      points.r.push_back(one.r[i]);
      points.energy.push_back(-base(one.r[i]) - kT * std::log(one.measured[i]));
      const double relative = one.measured_error[i] / one.measured[i];
      points.variance.push_back(kT * kT * (1e-4 + relative * relative));
    }
  return ValueRegression(knots, {}, std::vector{points}).solve(prior);
}

}  // namespace

TEST_CASE("the recommended mode ends at the likeliest correction, whatever the gain", "[sopr_test]") {
  const auto measure = [](const Energy& simulated) { return noisy(simulated, 11); };
  auto slow = recommended(), fast = recommended();
  slow.gain = 0.2, fast.gain = 0.7;
  const auto one = iterate(slow, 150, measure), other = iterate(fast, 60, measure);
  const CorrectionPrior prior{{Kernel::Form::squared_exponential, 0.5 * kT, 0.6}, 1.0};
  const auto best = likeliest(measure(Energy(base) + energy_of(one, 0, temperature)), prior);
  const std::vector<double> expected(best.mean.begin(), best.mean.end());
  // 0.8¹⁵⁰ and 0.3⁶⁰ are left.
  CHECK(largest_difference(one.values[0], other.values[0]) < 1e-6 * kT);
  CHECK(largest_difference(one.values[0], expected) < 1e-6 * kT);
  CHECK(largest_difference(expected, std::vector<double>(expected.size(), 0.0)) > 0.2 * kT);

  const auto deviation = one.deviation_at(0, temperature);
  for (std::size_t k = 0; k < deviation.size(); ++k)
    CHECK(deviation[k] ==
          Approx(std::sqrt(std::max(0.0, best.covariance(static_cast<Eigen::Index>(k), static_cast<Eigen::Index>(k)))))
              .margin(1e-6 * kT));
}

TEST_CASE("the recommended mode's band holds the truth as often as it says", "[sopr_test]") {
  // Truths drawn from the prior, measured with noise: (truth − mean)/deviation has mean square 1. 60 runs with some 12
  // independent stretches of 0.6 Å each: 720 numbers, known to √(2/720) = 5 %; three times that.
  const CorrectionPrior prior{{Kernel::Form::squared_exponential, 0.5 * kT, 0.6}, 1.0};
  Eigen::MatrixXd k = prior_covariance(prior, knots);
  k.diagonal().array() += 1e-12;
  const Eigen::MatrixXd root = k.llt().matrixL();
  std::mt19937 numbers(2);
  std::normal_distribution<double> normal;
  auto options = recommended();
  options.gain = 1.0, options.trust = 100.0;
  double sum = 0.0, inside = 0.0, count = 0.0;
  for (int run = 0; run < 60; ++run) {
    Eigen::VectorXd z(knots.count);
    for (double& value : z) value = normal(numbers);
    Eigen::VectorXd drawn = root * z;
    drawn(knots.count - 1) = 0.0;
    const KnotSpline lacks(knots, {drawn.data(), static_cast<std::size_t>(drawn.size())});
    auto one = dilute(
        base, [&](double r) { return base(r) + lacks(r); }, temperature);
    for (std::size_t i = 0; i < one.r.size(); ++i) {
      one.measured_error[i] = 0.02 * one.measured[i] + 1e-9;
      one.measured[i] *= std::exp(0.02 * normal(numbers));
    }
    SoprMemory memory;
    const auto found = sopr_step(Correction::zero({"Ar"}, knots, {}), std::vector{one}, reference(), options, memory);
    const auto deviation = found.deviation_at(0, temperature);
    for (std::size_t at = 34; at < 75; ++at, ++count) {  // 3.4 to 7.4 Å
      const double off = (drawn(static_cast<Eigen::Index>(at)) - found.values[0][at]) / deviation[at];
      sum += off * off, inside += std::abs(off) < 1.96;
    }
  }
  CHECK(sum / count == Approx(1.0).epsilon(0.15));
  CHECK(inside / count == Approx(0.95).margin(0.02));
}

TEST_CASE("the recommended mode keeps the reference where nothing was measured and at the cutoff", "[sopr_test]") {
  const auto found = iterate(recommended(), 30, [](const Energy& simulated) { return noisy(simulated, 4); });
  CHECK(found.values[0].back() == 0.0);
  CHECK(found.deviation_at(0, temperature).back() == 0.0);
  CHECK(std::abs(found.values[0][5]) < 1e-3 * kT);  // 0.5 Å, four lengths inside the innermost point
  CHECK(found.deviation_at(0, temperature)[5] == Approx(0.5 * kT).epsilon(0.01));
  const auto same = dilute(base, base, temperature, 0.01);
  SoprMemory memory;
  const auto zero = Correction::zero({"Ar"}, knots, {});
  CHECK(sopr_step(zero, std::vector{same}, reference(), recommended(), memory).values == zero.values);
}

TEST_CASE("the recommended mode finds width and length itself", "[sopr_test]") {
  auto options = recommended();
  options.width = options.length = SoprOptions::unset;
  const auto found = iterate(options, 40, [](const Energy& simulated) { return noisy(simulated, 8); });
  // 2 % noise on points 0.05 Å apart, averaged over some 0.5 Å: half a per cent of kT, three times that and more.
  for (double r = 3.5; r < 6.5; r += 0.1)
    CHECK(energy_of(found, 0, temperature)(r) == Approx(lacking(r)).margin(0.02 * kT));
}

TEST_CASE("the recommended mode stays within its trust region", "[sopr_test]") {
  auto options = recommended();
  options.gain = 1.0, options.trust = 0.05;
  const auto found = iterate(options, 1, [](const Energy& simulated) { return noisy(simulated, 8); });
  CHECK(largest_difference(found.values[0], std::vector<double>(81, 0.0)) == Approx(0.05 * kT).epsilon(1e-9));
}

TEST_CASE("the recommended mode fits several temperatures at once", "[sopr_test]") {
  TemperatureBasis linear;
  linear.kind = TemperatureBasis::Kind::linear;
  linear.reference = 100.0;
  const auto lacks = [](double r, double t) { return lacking(r) * (1.0 + 2.0 * (t - 100.0) / 100.0); };
  auto options = recommended();
  options.gain = 1.0, options.trust = 100.0, options.least_noise = 1e-4;
  std::vector<PairComparison> data;
  for (const double t : {85.0, 120.0}) {
    data.push_back(dilute(
        base, [&](double r) { return base(r) + lacks(r, t); }, t, 1e-6));
    data.back().state = data.size() - 1;
  }
  SoprMemory memory;
  const auto found = sopr_step(Correction::zero({"Ar"}, knots, linear), data, {}, options, memory);
  CHECK(found.covariance.size() == found.size() * found.size());
  for (const double t : {85.0, 105.0, 140.0})
    for (double r = 3.6; r < 6.9; r += 0.1) CHECK(energy_of(found, 0, t)(r) == Approx(lacks(r, t)).margin(1e-3 * kT));
  // At 300 K, far outside, the slope's uncertainty shows.
  CHECK(found.deviation_at(0, 300.0)[50] > 5.0 * found.deviation_at(0, 105.0)[50]);
}

TEST_CASE("the recommended mode holds a pressure to its error, whatever the gain", "[sopr_test]") {
  // Beyond 6 Å nothing is measured, so that there is room for a pressure; it is that of the virial with a g(r) that
  // stays, the world to first order in ΔU.
  PressureComparison state;
  state.temperature = temperature, state.density = 0.02, state.fractions = {1.0};
  state.bins = RadialBins::up_to(8.0, 0.05);
  for (Index k = 0; k < state.bins.count; ++k) state.g.resize(1), state.g[0].push_back(state.bins.centre(k) > 3.2);
  state.wanted = -200.0 * units::bar, state.wanted_error = 3.0 * units::bar, state.simulated_error = 4.0 * units::bar;
  const auto run = [&](double gain, int iterations, bool held) {
    auto options = recommended();
    options.gain = gain;
    auto now = Correction::zero({"Ar"}, knots, {});
    SoprMemory memory;
    for (int k = 0; k < iterations; ++k) {
      state.simulated = virial_pressure(knots, now.values[0], state);
      auto one = noisy(Energy(base) + energy_of(now, 0, temperature), 11);
      for (auto* column : {&one.r, &one.simulated, &one.measured, &one.simulated_error, &one.measured_error})
        column->resize(120);
      const std::vector<PressureComparison> pressures(held ? 1 : 0, state);
      now = sopr_step(now, std::vector{one}, reference(), options, memory, pressures);
    }
    return now;
  };
  const auto slow = run(0.2, 150, true), fast = run(0.7, 60, true), without = run(0.7, 60, false);
  CHECK(largest_difference(slow.values[0], fast.values[0]) < 1e-6 * kT);
  CHECK(std::abs(virial_pressure(knots, slow.values[0], state) - state.wanted) < 5.0 * units::bar);
  CHECK(std::abs(virial_pressure(knots, without.values[0], state) - state.wanted) > 50.0 * units::bar);
  // The band holds pressures together, too: their spread is at most the error of the one that was asked for.
  const auto spread = [&](const Correction& of) {
    const auto row = virial_row(knots, state, 0);
    double variance = 0.0;
    for (std::size_t i = 0; i < row.size(); ++i)
      for (std::size_t j = 0; j < row.size(); ++j) variance += row[i] * row[j] * of.covariance[i * row.size() + j];
    return std::sqrt(variance);
  };
  CHECK(spread(slow) < 5.0 * units::bar);
  CHECK(spread(without) > 20.0 * units::bar);
}
