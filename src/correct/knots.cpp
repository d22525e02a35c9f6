#include "correct/knots.hpp"

#include <algorithm>
#include <cmath>
#include <stdexcept>

namespace liquidus {

KnotGrid KnotGrid::up_to(double cutoff, double spacing, double first) {
  if (!(first >= 0.0 && first < cutoff && spacing > 0.0 && std::isfinite(cutoff)))
    throw std::invalid_argument("knots need 0 <= first < cutoff and a positive spacing");
  const auto gaps = std::max<Index>(1, static_cast<Index>(std::ceil((cutoff - first) / spacing - 1e-9)));
  return {first, spacing, gaps + 1};
}

std::vector<double> KnotGrid::all() const {
  std::vector<double> r(static_cast<std::size_t>(count));
  for (std::size_t k = 0; k < r.size(); ++k) r[k] = at(static_cast<Index>(k));
  return r;
}

KnotSpline::KnotSpline(const KnotGrid& knots, std::span<const double> values)
    : knots_(knots), values_(values.begin(), values.end()), slopes_(values.size(), 0.0) {
  const std::size_t n = values_.size();
  if (n < 3 || static_cast<Index>(n) != knots.count)
    throw std::invalid_argument("a spline needs a value for each of three or more knots");
  // Slopes s (per knot spacing) of a C² spline: s[k−1] + 4 s[k] + s[k+1] = 3 (y[k+1] − y[k−1]); natural at the first
  // knot: 2 s[0] + s[1] = 3 (y[1] − y[0]); s = 0 at the last. Solved by elimination downwards (Thomas).
  std::vector<double> above(n, 0.0);
  above[0] = 0.5;
  slopes_[0] = 1.5 * (values_[1] - values_[0]);
  for (std::size_t k = 1; k + 1 < n; ++k) {
    const double pivot = 4.0 - above[k - 1];
    above[k] = 1.0 / pivot;
    slopes_[k] = (3.0 * (values_[k + 1] - values_[k - 1]) - slopes_[k - 1]) / pivot;
  }
  slopes_[n - 1] = 0.0;
  for (std::size_t k = n - 1; k-- > 0;) slopes_[k] -= above[k] * slopes_[k + 1];
  for (double& s : slopes_) s /= knots.spacing;
}

KnotSpline::Place KnotSpline::place(double r) const {
  const double x = std::max(0.0, (r - knots_.first) / knots_.spacing);
  const auto k = std::min(static_cast<std::size_t>(x), values_.size() - 2);
  return {k, x - static_cast<double>(k)};
}

double KnotSpline::operator()(double r) const {
  if (r >= knots_.cutoff()) return 0.0;
  if (r < knots_.first) return values_[0] + (r - knots_.first) * slopes_[0];
  const auto [k, t] = place(r);
  const double h = knots_.spacing, u = 1.0 - t;
  return u * u * (1.0 + 2.0 * t) * values_[k] + t * t * (3.0 - 2.0 * t) * values_[k + 1] +
         h * t * u * (u * slopes_[k] - t * slopes_[k + 1]);
}

double KnotSpline::slope(double r) const {
  if (r >= knots_.cutoff()) return 0.0;
  if (r < knots_.first) return slopes_[0];
  const auto [k, t] = place(r);
  const double u = 1.0 - t;
  return 6.0 * t * u * (values_[k + 1] - values_[k]) / knots_.spacing + u * (1.0 - 3.0 * t) * slopes_[k] +
         t * (3.0 * t - 2.0) * slopes_[k + 1];
}

}  // namespace liquidus
