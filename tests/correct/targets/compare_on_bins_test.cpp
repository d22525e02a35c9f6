#include "correct/targets/compare_on_bins.hpp"

#include <catch2/catch.hpp>

#include "core/errors.hpp"
#include "correct/targets/liquids.hpp"
#include "scatter/pairs/pair_distribution.hpp"

using namespace liquidus;
using namespace liquidus::testing;

namespace {

/// ∫ g r² dr / ∫ r² dr of the liquid over a bin, by 200 midpoints.
double exact_average(const RadialBins& bins, Index k) {
  double sum = 0.0, norm = 0.0;
  for (int i = 0; i < 200; ++i) {
    const double r = bins.lower(k) + bins.width * (i + 0.5) / 200.0;
    sum += r * r * liquid_g(r);
    norm += r * r;
  }
  return sum / norm;
}

double worst_against_average(double step, const RadialBins& bins) {
  const auto target =
      make_pair_target(target_of(), liquid_curve(even(0.5 * step, step, static_cast<std::size_t>(12.0 / step))));
  const auto result = binned(target, bins);
  double worst = 0.0;
  for (std::size_t i = 0; i < result.g.size(); ++i)
    worst = std::max(worst, std::abs(result.g[i] - exact_average(bins, result.first + static_cast<Index>(i))));
  return worst;
}

}  // namespace

TEST_CASE("A measured curve is averaged over bins as counting does", "[compare_on_bins_test]") {
  // g differs from its average over 0.1 Å by up to Δ²/24 g″ = 0.1 on the flank (width 0.06 Å); the spline, by 2e-4.
  const auto bins = RadialBins::up_to(10.0, 0.1);
  CHECK(worst_against_average(0.02, bins) < 5e-4);
  double centre = 0.0;
  for (Index k = 20; k < 80; ++k)
    centre = std::max(centre, std::abs(liquid_g(bins.centre(k)) - exact_average(bins, k)));
  CHECK(centre > 0.02);
  // Points ten times as far apart as the bins: the spline's own error on the flank.
  CHECK(worst_against_average(0.05, RadialBins::up_to(10.0, 0.02)) < 0.01);
}

TEST_CASE("Errors keep what points tell, however wide the bins are", "[compare_on_bins_test]") {
  const auto target = make_pair_target(target_of(), liquid_curve(even(0.05, 0.1, 120)));
  for (const double width : {0.02, 0.1, 0.4}) {
    const auto result = binned(target, RadialBins::up_to(11.6, width));
    double information = 0.0;
    for (const double e : result.error) information += 1.0 / (e * e);
    // 116 points of 0.1 Å with an error of 0.01 each; bins begin at 0, for the core is empty.
    CHECK(information == Approx(116.0 / 1e-4).epsilon(0.01));
    CHECK(result.error[3] == Approx(0.01 * std::sqrt(0.1 / width)).epsilon(1e-6));
  }
}

TEST_CASE("The curve never falls below zero nor swings beside a gap", "[compare_on_bins_test]") {
  // A foot of zeros before a steep flank makes a spline undershoot; two crowded points on a flank make it go on upwards
  // by 0.5 in the gap behind them.
  Curve curve;
  curve.x = {2.0, 2.5, 3.0, 3.3, 3.4, 3.5, 3.6, 3.62, 4.9, 6.2, 7.0, 8.0, 9.0};
  curve.y = {0.0, 0.0, 0.0, 0.1, 1.2, 2.4, 2.80, 2.85, 0.9, 1.05, 1.0, 1.0, 1.0};
  const auto result = binned(make_pair_target(target_of(), curve), RadialBins::up_to(9.0, 0.02));
  for (std::size_t k = 0; k < result.g.size(); ++k) {
    CHECK(result.g[k] >= 0.0);
    CHECK(result.g[k] < 2.86);
    if (k > 181 && k < 244) CHECK(result.g[k] < result.g[k - 1]);
  }
}

TEST_CASE("A point that stands for a long stretch says less of each bin", "[compare_on_bins_test]") {
  Curve curve;
  for (double r = 0.5; r < 12.0; r += r < 6.0 ? 0.05 : 0.2) curve.x.push_back(r);
  for (const double r : curve.x) curve.y.push_back(liquid_g(r));
  const auto result = binned(make_pair_target(target_of(), curve), RadialBins::up_to(11.0, 0.1));
  CHECK(result.error[40] == Approx(0.01 * std::sqrt(0.5)).epsilon(1e-6));
  CHECK(result.error[90] == Approx(0.01 * std::sqrt(2.0)).epsilon(1e-6));
}

TEST_CASE("Simulated and measured g stand side by side on the bins that both have", "[compare_on_bins_test]") {
  const auto bins = RadialBins::up_to(8.0, 0.1);
  std::vector<double> g, error(80, 0.003);
  for (Index k = 0; k < 80; ++k) g.push_back(static_cast<double>(k));
  const auto target = make_pair_target(target_of(), liquid_curve(even(3.5, 0.1, 100)));
  const auto both = compare_on_bins(target, bins, g, error, 2, 1, 300.0);
  REQUIRE(both.r.size() == 45);
  CHECK(both.r.front() == Approx(3.55));
  CHECK(both.r.back() == Approx(7.95));
  CHECK(both.simulated.front() == 35.0);
  CHECK(both.simulated_error.size() == 45);
  CHECK(both.measured.front() == Approx(exact_average(bins, 35)).margin(0.01));
  CHECK(both.measured_error.size() == 45);
  CHECK(both.pair == 2);
  CHECK(both.state == 1);
  CHECK(both.temperature == 300.0);
  CHECK_THROWS_WITH(binned(make_pair_target(target_of(), liquid_curve(even(9.0, 0.1, 30))), bins),
                    Catch::Contains("no bin lies in both"));
}
