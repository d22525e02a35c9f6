#include "correct/gp/value_regression.hpp"

#include <cmath>
#include <stdexcept>

#include "core/units.hpp"
#include "correct/knot_matrix.hpp"

namespace liquidus {
namespace {

/// L with L Lᵀ = k, for a covariance that may be singular (a value that is certain, a kernel longer than the knots are
/// apart): Cholesky's with the largest remaining variance first, until that is 1e-13 of the largest there was.
Eigen::MatrixXd root(const Eigen::MatrixXd& k) {
  const Eigen::Index n = k.rows();
  Eigen::VectorXd left = k.diagonal();
  Eigen::MatrixXd l(n, n);
  const double least = 1e-13 * left.maxCoeff();
  Eigen::Index rank = 0;
  for (; rank < n; ++rank) {
    Eigen::Index pivot = 0;
    if (!(left.maxCoeff(&pivot) > least)) break;
    l.col(rank) = k.col(pivot) - l.leftCols(rank) * l.row(pivot).head(rank).transpose();
    l.col(rank) /= std::sqrt(left(pivot));
    left -= l.col(rank).cwiseAbs2();
    left(pivot) = 0.0;
  }
  return l.leftCols(rank);
}

Eigen::MatrixXd kronecker(const Eigen::MatrixXd& a, const Eigen::MatrixXd& b) {
  Eigen::MatrixXd product(a.rows() * b.rows(), a.cols() * b.cols());
  for (Eigen::Index i = 0; i < a.rows(); ++i)
    for (Eigen::Index j = 0; j < a.cols(); ++j)
      product.block(i * b.rows(), j * b.cols(), b.rows(), b.cols()) = a(i, j) * b;
  return product;
}

}  // namespace

ValueRegression::ValueRegression(const KnotGrid& knots, const TemperatureBasis& temperature,
                                 std::span<const EnergyPoints> points)
    : knots_(knots), temperature_(temperature) {
  const auto n = static_cast<Eigen::Index>(knots.count), terms = static_cast<Eigen::Index>(temperature.terms());
  precision_ = Eigen::MatrixXd::Zero(terms * n, terms * n);
  pull_ = Eigen::VectorXd::Zero(terms * n);
  for (const EnergyPoints& set : points) {
    const auto b = temperature.at(set.temperature);
    const auto count = static_cast<Eigen::Index>(set.r.size());
    const Eigen::Map<const Eigen::VectorXd> y(set.energy.data(), count), variance(set.variance.data(), count);
    if (count == 0) continue;
    if (!(variance.minCoeff() > 0.0)) throw std::invalid_argument("points of an energy need a positive variance");
    const Eigen::MatrixXd a = knot_values(knots, set.r);
    const Eigen::MatrixXd weighted = variance.cwiseInverse().asDiagonal() * a;
    const Eigen::MatrixXd square = a.transpose() * weighted;
    const Eigen::VectorXd pull = weighted.transpose() * y;
    for (Eigen::Index m = 0; m < terms; ++m) {
      const double bm = b[static_cast<std::size_t>(m)];
      pull_.segment(m * n, n) += bm * pull;
      for (Eigen::Index l = 0; l < terms; ++l)
        precision_.block(m * n, l * n, n, n) += bm * b[static_cast<std::size_t>(l)] * square;
    }
    square_ += y.cwiseAbs2().cwiseQuotient(variance).sum();
    log_variances_ += variance.array().log().sum();
    points_ += set.r.size();
  }
}

void ValueRegression::add(const Eigen::VectorXd& row, double value, double variance) {
  if (row.size() != pull_.size() || !(variance > 0.0))
    throw std::invalid_argument("a number is known by a row for all values and a positive variance");
  precision_ += row * row.transpose() / variance;
  pull_ += value / variance * row;
  square_ += value * value / variance;
  log_variances_ += std::log(variance);
  ++points_;
}

ValueRegression::Modes ValueRegression::modes(const CorrectionPrior& prior) const {
  const auto terms = static_cast<Eigen::Index>(temperature_.terms());
  const auto b = temperature_.prior();
  const Eigen::Map<const Eigen::MatrixXd> in_temperature(b.data(), terms, terms);
  CorrectionPrior unit = prior;
  unit.kernel.width = 1.0;
  const Eigen::MatrixXd l = kronecker(root(in_temperature), root(prior_covariance(unit, knots_)));
  const Eigen::SelfAdjointEigenSolver<Eigen::MatrixXd> eigen(l.transpose() * precision_ * l);
  Modes result;
  result.modes = l * eigen.eigenvectors();
  result.precision = eigen.eigenvalues().cwiseMax(0.0);
  result.pull = result.modes.transpose() * pull_;
  return result;
}

double ValueRegression::log_likelihood(const Modes& modes, double width, double noise) const {
  // With S = modes · modesᵀ w² + noise: |S| and S⁻¹ by the determinant lemma and Woodbury's identity.
  const double ratio = width * width / noise;
  const Eigen::ArrayXd spread = 1.0 + ratio * modes.precision.array();
  const double explained = ratio * (modes.pull.array().square() / spread).sum();
  return -0.5 * (square_ - explained) / noise - 0.5 * spread.log().sum() - 0.5 * log_variances_ -
         0.5 * static_cast<double>(points_) * std::log(2.0 * units::pi * noise);
}

ValueRegression::Result ValueRegression::solve(const CorrectionPrior& prior, double noise) const {
  const Modes at = modes(prior);
  const double square = prior.kernel.width * prior.kernel.width, ratio = square / noise;
  const Eigen::VectorXd spread = (1.0 + ratio * at.precision.array()).inverse();
  return {ratio * (at.modes * spread.cwiseProduct(at.pull)),
          square * (at.modes * spread.asDiagonal() * at.modes.transpose()),
          log_likelihood(at, prior.kernel.width, noise)};
}

CorrectionPrior ValueRegression::most_likely(const KernelBounds& bounds, double taper) const {
  CorrectionPrior prior;
  prior.taper = taper;
  Modes last;
  double length = 0.0;
  prior.kernel = most_likely_kernel(Kernel::Form::squared_exponential, bounds, [&](const Kernel& kernel) {
    if (kernel.length != length) last = modes({kernel, taper}), length = kernel.length;
    return log_likelihood(last, kernel.width, 1.0);
  });
  return prior;
}

}  // namespace liquidus
