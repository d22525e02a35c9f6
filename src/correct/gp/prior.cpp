#include "correct/gp/prior.hpp"

#include <cmath>

namespace liquidus {

double Kernel::operator()(double a, double b) const {
  const double x = (a - b) / length, half = form == Form::squared_exponential ? 0.5 : 1.0;
  return width * width * std::exp(-half * x * x);
}

Eigen::MatrixXd covariance(const Kernel& kernel, std::span<const double> a, std::span<const double> b) {
  Eigen::MatrixXd k(static_cast<Eigen::Index>(a.size()), static_cast<Eigen::Index>(b.size()));
  for (Eigen::Index i = 0; i < k.rows(); ++i)
    for (Eigen::Index j = 0; j < k.cols(); ++j)
      k(i, j) = kernel(a[static_cast<std::size_t>(i)], b[static_cast<std::size_t>(j)]);
  return k;
}

double taper_at(double r, double cutoff, double taper) {
  if (r >= cutoff) return 0.0;
  if (r <= cutoff - taper) return 1.0;
  const double x = (r - cutoff + taper) / taper;
  return 1.0 - x * x * x * (10.0 - x * (15.0 - 6.0 * x));
}

Eigen::MatrixXd prior_covariance(const CorrectionPrior& prior, const KnotGrid& knots) {
  const auto r = knots.all();
  Eigen::VectorXd end(knots.count);
  for (Eigen::Index k = 0; k < knots.count; ++k) end(k) = taper_at(knots.at(k), knots.cutoff(), prior.taper);
  return end.asDiagonal() * covariance(prior.kernel, r, r) * end.asDiagonal();
}

}  // namespace liquidus
