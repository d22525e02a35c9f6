#pragma once
#include <vector>

namespace liquidus {

/// P(x) ≈ erf(β√x)/√x on [0, r_c²] as powers of t = x·scale − 1 ∈ [−1, 1], lowest first, and G = 2 dP/dx exactly.
/// G is padded with zeros to a multiple of four coefficients, P to four more.
struct EwaldFit {
  double scale;
  std::vector<double> energy, force;
};

/// @param tolerance  bounds the error of P in units of β and that of the force 2r|dP/dx| in units of β²
EwaldFit fit_ewald_real(double beta, double cutoff, double tolerance);

}  // namespace liquidus
