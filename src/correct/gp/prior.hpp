#pragma once
#include <Eigen/Dense>
#include <span>

#include "correct/gp/kernel.hpp"
#include "correct/knots.hpp"

namespace liquidus {

/// [a × b]
Eigen::MatrixXd covariance(const Kernel& kernel, std::span<const double> a, std::span<const double> b);

/// [knots × knots]; row and column of the last knot are zero.
Eigen::MatrixXd prior_covariance(const CorrectionPrior& prior, const KnotGrid& knots);

}  // namespace liquidus
