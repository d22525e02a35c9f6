#include "correct/gp/gaussian_process.hpp"

#include <cmath>
#include <stdexcept>

#include "core/units.hpp"

namespace liquidus {
namespace {

/// [a × b] of a function of two places.
template <class F>
Eigen::MatrixXd table(std::span<const double> a, std::span<const double> b, F&& f) {
  Eigen::MatrixXd k(static_cast<Eigen::Index>(a.size()), static_cast<Eigen::Index>(b.size()));
  for (Eigen::Index i = 0; i < k.rows(); ++i)
    for (Eigen::Index j = 0; j < k.cols(); ++j)
      k(i, j) = f(a[static_cast<std::size_t>(i)], b[static_cast<std::size_t>(j)]);
  return k;
}

Eigen::VectorXd less_mean(const GaussianProcess::Data& data, const GaussianProcess::Function& mean) {
  Eigen::VectorXd y(static_cast<Eigen::Index>(data.y.size()));
  for (std::size_t i = 0; i < data.y.size(); ++i)
    y(static_cast<Eigen::Index>(i)) = data.y[i] - (mean ? mean(data.x.at(i)) : 0.0);
  return y;
}

GaussianRegression regression(const Kernel& kernel, const GaussianProcess::Data& data,
                              const GaussianProcess::Function& mean, double floor) {
  if (data.y.size() != data.x.size()) throw std::invalid_argument("a value is needed for each place");
  const Eigen::MatrixXd prior = covariance(kernel, data.x, data.x);
  const Eigen::VectorXd residual = less_mean(data, mean);
  if (data.variance.empty()) return GaussianRegression::floored(prior, residual, floor);
  const auto n = static_cast<Eigen::Index>(data.variance.size());
  return {prior, residual, Eigen::Map<const Eigen::VectorXd>(data.variance.data(), n)};
}

double log_two_pi() { return std::log(2.0 * units::pi); }

/// x² of exp(−half x²) is a² c, c the curvature of the exponent.
double exponent_curvature(const Kernel& kernel) {
  const double half = kernel.form == Kernel::Form::squared_exponential ? 0.5 : 1.0;
  return 2.0 * half / (kernel.length * kernel.length);
}

}  // namespace

GaussianRegression::GaussianRegression(const Eigen::MatrixXd& prior, const Eigen::VectorXd& residual,
                                       const Eigen::VectorXd& variance) {
  const Eigen::Index n = residual.size();
  if (prior.rows() != n || prior.cols() != n || variance.size() != n)
    throw std::invalid_argument("prior covariance, data and variances must be of the same number of places");
  if (n > 0 && !(variance.minCoeff() >= 0.0)) throw std::invalid_argument("a variance can't be negative");
  Eigen::MatrixXd sum = prior;
  sum.diagonal() += variance;
  const Eigen::LLT<Eigen::MatrixXd> factor(sum);
  if (factor.info() != Eigen::Success)
    throw std::invalid_argument("covariance and noise aren't positive definite; close points need some noise");
  weights_ = factor.solve(residual);
  root_ = factor.matrixL().solve(Eigen::MatrixXd::Identity(n, n));
  const double log_root = factor.matrixLLT().diagonal().array().log().sum();
  log_likelihood_ = -0.5 * residual.dot(weights_) - log_root - 0.5 * static_cast<double>(n) * log_two_pi();
}

GaussianRegression GaussianRegression::floored(const Eigen::MatrixXd& prior, const Eigen::VectorXd& residual,
                                               double floor) {
  const Eigen::Index n = residual.size();
  if (prior.rows() != n || prior.cols() != n || !(floor > 0.0))
    throw std::invalid_argument("prior covariance and data must be of the same number of places, the floor positive");
  GaussianRegression result;
  if (n == 0) return result;
  const Eigen::SelfAdjointEigenSolver<Eigen::MatrixXd> eigen(prior);
  const Eigen::VectorXd values = eigen.eigenvalues().cwiseMax(floor);
  // Vᵀy is divided before it is turned back: with eigenvalues of 1e-14 an inverse that is formed first loses all
  // digits.
  result.weights_ = eigen.eigenvectors() * (eigen.eigenvectors().transpose() * residual).cwiseQuotient(values);
  result.root_ = values.cwiseSqrt().cwiseInverse().asDiagonal() * eigen.eigenvectors().transpose();
  result.log_likelihood_ = -0.5 * (result.root_ * residual).squaredNorm() - 0.5 * values.array().log().sum() -
                           0.5 * static_cast<double>(n) * log_two_pi();
  return result;
}

Eigen::MatrixXd GaussianRegression::covariance(const Eigen::MatrixXd& prior, const Eigen::MatrixXd& cross) const {
  const Eigen::MatrixXd seen = root_ * cross.transpose();
  return prior - seen.transpose() * seen;
}

double slope_value_covariance(const Kernel& kernel, double a, double b) {
  return -exponent_curvature(kernel) * (a - b) * kernel(a, b);
}

double slope_slope_covariance(const Kernel& kernel, double a, double b) {
  const double c = exponent_curvature(kernel);
  return c * (1.0 - c * (a - b) * (a - b)) * kernel(a, b);
}

GaussianProcess::GaussianProcess(const Kernel& kernel, const Data& data, Function mean, double floor)
    : kernel_(kernel), x_(data.x), mean_(std::move(mean)), regression_(regression(kernel, data, mean_, floor)) {}

Posterior GaussianProcess::at(std::span<const double> x) const {
  const Eigen::MatrixXd cross = liquidus::covariance(kernel_, x, x_);
  Posterior result{regression_.mean(cross), regression_.covariance(liquidus::covariance(kernel_, x, x), cross)};
  if (mean_)
    for (std::size_t i = 0; i < x.size(); ++i) result.mean(static_cast<Eigen::Index>(i)) += mean_(x[i]);
  return result;
}

Posterior GaussianProcess::slope_at(std::span<const double> x, const Function& mean_slope) const {
  const Eigen::MatrixXd cross = table(x, x_, [&](double a, double b) { return slope_value_covariance(kernel_, a, b); });
  const Eigen::MatrixXd prior = table(x, x, [&](double a, double b) { return slope_slope_covariance(kernel_, a, b); });
  Posterior result{regression_.mean(cross), regression_.covariance(prior, cross)};
  if (mean_slope)
    for (std::size_t i = 0; i < x.size(); ++i) result.mean(static_cast<Eigen::Index>(i)) += mean_slope(x[i]);
  return result;
}

}  // namespace liquidus
