#pragma once
#include <Eigen/Dense>

#include "correct/correction.hpp"
#include "correct/gp/prior.hpp"

namespace liquidus {

/// A root of the prior covariance of all values of a correction, B ⊗ 1 ⊗ K over terms, pairs and knots: values = L z
/// with independent standard normal z. K of a smooth kernel is singular to rounding; L has as many columns per pair as
/// K has eigenvalues above 1e-12 of its largest, so that nothing is ever divided by what is left out.
class PriorRoot {
 public:
  PriorRoot(const Correction& of, const CorrectionPrior& prior);

  /// Length of z: terms · pairs · modes.
  Eigen::Index size() const { return terms() * pairs_ * modes(); }
  /// [size] → values of all terms, pairs and knots, and for a matrix column by column.
  Eigen::MatrixXd values(const Eigen::MatrixXd& z) const;
  /// [size] z whose values are nearest: L⁺ values, exact for what the prior holds possible.
  Eigen::MatrixXd coordinates(const Eigen::MatrixXd& values) const;
  /// [m × size] ∂y/∂z from ∂y/∂U [m × pairs · knots] at one temperature.
  Eigen::MatrixXd slopes(const Eigen::MatrixXd& of_energy, double temperature) const;
  /// [terms · pairs · knots] prior variance of the values, eV².
  Eigen::VectorXd variances() const;
  /// [knots] of ΔU of any pair at a temperature.
  Eigen::VectorXd variances_at(double temperature) const;

 private:
  Eigen::RowVectorXd terms_at(double temperature) const;
  Eigen::Index terms() const { return of_terms_.cols(); }
  Eigen::Index modes() const { return of_knots_.cols(); }

  TemperatureBasis temperature_;
  Eigen::Index pairs_;
  Eigen::MatrixXd of_terms_;  // [terms × terms or fewer] root of B
  Eigen::MatrixXd of_knots_;  // [knots × modes] root of K
  Eigen::MatrixXd to_modes_;  // [modes × knots] its pseudo-inverse
  Eigen::MatrixXd to_terms_;  // its pseudo-inverse
};

}  // namespace liquidus
