#include "scatter/pairs/peaks.hpp"

#include <catch2/catch.hpp>
#include <cmath>
#include <string>
#include <vector>

#include "core/errors.hpp"
#include "core/random.hpp"
#include "io/curve.hpp"
#include "scatter/pairs/cubic_fit.hpp"
#include "scatter/systems.hpp"

using namespace liquidus;
using namespace liquidus::testing;

namespace {

const std::string datasets = LIQUIDUS_SOURCE_DIR "/datasets/";

double gauss(double r, double centre, double width) { return std::exp(-0.5 * std::pow((r - centre) / width, 2)); }

/// A liquid-like curve whose extrema are known by their formula's derivative (found by bisection below).
double liquid(double r) {
  return 1.0 / (1.0 + std::exp(-(r - 2.6) / 0.05)) + 2.0 * gauss(r, 2.8, 0.22) - 0.55 * gauss(r, 4.1, 0.5) +
         0.25 * gauss(r, 5.4, 0.5);
}

/// The root of liquid' between a and b.
double stationary(double a, double b) {
  const auto slope = [](double r) { return liquid(r + 1e-5) - liquid(r - 1e-5); };
  const double sign = slope(a);
  for (int i = 0; i < 60; ++i) {
    const double m = 0.5 * (a + b);
    (slope(m) * sign > 0.0 ? a : b) = m;
  }
  return a;
}

struct Points {
  std::vector<double> r, g;
};

Points sampled(double width, double noise = 0.0, Index seed = 0) {
  Points p;
  Random random(21, Stream::packing, 0, seed);
  for (double r = 0.5 * width; r < 8.0; r += width) {
    p.r.push_back(r);
    p.g.push_back(liquid(r) + (r > 2.0 ? noise * random.normal() : 0.0));
  }
  return p;
}

PairDistributions hot_crystal(Index frames) {
  PairDistributionOptions options;
  options.cutoff = 6.0;
  options.width = 0.04;
  PairDistribution distribution(options);
  for (Index f = 0; f < frames; ++f) distribution.add(shaken(rocksalt(5.64, 3), 0.15, f));
  return distribution.result();
}

}  // namespace

TEST_CASE("a cubic through points of a cubic is that cubic", "[peaks_test]") {
  const std::vector<double> r{1.0, 1.3, 1.4, 2.0, 2.5, 2.7};
  std::vector<double> y;
  for (const double x : r) y.push_back(2.0 - x + 0.5 * x * x * (3.0 - x));
  const auto fit = fit_cubic(r, y, 1.8, 0.9);
  REQUIRE(fit);
  for (const double x : {1.0, 1.7, 2.9}) CHECK((*fit)(x) == Approx(2.0 - x + 0.5 * x * x * (3.0 - x)).epsilon(1e-9));
  // 1.5 x² − 3 x + 1 = 0
  CHECK(*fit->extremum(1) == Approx(1.0 + std::sqrt(1.0 / 3.0)).epsilon(1e-9));
  CHECK(*fit->extremum(-1) == Approx(1.0 - std::sqrt(1.0 / 3.0)).epsilon(1e-9));
  CHECK_FALSE(fit_cubic(std::vector<double>{1.0, 2.0, 3.0}, std::vector<double>{1.0, 2.0, 1.0}, 2.0, 1.0));
}

// The fits leave out what is beyond third order within their windows: half a percent of a peak's height, and 0.01 Å
// where the two sides of an extremum are as different as here.
TEST_CASE("peak and minimum are found where the curve has them", "[peaks_test]") {
  const double peak = stationary(2.6, 3.1), minimum = stationary(3.6, 4.6);
  for (const double width : {0.01, 0.02, 0.05, 0.068}) {
    const Points p = sampled(width);
    const auto shell = first_shell(p.r, p.g);
    INFO("width " << width);
    REQUIRE(shell);
    REQUIRE(shell->minimum);
    CHECK(shell->peak.r.value == Approx(peak).margin(0.01));
    CHECK(shell->peak.height.value == Approx(liquid(peak)).epsilon(0.005));
    CHECK(shell->minimum->r.value == Approx(minimum).margin(0.02));
    CHECK(shell->minimum->height.value == Approx(liquid(minimum)).margin(0.01));
    CHECK_FALSE(shell->peak.r.error);
    CHECK_FALSE(shell->n_ab);
  }
}

