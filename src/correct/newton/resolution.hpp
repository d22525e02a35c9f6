#pragma once
#include <Eigen/Dense>
#include <string>
#include <vector>

#include "correct/newton/gauss_newton.hpp"

namespace liquidus {

/// A sum over pairs of species of coefficient times ΔU, and how well the data know it.
struct PairCombination {
  std::vector<double> coefficients;  // [pairs] Σ of squares = 1, the largest positive
  double resolved = 0.0;             // share of its prior variance that the data took away, mean over the range
  /// "0.71 Na-Na - 0.70 Cl-Cl"; coefficients below 0.1 are left out.
  std::string name(const Correction& of) const;
};

/// What a fit knows of each value of a correction from the data, and what it has from the prior.
struct Resolution {
  std::vector<std::vector<double>> resolved;  // [terms · pairs][knots] 1 − posterior over prior variance; 1 at the end
  std::vector<PairCombination> combinations;  // [pairs] at one temperature, the least resolved first
  std::vector<std::string> statements;        // sentences for a report, one for each combination and one for the whole
};

/// @param temperature  K, at which combinations of pairs are looked at
/// @param from, to     Å, the range of r they are looked at over: that in which atoms meet
/// @throws std::invalid_argument if there is no knot in the range
Resolution resolution(const NewtonStep& step, double temperature, double from, double to);

/// [n × n] R = C P⁻¹ (JᵀΣ⁻¹J P): how the posterior mean of every value follows the truth of every other; 1 where the
/// data decide and 0 where the prior does.
Eigen::MatrixXd resolution_matrix(const NewtonStep& step);

}  // namespace liquidus
