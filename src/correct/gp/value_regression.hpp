#pragma once
#include <Eigen/Dense>
#include <span>
#include <vector>

#include "correct/gp/likelihood.hpp"
#include "correct/gp/prior.hpp"
#include "correct/temperature_basis.hpp"

namespace liquidus {

/// Points of one pair's ΔU at one temperature, with the variance of each.
struct EnergyPoints {
  double temperature = 0.0;                 // K
  std::vector<double> r, energy, variance;  // [n] Å, eV, eV² > 0
};

/// One pair's correction as a Gaussian process in r and T: the values at its knots, c_m(r_k) of all terms m one behind
/// the other, have the prior B ⊗ K of the temperature basis and the CorrectionPrior, and points of the energy are
/// linear in them. What points tell of the values is gathered once; each length of the kernel then costs (terms ·
/// modes)³ however many points there are, the modes being those that a kernel of that length can tell apart, and each
/// width and scale of the noise next to nothing.
class ValueRegression {
 public:
  /// @throws std::invalid_argument for a variance that isn't positive
  ValueRegression(const KnotGrid& knots, const TemperatureBasis& temperature, std::span<const EnergyPoints> points);
  /// One more number that is known, with a variance > 0: row · values, row being [terms · knots].
  void add(const Eigen::VectorXd& row, double value, double variance);

  struct Result {
    Eigen::VectorXd mean;         // [terms · knots] eV
    Eigen::MatrixXd covariance;   // [terms · knots]², eV²
    double log_likelihood = 0.0;  // ln p(points), as GaussianRegression's
  };
  /// @param noise  factor of all variances
  Result solve(const CorrectionPrior& prior, double noise = 1.0) const;
  /// The prior with the squared-exponential kernel within bounds for which the points are likeliest.
  CorrectionPrior most_likely(const KernelBounds& bounds, double taper) const;

 private:
  /// Values = width · modes · z with independent standard normal z, of which the points tell diagonal precisions.
  struct Modes {
    Eigen::MatrixXd modes;            // [terms · knots × modes]
    Eigen::VectorXd precision, pull;  // [modes] for a width of 1 and noise of 1
  };
  Modes modes(const CorrectionPrior& prior) const;
  double log_likelihood(const Modes& modes, double width, double noise) const;

  KnotGrid knots_;
  TemperatureBasis temperature_;
  Eigen::MatrixXd precision_;  // Σ Aᵀ N⁻¹ A, A the matrix from values to points
  Eigen::VectorXd pull_;       // Σ Aᵀ N⁻¹ y
  double square_ = 0.0;        // Σ y²/N
  double log_variances_ = 0.0;
  std::size_t points_ = 0;
};

}  // namespace liquidus
