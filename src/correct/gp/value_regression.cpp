#include "correct/gp/value_regression.hpp"

#include <cmath>
#include <stdexcept>

#include "core/units.hpp"
#include "correct/knot_matrix.hpp"

namespace liquidus {
namespace {

/// L with L Lᵀ = k, for a covariance that may be singular (a value that is certain, a kernel longer than the knots are
/// apart): directions below 1e-13 of the largest are left out, which leaves them at the prior's mean.
Eigen::MatrixXd root(const Eigen::MatrixXd& k) {
  const Eigen::SelfAdjointEigenSolver<Eigen::MatrixXd> eigen(k);
  const Eigen::VectorXd& values = eigen.eigenvalues();
  const double least = 1e-13 * values.maxCoeff();
  Eigen::Index first = 0;
  while (first < values.size() && !(values(first) > least)) ++first;
  const Eigen::Index count = values.size() - first;
  return eigen.eigenvectors().rightCols(count) * values.tail(count).cwiseSqrt().asDiagonal();
}

Eigen::MatrixXd kronecker(const Eigen::MatrixXd& a, const Eigen::MatrixXd& b) {
  Eigen::MatrixXd product(a.rows() * b.rows(), a.cols() * b.cols());
  for (Eigen::Index i = 0; i < a.rows(); ++i)
    for (Eigen::Index j = 0; j < a.cols(); ++j)
      product.block(i * b.rows(), j * b.cols(), b.rows(), b.cols()) = a(i, j) * b;
  return product;
}

}  // namespace

/// In z with values = L z and z ~ N(0, 1): the posterior's precision 1 + Lᵀ Σ AᵀN⁻¹A L, factored.
struct ValueRegression::Whitened {
  Eigen::MatrixXd root;
  Eigen::LLT<Eigen::MatrixXd> precision;
  Eigen::VectorXd pull, mean;
  double log_likelihood;
};

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

ValueRegression::Whitened ValueRegression::whiten(const CorrectionPrior& prior, double noise) const {
  const auto terms = static_cast<Eigen::Index>(temperature_.terms());
  const auto b = temperature_.prior();
  const Eigen::Map<const Eigen::MatrixXd> in_temperature(b.data(), terms, terms);
  Whitened w;
  w.root = kronecker(root(in_temperature), root(prior_covariance(prior, knots_)));
  Eigen::MatrixXd precision = w.root.transpose() * precision_ * w.root / noise;
  precision.diagonal().array() += 1.0;
  w.precision.compute(precision);
  w.pull = w.root.transpose() * pull_ / noise;
  w.mean = w.precision.solve(w.pull);
  // The determinant lemma: |A P Aᵀ + N| = |N| |1 + Lᵀ AᵀN⁻¹A L|.
  const auto count = static_cast<double>(points_);
  const double log_root = w.precision.matrixLLT().diagonal().array().log().sum();
  w.log_likelihood = -0.5 * (square_ / noise - w.pull.dot(w.mean)) - log_root - 0.5 * log_variances_ -
                     0.5 * count * std::log(2.0 * units::pi * noise);
  return w;
}

ValueRegression::Result ValueRegression::solve(const CorrectionPrior& prior, double noise) const {
  const Whitened w = whiten(prior, noise);
  const Eigen::MatrixXd spread = w.precision.matrixL().solve(w.root.transpose());
  return {w.root * w.mean, spread.transpose() * spread, w.log_likelihood};
}

double ValueRegression::log_likelihood(const CorrectionPrior& prior, double noise) const {
  return whiten(prior, noise).log_likelihood;
}

}  // namespace liquidus
