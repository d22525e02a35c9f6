#pragma once
#include <memory>
#include <span>

#include "potential/pair_potential.hpp"

namespace liquidus {

/// The real-space part of an Ewald sum: U = q_a q_b erfc(βr)/r in units of e²/4πε0, for r up to the cutoff. Computed as
/// 1/r − P(r²), where the polynomial P stands for the entire function erf(βr)/r, and forces take its exact derivative.
/// Not meant beyond the cutoff.
/// @param charges    [types] e
/// @param beta       1/Å, inverse width of the Gaussians
/// @param tolerance  error of P over β, and of dP/dr over β²
/// @param truncation what the cutoff does; plain for an Ewald sum
/// @throws std::invalid_argument for a cutoff or a β that isn't positive, or β·cutoff above 8
std::unique_ptr<PairPotential> make_ewald_real(std::span<const double> charges, double cutoff, double beta,
                                               double tolerance = 1e-13, Truncation truncation = Truncation::plain);

}  // namespace liquidus
