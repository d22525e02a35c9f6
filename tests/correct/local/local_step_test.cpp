#include "correct/local/local_step.hpp"

#include <catch2/catch.hpp>
#include <cmath>
#include <random>

#include "core/errors.hpp"
#include "correct/local/dilute.hpp"

using namespace liquidus;
using namespace liquidus::test;

namespace {

const KnotGrid knots = KnotGrid::up_to(8.0, 0.1);

double base(double r) { return lennard_jones(r, 3.4, 0.010); }
/// Zero with two derivatives at the cutoff, 0.4 kT at 85 K at its largest.
double lacking(double r) { return 0.003 * std::exp(-0.7 * (r - 4.2) * (r - 4.2)) * std::cos(2.0 * r); }
double truth(double r) { return base(r) + lacking(r); }

LocalOptions eager() {
  LocalOptions options;
  options.gain = 1.0;
  options.trust = 100.0;
  return options;
}

}  // namespace

TEST_CASE("in the limit of low density one step of Boltzmann inversion finds the potential", "[local_step_test]") {
  const auto one = dilute(base, truth, 85.0);
  const auto next = local_step(Correction::zero({"Ar"}, knots, {}), std::vector{one}, eager(), 0);
  const auto found = energy_of(next, 0, 85.0);
  // A spline of 0.1 Å errs by 5/384 h⁴ f'''' with f'''' < 0.003 · 60. g is above the floor from 3.1 Å on, where the
  // curve bends into its continuation: the least-squares spline forgets that by a factor of 4 each knot.
  double worst = 0.0, near = 0.0;
  for (double r = 3.7; r < 6.9; r += 0.013) worst = std::max(worst, std::abs(found(r) - lacking(r)));
  for (double r = 3.3; r < 3.7; r += 0.013) near = std::max(near, std::abs(found(r) - lacking(r)));
  CHECK(worst < 1e-6);
  CHECK(near < 2e-5);  // 0.3 % of kT
  CHECK(next.covariance.empty());
}

TEST_CASE("a linear step is the logarithm's first order", "[local_step_test]") {
  auto options = eager();
  const auto little = [](double r) { return base(r) + 1e-4 * (truth(r) - base(r)); };
  const auto one = dilute(base, little, 85.0);
  options.rule = "schommers";
  const auto next = local_step(Correction::zero({"Ar"}, knots, {}), std::vector{one}, options, 0);
  // g_sim − g_exp = g (U_true − U_base)/kT, so that the step is g times what lacks.
  for (double r = 3.7; r < 6.9; r += 0.11)
    CHECK(energy_of(next, 0, 85.0)(r) ==
          Approx(1e-4 * lacking(r) * std::exp(-base(r) / (units::kB * 85.0))).margin(2e-10));
}

TEST_CASE("where simulation and measurement agree nothing moves", "[local_step_test]") {
  const auto start = correction_of(knots, lacking);
  const auto one = dilute(truth, truth, 85.0, 0.01);
  for (const std::string rule : {"ibi", "schommers"})
    for (const std::string smoothing : {"knots", "gp"}) {
      auto options = eager();
      options.rule = rule, options.smoothing = smoothing;
      CHECK(local_step(start, std::vector{one}, options, 3).values == start.values);
    }
}

TEST_CASE("damped steps come to the same fixed point", "[local_step_test]") {
  LocalOptions options;  // gain ½, 0.2 kT
  options.gain_at = {3.0, 6.0}, options.gain_factors = {1.0, 0.5};
  auto now = Correction::zero({"Ar"}, knots, {});
  for (Index k = 0; k < 40; ++k)
    now = local_step(now, std::vector{dilute(Energy(base) + energy_of(now, 0, 85.0), truth, 85.0)}, options, k);
  for (double r = 3.3; r < 6.9; r += 0.05) CHECK(energy_of(now, 0, 85.0)(r) == Approx(lacking(r)).margin(2e-6));
}

TEST_CASE("a step stays within the trust region at every knot", "[local_step_test]") {
  for (const std::string smoothing : {"knots", "gp"}) {
    auto options = eager();
    options.trust = 0.1, options.smoothing = smoothing;
    const auto next =
        local_step(Correction::zero({"Ar"}, knots, {}), std::vector{dilute(base, truth, 85.0, 0.001)}, options, 0);
    double most = 0.0;
    for (const double v : next.values[0]) most = std::max(most, std::abs(v));
    CHECK(most <= 0.1 * units::kB * 85.0 * (1.0 + 1e-12));
    CHECK(most > 0.09 * units::kB * 85.0);  // the truth is 0.4 kT away: it binds
  }
}

