#pragma once
#include <Eigen/Dense>
#include <span>

#include "correct/knots.hpp"

namespace liquidus {

/// The spline is linear in the values at its knots: value(r_i) = Σ_k B_ik y_k with y_last = 0.
/// @return  [r × knots] B; the last column is zero
Eigen::MatrixXd knot_values(const KnotGrid& knots, std::span<const double> r);
/// The same of its slope, 1/Å.
Eigen::MatrixXd knot_slopes(const KnotGrid& knots, std::span<const double> r);

}  // namespace liquidus
