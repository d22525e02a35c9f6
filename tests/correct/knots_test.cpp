#include "correct/knots.hpp"

#include <catch2/catch.hpp>
#include <cmath>

#include "correct/knot_matrix.hpp"

using namespace liquidus;

namespace {

/// Smooth, zero with zero slope at 6, with a second derivative that vanishes at 2.
double wave(double r) { return std::pow(6.0 - r, 2) * std::sin(r); }

std::vector<double> values_on(const KnotGrid& knots) {
  auto y = knots.all();
  for (double& v : y) v = wave(v);
  y.back() = 0.0;
  return y;
}

}  // namespace

TEST_CASE("Knots reach the cutoff exactly where the spacing divides the range", "[knots_test]") {
  const auto knots = KnotGrid::up_to(6.0, 0.05, 2.0);
  CHECK(knots.count == 81);
  CHECK(knots.cutoff() == Approx(6.0).margin(1e-12));
  CHECK(KnotGrid::up_to(6.01, 0.05, 2.0).cutoff() == Approx(6.05).margin(1e-12));
  CHECK_THROWS_AS(KnotGrid::up_to(2.0, 0.05, 2.0), std::invalid_argument);
  CHECK_THROWS_AS(KnotGrid::up_to(6.0, 0.0, 2.0), std::invalid_argument);
}

TEST_CASE("A spline's slope is the derivative of its value, which is zero with zero slope at the cutoff",
          "[knots_test]") {
  const auto knots = KnotGrid::up_to(6.0, 0.1, 2.0);
  const KnotSpline spline(knots, values_on(knots));
  CHECK(spline(6.0) == 0.0);
  CHECK(std::abs(spline(6.0 - 1e-7)) < 1e-12);
  CHECK(std::abs(spline.slope(6.0 - 1e-7)) < 1e-5);
  // Central differences err by h²/6 · third derivative (below 50) = 1e-9 and by rounding of 1e-10.
  for (double r = 1.5; r < 6.0; r += 0.0371)
    CHECK(spline.slope(r) == Approx((spline(r + 1e-5) - spline(r - 1e-5)) / 2e-5).margin(3e-9));
}

TEST_CASE("A spline errs by the fourth power of the spacing", "[knots_test]") {
  const auto worst = [](double spacing) {
    const auto knots = KnotGrid::up_to(6.0, spacing, 2.0);
    const KnotSpline spline(knots, values_on(knots));
    double error = 0.0;
    for (double r = 3.0; r < 6.0; r += 0.0137) error = std::max(error, std::abs(spline(r) - wave(r)));
    return error;
  };
  // 5/384 h⁴ max|f''''| with |f''''| < 60 for r > 3 (the end at 2 isn't natural there, which fades inwards).
  CHECK(worst(0.1) < 5.0 / 384.0 * 1e-4 * 60.0);
  CHECK(worst(0.1) / worst(0.05) == Approx(16.0).epsilon(0.3));
}

TEST_CASE("Below the first knot a spline goes on as a line with continuous curvature", "[knots_test]") {
  const auto knots = KnotGrid::up_to(6.0, 0.1, 2.0);
  const KnotSpline spline(knots, values_on(knots));
  CHECK(spline(1.0) == Approx(spline(2.0) - spline.slope(2.0)));
  CHECK(spline.slope(2.0 + 1e-6) == Approx(spline.slope(2.0)).margin(1e-4));
  CHECK(std::abs(spline.slope(2.0 + 1e-6) - spline.slope(2.0)) / 1e-6 < 1e-3);  // curvature 0, rising by f''' h
}

TEST_CASE("Matrices of the knots give the spline's values and slopes", "[knots_test]") {
  const auto knots = KnotGrid::up_to(6.0, 0.25, 1.0);
  const auto y = values_on(knots);
  const KnotSpline spline(knots, y);
  std::vector<double> r;
  for (double x = 0.5; x < 7.0; x += 0.0731) r.push_back(x);
  const auto values = knot_values(knots, r), slopes = knot_slopes(knots, r);
  const Eigen::Map<const Eigen::VectorXd> at(y.data(), static_cast<Eigen::Index>(y.size()));
  for (std::size_t i = 0; i < r.size(); ++i) {
    CHECK((values * at)(static_cast<Eigen::Index>(i)) == Approx(spline(r[i])).margin(1e-12));
    CHECK((slopes * at)(static_cast<Eigen::Index>(i)) == Approx(spline.slope(r[i])).margin(1e-11));
  }
}