TEST_CASE("pairs take turns", "[local_step_test]") {
  auto options = eager();
  const auto start = Correction::zero({"Na", "Cl"}, knots, {});
  std::vector<PairComparison> data(3, dilute(base, truth, 1200.0));
  for (std::size_t pair = 0; pair < 3; ++pair) data[pair].pair = pair;
  const auto moved = [&](const Correction& next) {
    std::vector<std::size_t> pairs;
    for (std::size_t pair = 0; pair < 3; ++pair)
      if (next.values[pair] != start.values[pair]) pairs.push_back(pair);
    return pairs;
  };
  CHECK(moved(local_step(start, data, options, 0)) == std::vector<std::size_t>{0, 1, 2});
  options.alternate = true;
  CHECK(moved(local_step(start, data, options, 0)) == std::vector<std::size_t>{0});
  CHECK(moved(local_step(start, data, options, 5)) == std::vector<std::size_t>{2});
  data.erase(data.begin());  // of two measured pairs each gets every second turn
  CHECK(moved(local_step(start, data, options, 0)) == std::vector<std::size_t>{1});
  CHECK(moved(local_step(start, data, options, 1)) == std::vector<std::size_t>{2});
}

TEST_CASE("two temperatures together find a correction that is linear in temperature", "[local_step_test]") {
  TemperatureBasis linear;
  linear.kind = TemperatureBasis::Kind::linear;
  linear.reference = 100.0;
  const auto lacks = [](double r, double temperature) {
    return lacking(r) * (1.0 + 2.0 * (temperature - 100.0) / 100.0) +
           0.3 * lacking(r + 0.5) * (temperature - 100.0) / 100.0;
  };
  std::vector<PairComparison> data;
  for (const double temperature : {85.0, 120.0}) {
    data.push_back(dilute(
        base, [&](double r) { return base(r) + lacks(r, temperature); }, temperature, 1e-4));
    data.back().state = data.size() - 1;
  }
  for (const std::string smoothing : {"knots", "gp"}) {
    auto options = eager();
    options.smoothing = smoothing;
    const auto next = local_step(Correction::zero({"Ar"}, knots, linear), data, options, 0);
    // Errors of 1e-4 in g are 7e-7 eV near g = 1; the process leans towards its prior by as little.
    const double margin = smoothing == "knots" ? 2e-6 : 1e-5;
    for (const double temperature : {85.0, 100.0, 120.0, 140.0})
      for (double r = 3.7; r < 6.9; r += 0.07)
        CHECK(energy_of(next, 0, temperature)(r) == Approx(lacks(r, temperature)).margin(margin));
  }
}

TEST_CASE("two temperatures of a correction that doesn't know temperature give their mean", "[local_step_test]") {
  const auto up = [](double r) { return base(r) + 2.0 * lacking(r); };
  const auto start = Correction::zero({"Ar"}, knots, {});
  const std::vector<PairComparison> data = {dilute(base, truth, 85.0), dilute(base, up, 120.0)};
  const auto next = local_step(start, data, eager(), 0);
  for (double r = 3.7; r < 6.9; r += 0.07) CHECK(energy_of(next, 0, 90.0)(r) == Approx(1.5 * lacking(r)).margin(2e-6));
}

TEST_CASE("a Gaussian process takes the noise out of a step that least squares leaves in", "[local_step_test]") {
  const double error = 0.01;
  auto one = dilute(base, truth, 85.0, error);
  std::mt19937 numbers(5);
  std::normal_distribution<double> normal;
  for (double& g : one.simulated) g += error * normal(numbers);
  for (double& g : one.measured) g += error * normal(numbers);
  const auto deviation = [&](const std::string& smoothing) {
    auto options = eager();
    options.smoothing = smoothing;
    const auto found =
        energy_of(local_step(Correction::zero({"Ar"}, knots, {}), std::vector{one}, options, 0), 0, 85.0);
    double sum = 0.0;
    int count = 0;
    for (double r = 3.4; r < 7.0; r += 0.01, ++count) sum += std::pow(found(r) - lacking(r), 2);
    return std::sqrt(sum / count);
  };
  // Two points a knot leave kT 0.01 · √2/√2 of noise; a process with a length of 0.5 Å averages over some ten more.
  const double rough = deviation("knots"), smooth = deviation("gp");
  CHECK(rough > 0.5 * error * units::kB * 85.0);
  CHECK(smooth < 0.6 * rough);
}

TEST_CASE("a pair that can't be inverted is named", "[local_step_test]") {
  auto one = dilute(base, truth, 85.0);
  for (double& g : one.measured) g = 0.0;
  CHECK_THROWS_WITH(local_step(Correction::zero({"Ar"}, knots, {}), std::vector{one}, eager(), 0),
                    Catch::Matchers::Contains("Ar-Ar at 85 K"));
}
