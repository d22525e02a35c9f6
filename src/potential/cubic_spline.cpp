#include "potential/cubic_spline.hpp"

#include <cassert>

namespace liquidus {
namespace {

/// Solves a tridiagonal system by elimination without pivoting, which a spline's dominant diagonal permits. Row k is
/// lower[k] s[k−1] + middle[k] s[k] + upper[k] s[k+1] = right[k]; the answer stands in `right`.
void solve_tridiagonal(std::vector<double>& lower, std::vector<double>& middle, std::vector<double>& upper,
                       std::vector<double>& right) {
  const std::size_t n = right.size();
  for (std::size_t k = 1; k < n; ++k) {
    const double factor = lower[k] / middle[k - 1];
    middle[k] -= factor * upper[k - 1];
    right[k] -= factor * right[k - 1];
  }
  right[n - 1] /= middle[n - 1];
  for (std::size_t k = n - 1; k-- > 0;) right[k] = (right[k] - upper[k] * right[k + 1]) / middle[k];
}

}  // namespace

std::vector<double> spline_slopes(std::span<const double> x, std::span<const double> y) {
  const std::size_t n = x.size();
  assert(n >= 2 && y.size() == n);
  std::vector<double> h(n - 1), rise(n - 1);
  for (std::size_t k = 0; k + 1 < n; ++k) {
    h[k] = x[k + 1] - x[k];
    rise[k] = (y[k + 1] - y[k]) / h[k];
  }
  if (n == 2) return {rise[0], rise[0]};
  if (n == 3) {
    const double bend = (rise[1] - rise[0]) / (h[0] + h[1]);
    return {rise[0] - bend * h[0], rise[0] + bend * h[0], rise[1] + bend * h[1]};
  }
  std::vector<double> lower(n), middle(n), upper(n), slope(n);
  middle[0] = h[1];
  upper[0] = h[0] + h[1];
  slope[0] = ((h[0] + 2.0 * upper[0]) * h[1] * rise[0] + h[0] * h[0] * rise[1]) / upper[0];
  for (std::size_t k = 1; k + 1 < n; ++k) {
    lower[k] = h[k];
    middle[k] = 2.0 * (h[k - 1] + h[k]);
    upper[k] = h[k - 1];
    slope[k] = 3.0 * (h[k] * rise[k - 1] + h[k - 1] * rise[k]);
  }
  const double a = h[n - 3], b = h[n - 2];
  lower[n - 1] = a + b;
  middle[n - 1] = a;
  slope[n - 1] = (b * b * rise[n - 3] + (2.0 * (a + b) + b) * a * rise[n - 2]) / (a + b);
  solve_tridiagonal(lower, middle, upper, slope);
  return slope;
}

SplineValue cubic_between(double x0, double x1, double y0, double y1, double slope0, double slope1, double at) {
  const double h = x1 - x0, t = (at - x0) / h, rise = (y1 - y0) / h;
  const double bend = 3.0 * rise - 2.0 * slope0 - slope1, twist = slope0 + slope1 - 2.0 * rise;
  return {y0 + h * t * (slope0 + t * (bend + t * twist)), slope0 + t * (2.0 * bend + 3.0 * t * twist)};
}

}  // namespace liquidus
