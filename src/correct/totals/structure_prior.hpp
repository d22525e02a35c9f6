#pragma once
#include <Eigen/Dense>

#include "correct/correction.hpp"
#include "correct/gp/prior.hpp"
#include "scatter/pairs/pair_distribution.hpp"

namespace liquidus {

/// What is thought of the partial structure factors' differences from a simulation before any total is looked at: what
/// the prior of ΔU makes of them to first order.
///
/// With S = 1 + D (A − 1) D, D = diag(√c), the Ornstein–Zernike relation is S = [1 − ρ D ĉ D]⁻¹, so that a change δĉ of
/// the direct correlations changes S by S (ρ D δĉ D) S. The random-phase approximation takes δc = −βδU (J.-P. Hansen &
/// I. R. McDonald, Theory of Simple Liquids, ch. 3.5); where atoms don't come a pair energy changes nothing, and at low
/// density δg = −βgδU is exact, so that here δc = −βgδU:
///
///     δA = D⁻¹ S D δX D S D⁻¹,   δX_ij(Q) = −βρ ∫ g_ij δU_ij sin(Qr)/(Qr) 4πr² dr.
///
/// It is linear in δU, whose covariance (prior_covariance, times the temperature basis's) thus becomes that of the δA
/// at one Q. That neighbouring Q hang together is left out: each Q is looked at by itself.
class StructurePrior {
 public:
  /// @param pairs  in the order of shape.species
  /// @param shape  whose knots and temperature basis the correction has
  StructurePrior(const PairDistributions& pairs, const Correction& shape, const CorrectionPrior& prior,
                 double temperature);
  /// [pairs × pairs] covariance of δA at Q, beside partials A − 1 of the simulation there [pairs].
  Eigen::MatrixXd at(double q, const Eigen::VectorXd& a_minus_1) const;

 private:
  double density_, beta_;
  Eigen::VectorXd root_;  // √c
  RadialBins bins_;
  Eigen::MatrixXd knots_covariance_;
  std::vector<Eigen::MatrixXd> shells_;  // [pairs] of [bins × knots]: shell · g · spline
};

}  // namespace liquidus