TEST_CASE("noise moves extrema a little and doesn't make any", "[peaks_test]") {
  const double peak = stationary(2.6, 3.1), minimum = stationary(3.6, 4.6);
  for (Index seed = 0; seed < 50; ++seed) {
    const Points p = sampled(0.02, 0.06, seed);  // 2 % of the peak, 10 % of the minimum
    const auto shell = first_shell(p.r, p.g);
    INFO("seed " << seed);
    REQUIRE(shell);
    REQUIRE(shell->minimum);
    // some twenty points in the peak's window, forty in the minimum's: 0.06/√20 = 0.013 in height, 5 of these
    CHECK(shell->peak.r.value == Approx(peak).margin(0.05));
    CHECK(shell->peak.height.value == Approx(liquid(peak)).margin(0.09));
    CHECK(shell->minimum->r.value == Approx(minimum).margin(0.25));
    CHECK(shell->minimum->height.value == Approx(liquid(minimum)).margin(0.06));
  }
}

TEST_CASE("flat and empty curves have no first shell", "[peaks_test]") {
  Points p = sampled(0.02);
  for (double& g : p.g) g = 1.0;
  CHECK_FALSE(first_shell(p.r, p.g));
  Random random(22, Stream::packing, 0, 0);
  for (double& g : p.g) g = 1.0 + 0.05 * random.normal();
  CHECK_FALSE(first_shell(p.r, p.g));
  for (double& g : p.g) g = 0.0;
  CHECK_FALSE(first_shell(p.r, p.g));
  CHECK_FALSE(first_shell(std::vector<double>{}, std::vector<double>{}));
}

TEST_CASE("a curve that ends before it rises again has a peak and no minimum", "[peaks_test]") {
  Points p = sampled(0.02);
  p.r.resize(190);  // 3.8 Å
  p.g.resize(190);
  const auto shell = first_shell(p.r, p.g);
  REQUIRE(shell);
  CHECK(shell->peak.r.value == Approx(stationary(2.6, 3.1)).margin(0.01));
  CHECK_FALSE(shell->minimum);
}

TEST_CASE("what lies below `from` is passed over", "[peaks_test]") {
  const Points p = sampled(0.02);
  PeakOptions options;
  options.from = 4.2;
  const auto shell = first_shell(p.r, p.g, options);
  REQUIRE(shell);
  CHECK(shell->peak.r.value == Approx(stationary(4.8, 5.8)).margin(0.02));
}

TEST_CASE("argon's first shell is the one that Yarnell measured", "[peaks_test]") {
  const Curve argon = read_curve(datasets + "argon/yarnell-1973-gr.csv");
  const auto shell = first_shell(argon.x, argon.y);
  REQUIRE(shell);
  REQUIRE(shell->minimum);
  // the highest number of the table is 3.0542 at 3.6774 Å, the lowest after it stands at 5.176 Å
  CHECK(shell->peak.r.value == Approx(3.70).margin(0.02));
  CHECK(shell->peak.height.value == Approx(3.0542).margin(0.02));
  CHECK(shell->minimum->r.value == Approx(5.176).margin(0.05));
  // notes of this project: 12.05 out to 5.176 Å at 0.02125 atoms/Å³
  CHECK(coordination(argon.x, argon.y, 0.02125, 5.176) == Approx(12.05).margin(0.01));
}

