#pragma once
#include <Eigen/Dense>
#include <string>
#include <vector>

#include "correct/totals/structure_prior.hpp"
#include "correct/totals/totals_misfit.hpp"

namespace liquidus {

/// What totals say of the partials at one Q: with ΔF = W ΔA + noise of covariance Σ and the prior covariance C of ΔA,
///
///     ΔA = C Wᵀ (W C Wᵀ + Σ)⁻¹ ΔF,   R = C Wᵀ (W C Wᵀ + Σ)⁻¹ W,   posterior covariance C − R C.
///
/// R is the resolution matrix: ΔA is R times the truth. For C ∝ 1 and Σ → 0 it is W⁺W (information.hpp), whose diagonal
/// is the share of each partial that the data fix. In general that share is what the data take from the prior variance,
/// 1 − posterior/prior: a prior that ties partials to each other lets totals fix one by another.
struct PartialsChange {
  Eigen::VectorXd change;                  // [pairs] ΔA
  Eigen::MatrixXd covariance, resolution;  // [pairs × pairs]
  Eigen::VectorXd share;                   // [pairs] 0 … 1; 1 where the prior has no variance
};
/// @param weights     [n × pairs] W
/// @param difference  [n] ΔF
/// @param variance    [n] > 0, the diagonal of Σ
/// @param prior       [pairs × pairs] C
PartialsChange partials_change(const Eigen::MatrixXd& weights, const Eigen::VectorXd& difference,
                               const Eigen::VectorXd& variance, const Eigen::MatrixXd& prior);

/// A direction in which partials could change, of unit length, and the share of such a change that the totals see.
struct Direction {
  Eigen::VectorXd of_pairs;  // largest component positive
  double share = 0.0;        // 0 … 1: eigenvalue of R
};
/// The eigenvectors of R, the least seen first.
std::vector<Direction> directions(const Eigen::MatrixXd& weights, const Eigen::VectorXd& variance,
                                  const Eigen::MatrixXd& prior);

/// The same over Q. The prior is first order in ΔU; for what comes beyond, a variance of 0.3² of the mean is added to
/// it in all pairs alike, so that a direction in which the liquid would hardly answer isn't thought impossible.
struct PartialsEstimate {
  std::vector<std::string> totals, pairs;
  double density = 0.0;                            // atoms/Å³
  std::vector<double> q;                           // [m] 1/Å
  std::vector<PartialsChange> at;                  // [m]
  std::vector<std::vector<double>> prior;          // [m][pairs] prior standard deviations of ΔA
  std::vector<std::vector<Direction>> directions;  // [m]
  std::vector<std::vector<double>> singular;       // [m] singular values of the weights over their errors, falling
  std::vector<std::vector<std::string>> unseen;    // [m] "0.62 Na-Na − 0.78 Na-Cl": what no total there has a part in
  std::vector<double> structure;                   // [m] largest |A − 1| of the simulation
};
PartialsEstimate per_q_inverse(const TotalsMisfit& misfit, const StructurePrior& prior);

}  // namespace liquidus
