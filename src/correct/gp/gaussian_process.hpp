#pragma once
#include <Eigen/Dense>
#include <functional>
#include <span>
#include <vector>

#include "correct/gp/prior.hpp"

namespace liquidus {

/// Exact Gaussian-process regression from matrices: the function's values at n places are Gaussian a priori and are
/// seen with Gaussian errors that know nothing of each other (Rasmussen and Williams, Gaussian Processes for Machine
/// Learning, 2006, section 2.2). Anything linear in the function may be asked for, a derivative too.
class GaussianRegression {
 public:
  /// @param prior     [n × n] prior covariance K of the values
  /// @param residual  [n] data less prior mean
  /// @param variance  [n] of the errors, ≥ 0
  /// @throws std::invalid_argument for other sizes, a negative variance, or if K + noise isn't positive definite to
  /// rounding, as of points close to each other without noise
  GaussianRegression(const Eigen::MatrixXd& prior, const Eigen::VectorXd& residual, const Eigen::VectorXd& variance);
  /// Without noise: the inverse of K has eigenvalues of K below `floor` replaced by it, as the public code of Shanks et
  /// al. (2025) does, whose floor is 1e-14 in the units of K.
  static GaussianRegression floored(const Eigen::MatrixXd& prior, const Eigen::VectorXd& residual,
                                    double floor = 1e-14);

  /// Posterior mean, less the prior mean, of m numbers whose prior covariance with the data's values is `cross`.
  Eigen::VectorXd mean(const Eigen::MatrixXd& cross) const { return cross * weights_; }
  /// [m × m] posterior covariance of those numbers, `prior` being their own prior covariance.
  Eigen::MatrixXd covariance(const Eigen::MatrixXd& prior, const Eigen::MatrixXd& cross) const;
  /// ln p(data) = −½ yᵀ (K + noise)⁻¹ y − ½ ln |K + noise| − n/2 ln 2π (equation 2.30).
  double log_marginal_likelihood() const { return log_likelihood_; }

 private:
  GaussianRegression() = default;
  Eigen::MatrixXd root_;     // R with RᵀR = (K + noise)⁻¹
  Eigen::VectorXd weights_;  // (K + noise)⁻¹ residual
  double log_likelihood_ = 0.0;
};

/// What a function is after some of its values were seen.
struct Posterior {
  Eigen::VectorXd mean;        // [m]
  Eigen::MatrixXd covariance;  // [m × m]
};

/// A function with the prior of a Kernel about a given mean, seen at places x.
class GaussianProcess {
 public:
  using Function = std::function<double(double)>;
  struct Data {
    std::vector<double> x, y;      // [n]
    std::vector<double> variance;  // [n] of the errors of y; empty: none, and the floored inverse
  };
  /// @param mean  of the prior; none: zero
  /// @throws std::invalid_argument as GaussianRegression
  GaussianProcess(const Kernel& kernel, const Data& data, Function mean = {}, double floor = 1e-14);

  Posterior at(std::span<const double> x) const;
  /// Of the derivative. @param mean_slope  derivative of the prior's mean; none: zero
  Posterior slope_at(std::span<const double> x, const Function& mean_slope = {}) const;
  double log_marginal_likelihood() const { return regression_.log_marginal_likelihood(); }

 private:
  Kernel kernel_;
  std::vector<double> x_;
  Function mean_;
  GaussianRegression regression_;
};

/// Covariance of the derivative at `a` with the value at `b`, and with the derivative at `b`.
double slope_value_covariance(const Kernel& kernel, double a, double b);
double slope_slope_covariance(const Kernel& kernel, double a, double b);

}  // namespace liquidus
