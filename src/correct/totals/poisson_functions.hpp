#pragma once
#include <cstddef>
#include <vector>

#include "core/vec3.hpp"

namespace liquidus {

/// Functions of r that are smooth and never negative, with a peak at nσ about √n σ wide and an analytic
/// transform (A. K. Soper, Chem. Phys. 202, 295, 1996):
///
///     p_n(r) = (r/σ)ⁿ exp(−r/σ) / [4πσ³ (n+2)!],   ∫ p_n 4πr² dr = 1,
///     ∫ p_n sin(Qr)/(Qr) 4πr² dr = sin[(n+2) α] / [(n+2) Qσ (1 + Q²σ²)^{(n+2)/2}],   α = arctan(Qσ).
///
/// The latter is Im (1 − iQσ)^{−(n+2)}/[(n+2) Qσ], from ∫ r^{n+1} exp[−(1/σ − iQ) r] dr; written out in sin(nα) and
/// cos(nα) it is Soper's.
class PoissonFunctions {
 public:
  /// Those with their peaks at about from, from + spacing, … up to the cutoff, rounded to whole σ (all Å).
  PoissonFunctions(double sigma, double spacing, double from, double cutoff);

  std::size_t size() const { return order_.size(); }
  /// n of function i.
  Index order(std::size_t i) const { return order_[i]; }
  /// 1/Å³.
  double value(std::size_t i, double r) const;
  /// A pure number, 1 at Q = 0.
  double transform(std::size_t i, double q) const;

 private:
  double sigma_;
  std::vector<Index> order_;
};

}  // namespace liquidus
