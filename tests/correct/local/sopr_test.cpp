#include "correct/local/sopr.hpp"

#include <catch2/catch.hpp>
#include <cmath>
#include <random>

#include "core/errors.hpp"
#include "correct/gp/value_regression.hpp"
#include "correct/local/dilute.hpp"
#include "correct/local/sopr_whole.hpp"

using namespace liquidus;
using namespace liquidus::test;
using Catch::Matchers::Contains;

namespace {

const KnotGrid knots = KnotGrid::up_to(8.0, 0.1);
const double temperature = 85.0, kT = units::kB * temperature;

double base(double r) { return lennard_jones(r, 3.4, 0.010); }
double lacking(double r) { return 0.003 * std::exp(-0.7 * (r - 4.2) * (r - 4.2)) * std::cos(2.0 * r); }
double truth(double r) { return base(r) + lacking(r); }

SoprReference reference() { return {{base}}; }

SoprOptions mode(const std::string& name) {
  SoprOptions options;
  options.mode = name;
  return options;
}

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

Correction iterate(const SoprOptions& options, int iterations,
                   const std::function<PairComparison(const Energy&)>& measure) {
  auto now = Correction::zero({"Ar"}, knots, {});
  SoprMemory memory;
  for (int k = 0; k < iterations; ++k)
    now = sopr_step(now, std::vector{measure(Energy(base) + energy_of(now, 0, temperature))}, reference(), options,
                    memory);
  return now;
}

double largest_difference(const std::vector<double>& a, const std::vector<double>& b) {
  double most = 0.0;
  for (std::size_t i = 0; i < a.size(); ++i) most = std::max(most, std::abs(a[i] - b[i]));
  return most;
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

TEST_CASE("the published mode is a regression of the reference and the sums of all differences", "[sopr_test]") {
  const auto options = mode("published");
  SoprMemory memory;
  const auto one = dilute(base, truth, temperature);
  auto now = Correction::zero({"Ar"}, knots, {});
  for (int k = 0; k < 2; ++k) now = sopr_step(now, std::vector{one}, reference(), options, memory);
  REQUIRE(memory.sums.size() == 1);
  GaussianProcess::Data data;
  for (std::size_t i = 0; i < one.r.size(); ++i) {
    const double sum = 2.0 * 0.2 * kT * (one.simulated[i] - one.measured[i]);
    CHECK(memory.sums[0][i] == Approx(sum).margin(1e-15));
    if (one.r[i] <= 0.9 * 3.4) continue;
    data.x.push_back(one.r[i]), data.y.push_back(base(one.r[i]) + sum);
    data.variance.push_back(0.01 * units::kcal_per_mol * units::kcal_per_mol);
  }
  const GaussianProcess process({Kernel::Form::squared_exponential, 0.05 * units::kcal_per_mol, 1.0}, data);
  const auto deviation = now.deviation_at(0, temperature);
  for (Index k = 0; k < knots.count; ++k) {
    const double r = knots.at(k), value = now.values[0][static_cast<std::size_t>(k)];
    if (r < 0.9 * 3.4) CHECK(value == 0.0);
    if (r < 0.9 * 3.4 || r > 7.0) continue;  // beyond, the taper
    const auto there = process.at(std::vector{r});
    CHECK(value == Approx(there.mean(0) - base(r)).margin(1e-12));
    CHECK(deviation[static_cast<std::size_t>(k)] == Approx(std::sqrt(there.covariance(0, 0))).epsilon(1e-9));
  }
  CHECK(now.values[0].back() == 0.0);
}

TEST_CASE("the program's mode without its half bin goes through the sums", "[sopr_test]") {
  auto options = mode("code");
  options.half_bin = false;
  SoprMemory memory;
  const auto one = dilute(base, truth, temperature);
  const auto now = sopr_step(Correction::zero({"Ar"}, knots, {}), std::vector{one}, reference(), options, memory);
  const double zero =
      base(one.r.back());  // the potential is shifted to end at zero, as what is added to base ends at 0
  for (std::size_t i = 0; i < one.r.size(); ++i) {
    const double r = one.r[i], sum = 0.2 * kT * (one.simulated[i] - one.measured[i]);
    // 3.2 Å is two knots inside the jump where the potential isn't matched. The floor and knots each leave 1e-5 eV.
    if (r > 3.4 && r < 6.9)
      CHECK(energy_of(now, 0, temperature)(r) == Approx(sum - memory.sums[0].back()).margin(2e-5));
  }
  CHECK(now.values[0][10] == Approx(zero).margin(1e-15));
}

TEST_CASE("the program's half bin puts the potential half a bin inwards", "[sopr_test]") {
  const auto options = mode("code");
  SoprMemory memory;
  const auto one = dilute([](double) { return 0.0; }, [](double) { return 0.0; }, temperature);  // g = 1: Δg = 0
  const auto now = sopr_step(Correction::zero({"Ar"}, knots, {}), std::vector{one}, reference(), options, memory);
  const double zero = base(one.r.back());
  for (std::size_t k = 0; k < 70; ++k) {
    const double r = knots.at(static_cast<Index>(k));
    // Beside 0.9 σ the end of the regression is 3e-6 eV off. The regressed part was shifted to end at zero, the core
    // not: there is a step of that at 0.9 σ.
    const double step = r + 0.025 > 0.9 * 3.4 ? 0.0 : zero;
    if (k > 0 && base(r) < 50.0 * kT)
      CHECK(now.values[0][k] + base(r) == Approx(base(r + 0.025) + step).margin(5e-6));
    else
      CHECK(now.values[0][k] == now.values[0][k + 1]);  // a wall that stays one
  }
}

TEST_CASE("the historic modes, too, bring g(r) to what was measured", "[sopr_test]") {
  auto options = mode("code");
  options.half_bin = false;
  const auto measure = [](const Energy& simulated) { return dilute(simulated, truth, temperature); };
  const auto misfit = [&](const Correction& now) {
    const auto one = measure(Energy(base) + energy_of(now, 0, temperature));
    double sum = 0.0;
    for (const double d : difference_of_g(one, false)) sum += d * d;
    return sum / static_cast<double>(one.r.size());
  };
  const double before = misfit(Correction::zero({"Ar"}, knots, {}));
  CHECK(before > 1e-3);
  CHECK(misfit(iterate(options, 40, measure)) < 1e-3 * before);
}

TEST_CASE("what SOPR can't do is said", "[sopr_test]") {
  const auto one = dilute(base, truth, temperature);
  const auto zero = Correction::zero({"Ar"}, knots, {});
  SoprMemory memory;
  CHECK_THROWS_WITH(sopr_step(zero, std::vector{one, one}, reference(), mode("published"), memory),
                    Contains("Ar-Ar") && Contains("one state"));
  TemperatureBasis linear;
  linear.kind = TemperatureBasis::Kind::linear;
  CHECK_THROWS_AS(
      sopr_step(Correction::zero({"Ar"}, knots, linear), std::vector{one}, reference(), mode("code"), memory),
      InputError);
  const SoprReference soft{{[](double r) { return 1.0 / r; }}};
  CHECK_THROWS_WITH(sopr_step(zero, std::vector{one}, soft, mode("published"), memory), Contains("sigma"));
  auto options = mode("published");
  options.sigma = {3.4, 3.4};
  CHECK_THROWS_WITH(sopr_step(zero, std::vector{one}, reference(), options, memory), Contains("sigma"));
  options.sigma = {9.0};
  CHECK_THROWS_WITH(sopr_step(zero, std::vector{one}, reference(), options, memory), Contains("ends before"));
  CHECK_THROWS_WITH(sopr_step(zero, std::vector{PairComparison{}}, reference(), mode("code"), memory),
                    Contains("fewer than two"));
  auto flat = one;
  for (double& g : flat.measured) g = 0.01;
  CHECK_THROWS_WITH(sopr_step(zero, std::vector{flat}, reference(), recommended(), memory),
                    Contains("Ar-Ar") && Contains("floor"));
  SoprMemory other{{std::vector<double>(7, 0.0)}};
  CHECK_THROWS_AS(sopr_step(zero, std::vector{one}, reference(), mode("published"), other), std::invalid_argument);
}

TEST_CASE("a potential's first zero is found where it falls through it", "[sopr_test]") {
  CHECK(first_zero(base, 8.0) == Approx(3.4).margin(1e-8));
  // Attractive at contact, as Buckingham's: the zero on the way out counts, not that on the way up.
  CHECK(first_zero([](double r) { return -(r - 1.0) * (r - 3.0); }, 8.0) == Approx(3.0).margin(1e-8));
  CHECK_THROWS_AS(first_zero([](double r) { return 1.0 / r; }, 8.0), InputError);
}
