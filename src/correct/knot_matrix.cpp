#include "correct/knot_matrix.hpp"

namespace liquidus {
namespace {

template <class F>
Eigen::MatrixXd columns(const KnotGrid& knots, std::span<const double> r, F&& at) {
  const auto n = static_cast<Eigen::Index>(r.size());
  Eigen::MatrixXd matrix = Eigen::MatrixXd::Zero(n, knots.count);
  std::vector<double> unit(static_cast<std::size_t>(knots.count), 0.0);
  for (Eigen::Index k = 0; k + 1 < knots.count; ++k) {
    unit[static_cast<std::size_t>(k)] = 1.0;
    const KnotSpline spline(knots, unit);
    for (Eigen::Index i = 0; i < n; ++i) matrix(i, k) = at(spline, r[static_cast<std::size_t>(i)]);
    unit[static_cast<std::size_t>(k)] = 0.0;
  }
  return matrix;
}

}  // namespace

Eigen::MatrixXd knot_values(const KnotGrid& knots, std::span<const double> r) {
  return columns(knots, r, [](const KnotSpline& spline, double x) { return spline(x); });
}

Eigen::MatrixXd knot_slopes(const KnotGrid& knots, std::span<const double> r) {
  return columns(knots, r, [](const KnotSpline& spline, double x) { return spline.slope(x); });
}

}  // namespace liquidus
