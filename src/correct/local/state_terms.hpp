#pragma once
#include <span>
#include <vector>

#include "correct/correction.hpp"

namespace liquidus {

/// Changes of the terms c_m of a correction for changes of ΔU at several temperatures, d_s = Σ_m b_m(T_s) c_m: what
/// meets them best by least squares and, of all that do so equally well, is likeliest under the basis's prior. Without
/// a dependence on temperature that is their mean, U += Σ_s d_s / N.
class StateTerms {
 public:
  StateTerms(const TemperatureBasis& basis, std::span<const double> temperatures);
  /// @param at_states  [states] @return [terms]
  std::vector<double> operator()(std::span<const double> at_states) const;

 private:
  std::size_t terms_;
  std::vector<double> matrix_;  // [terms × states]
};

/// Makes a change of one pair smaller where it is too large: at each knot all terms by the factor that makes
/// |Σ_m b_m(T) c_m| at most limit · kT at each of the temperatures.
/// @param change  [terms][knots] eV
/// @return        the smallest factor, 1 where nothing was too large
double limit_change(const TemperatureBasis& basis, std::span<const double> temperatures, double limit,
                    std::vector<std::vector<double>>& change);

/// The correction with one pair changed; its covariance, which was another's, is gone.
/// @param change  [terms][knots] eV
void add_change(Correction& correction, std::size_t pair, const std::vector<std::vector<double>>& change);

}  // namespace liquidus
