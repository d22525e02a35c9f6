// What SOPR's regression alone does to a potential, and its program's grids alone to ⟨Δg²⟩, on measured g(r): the
// numbers of notes on why the recommended mode is as it is.
#include <catch2/catch.hpp>
#include <cmath>
#include <string>

#include "correct/local/dilute.hpp"
#include "correct/local/sopr_whole.hpp"
#include "io/measured.hpp"
#include "potential/cubic_spline.hpp"

using namespace liquidus;
using namespace liquidus::test;

namespace {

MeasuredData dataset(const std::string& name) { return read_measured(LIQUIDUS_SOURCE_DIR "/datasets/" + name); }

/// The centres of 500 bins from the first to the last measured point, as the program has them.
std::vector<double> centres(const Curve& data) {
  const double width = (data.x.back() - data.x.front()) / 500.0;
  std::vector<double> r;
  for (int j = 0; j < 500; ++j) r.push_back(data.x.front() + (j + 0.5) * width);
  return r;
}

struct Well {
  double sigma, epsilon;  // Å, kcal/mol
};

/// First zero and depth of a Lennard-Jones potential of neon (2.76 Å, 0.122 kcal/mol) from 0.9 σ on after the program's
/// regression with a noise variance in (kcal/mol)².
Well smoothed_neon(double variance) {
  std::vector<double> r, v;
  for (const double x : centres(dataset("neon/bellissent-funel-1992-gr.csv").curve))
    if (x > 0.9 * 2.76) r.push_back(x), v.push_back(lennard_jones(x, 2.76, 0.122 * units::kcal_per_mol));
  const WholeRegression regression{{Kernel::Form::without_half, 0.05 * units::kcal_per_mol, 1.0},
                                   variance * units::kcal_per_mol * units::kcal_per_mol,
                                   true};
  std::vector<double> at;
  for (double x = r.front(); x < 4.0; x += 0.002) at.push_back(x);
  const auto mean = regression(r, v, at).mean;
  Eigen::Index k = 0;
  while (mean(k + 1) > 0.0) ++k;
  const double sigma = at[static_cast<std::size_t>(k)] + 0.002 * mean(k) / (mean(k) - mean(k + 1));
  return {sigma, -mean.minCoeff() / units::kcal_per_mol};
}

/// A measured g(r) by the cubic spline through its points, as the program reads it.
std::vector<double> read_at(const Curve& data, const std::vector<double>& r) {
  const auto slopes = spline_slopes(data.x, data.y);
  std::vector<double> g;
  for (const double x : r) {
    std::size_t k = 0;
    while (k + 2 < data.x.size() && data.x[k + 1] < x) ++k;
    g.push_back(cubic_between(data.x[k], data.x[k + 1], data.y[k], data.y[k + 1], slopes[k], slopes[k + 1], x).value);
  }
  return g;
}

double mean_square(const std::vector<double>& a, const std::vector<double>& b) {
  double sum = 0.0;
  for (std::size_t i = 0; i < a.size(); ++i) sum += (a[i] - b[i]) * (a[i] - b[i]);
  return sum / static_cast<double>(a.size());
}

/// ⟨Δg²⟩ between a measured g(r) and itself on the program's two grids.
double misalignment(const std::string& file) {
  const Curve data = dataset(file).curve;
  const auto r = centres(data);
  return mean_square(read_at(data, r), read_at(data, misplaced(r)));
}

}  // namespace

TEST_CASE("a noise variance read literally moves neon's potential by 0.18 Å, and none by nothing",
          "[smoothing_bias_test]") {
  const Well literal = smoothed_neon(0.01), less = smoothed_neon(1e-4), none = smoothed_neon(0.0);
  CHECK(literal.sigma == Approx(2.944).margin(0.001));
  CHECK(literal.epsilon == Approx(0.100).margin(0.0005));
  CHECK(less.sigma == Approx(2.819).margin(0.001));
  CHECK(less.epsilon == Approx(0.150).margin(0.0005));
  CHECK(none.sigma == Approx(2.760).margin(0.001));
  CHECK(none.epsilon == Approx(0.1218).margin(0.0001));
}

TEST_CASE("half a bin beside each other data and simulation differ by about the tolerance", "[smoothing_bias_test]") {
  CHECK(misalignment("neon/bellissent-funel-1992-gr.csv") == Approx(1.7e-4).margin(0.05e-4));
  CHECK(misalignment("argon/yarnell-1973-gr.csv") == Approx(4.4e-4).margin(0.05e-4));
}

TEST_CASE("the program's half bin is made of a comparison on bin centres", "[smoothing_bias_test]") {
  const Curve data = dataset("argon/yarnell-1973-gr.csv").curve;
  PairComparison one;
  one.r = centres(data);
  one.simulated = one.measured = read_at(data, one.r);
  const auto aligned = difference_of_g(one, false), shifted = difference_of_g(one, true);
  CHECK(aligned == std::vector<double>(500, 0.0));
  const auto places = misplaced(one.r);
  CHECK(places.front() == Approx(data.x.front()).epsilon(1e-12));
  CHECK(places.back() == Approx(data.x.back()).epsilon(1e-12));
  // A spline through 500 points of the spline through 400 isn't quite that: a per cent of Δg².
  CHECK(mean_square(shifted, aligned) == Approx(misalignment("argon/yarnell-1973-gr.csv")).epsilon(0.02));
}
