#include "potential/cubic_spline.hpp"

#include <catch2/catch.hpp>
#include <cmath>

using namespace liquidus;

namespace {

double cubic(double x) { return 1.0 - 2.0 * x + 0.5 * x * x - 0.25 * x * x * x; }
double cubic_slope(double x) { return -2.0 + x - 0.75 * x * x; }

}  // namespace

TEST_CASE("a spline through a cubic is the cubic", "[cubic_spline_test]") {
  const std::vector<double> x{0.3, 0.5, 1.1, 1.4, 2.6, 2.7, 4.0};
  std::vector<double> y;
  for (const double k : x) y.push_back(cubic(k));
  const auto slope = spline_slopes(x, y);
  for (std::size_t k = 0; k < x.size(); ++k) CHECK(slope[k] == Approx(cubic_slope(x[k])).epsilon(1e-12));
  for (std::size_t k = 0; k + 1 < x.size(); ++k) {
    const double at = 0.3 * x[k] + 0.7 * x[k + 1];
    const auto found = cubic_between(x[k], x[k + 1], y[k], y[k + 1], slope[k], slope[k + 1], at);
    CHECK(found.value == Approx(cubic(at)).epsilon(1e-12));
    CHECK(found.slope == Approx(cubic_slope(at)).epsilon(1e-12));
  }
}

TEST_CASE("splines of two, three and four points are the line, the parabola and the cubic", "[cubic_spline_test]") {
  CHECK(spline_slopes(std::vector{1.0, 3.0}, std::vector{2.0, 8.0}) == std::vector{3.0, 3.0});
  const auto parabola = spline_slopes(std::vector{0.0, 1.0, 3.0}, std::vector{0.0, 1.0, 9.0});
  CHECK(parabola[0] == Approx(0.0).margin(1e-14));
  CHECK(parabola[1] == Approx(2.0));
  CHECK(parabola[2] == Approx(6.0));
  const std::vector<double> x{0.0, 1.0, 2.5, 3.0};
  const auto slope = spline_slopes(x, std::vector{cubic(0.0), cubic(1.0), cubic(2.5), cubic(3.0)});
  for (std::size_t k = 0; k < 4; ++k) CHECK(slope[k] == Approx(cubic_slope(x[k])).epsilon(1e-12));
}

TEST_CASE("a spline's second derivative is continuous and its error falls as the fourth power", "[cubic_spline_test]") {
  double last = 0.0;
  for (const int n : {20, 40, 80}) {
    std::vector<double> x, y;
    for (int k = 0; k <= n; ++k) {
      x.push_back(3.0 * k / n);
      y.push_back(std::exp(-x.back()) * std::sin(2.0 * x.back()));
    }
    const auto slope = spline_slopes(x, y);
    double worst = 0.0;
    for (std::size_t k = 0; k + 1 < x.size(); ++k) {
      const double at = 0.5 * (x[k] + x[k + 1]), h = x[1] - x[0];
      const auto found = cubic_between(x[k], x[k + 1], y[k], y[k + 1], slope[k], slope[k + 1], at);
      worst = std::max(worst, std::abs(found.value - std::exp(-at) * std::sin(2.0 * at)));
      if (k == 0) continue;
      const double left = (2.0 * slope[k - 1] + 4.0 * slope[k]) / h - 6.0 * (y[k] - y[k - 1]) / (h * h);
      const double right = 6.0 * (y[k + 1] - y[k]) / (h * h) - (4.0 * slope[k] + 2.0 * slope[k + 1]) / h;
      CHECK(left == Approx(right).epsilon(1e-8).margin(1e-8));
    }
    if (n > 20) CHECK(worst < last / 12.0);  // 16 in the limit
    last = worst;
  }
}