TEST_CASE("the first shell of every measured curve is found", "[peaks_test]") {
  const struct {
    const char* file;
    double peak, height;
  } measured[] = {{"neon/bellissent-funel-1992-gr.csv", 3.08, 2.01},
                  {"krypton/barocchi-1993-gr.csv", 3.96, 2.18},
                  {"xenon/barocchi-1993-gr.csv", 4.33, 2.04}};
  for (const auto& m : measured) {
    INFO(m.file);
    const Curve curve = read_curve(datasets + m.file);
    const auto shell = first_shell(curve.x, curve.y);
    REQUIRE(shell);
    CHECK(shell->minimum);
    CHECK(shell->peak.r.value == Approx(m.peak).margin(0.05));
    CHECK(shell->peak.height.value == Approx(m.height).margin(0.03));
  }
}

TEST_CASE("a crystal's ions have six neighbours, with next to no error", "[peaks_test]") {
  const auto result = hot_crystal(20);
  const auto shell = first_shell(result.pair("Na-Cl"));
  REQUIRE(shell);
  REQUIRE(shell->minimum);
  // ⟨|r|⟩ is longer than 2.82 Å by 2σ²/2r of the two directions across, σ² = 2 · 0.15²; the peak of g = n/r² is not
  CHECK(shell->peak.r.value == Approx(2.82).margin(0.02));
  CHECK(shell->n_ab->value == Approx(6.0).margin(0.1));
  CHECK(shell->n_ba->value == Approx(6.0).margin(0.1));
  REQUIRE(shell->n_ab->error);
  CHECK(*shell->n_ab->error < 0.05);
}

// The spread of a hundred runs is known to 7 %, the mean of their error bars (of ten to twenty blocks each) better.
TEST_CASE("error bars of peak and coordination are what the results scatter by", "[peaks_test]") {
  std::vector<double> position, height, number;
  double position_error = 0.0, height_error = 0.0, number_error = 0.0;
  const int runs = 100;
  for (int run = 0; run < runs; ++run) {
    PairDistributionOptions options;
    options.cutoff = 4.6;
    options.width = 0.04;
    PairDistribution distribution(options);
    for (Index f = 0; f < 20; ++f) distribution.add(shaken(rocksalt(5.64, 2), 0.2, 1000 + 20 * run + f));
    const auto p = distribution.result().pair("Na-Cl");
    const auto shell = first_shell(p);
    REQUIRE(shell);
    const auto n = coordination_ab(p, 2.9);
    position.push_back(shell->peak.r.value);
    height.push_back(shell->peak.height.value);
    number.push_back(n.value);
    position_error += *shell->peak.r.error / runs;
    height_error += *shell->peak.height.error / runs;
    number_error += *n.error / runs;
  }
  const auto spread = [](const std::vector<double>& x) {
    double mean = 0.0, sum = 0.0;
    for (const double v : x) mean += v / static_cast<double>(x.size());
    for (const double v : x) sum += (v - mean) * (v - mean);
    return std::sqrt(sum / static_cast<double>(x.size() - 1));
  };
  CHECK(number_error == Approx(spread(number)).epsilon(0.25));
  CHECK(height_error == Approx(spread(height)).epsilon(0.25));
  CHECK(position_error == Approx(spread(position)).epsilon(0.35));
}

TEST_CASE("coordination to a distance is exact at edges and even in volume between", "[peaks_test]") {
  PairDistributionOptions options;
  options.cutoff = 4.0;
  options.width = 1.0;
  PairDistribution distribution(options);
  distribution.add(rocksalt(5.64, 2));
  const auto p = distribution.result().pair("Na-Cl");
  CHECK(coordination_ab(p, 2.0).value == 0.0);
  CHECK(coordination_ab(p, 3.0).value == Approx(6.0));
  CHECK(coordination_ab(p, 2.5).value == Approx(6.0 * (2.5 * 2.5 * 2.5 - 8.0) / 19.0));
  CHECK_FALSE(coordination_ab(p, 3.0).error);
  CHECK_THROWS_WITH(coordination_ba(p, 4.5),
                    "a coordination number out to 4.500000 Å was asked for; g(r) ends at 4.000000 Å");
  const std::vector<double> r{0.0, 1.0, 2.0}, g{1.0, 1.0, 1.0};
  CHECK_THROWS_AS(coordination(r, g, 0.05, 2.5), InputError);
}
