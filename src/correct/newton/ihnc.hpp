#pragma once
#include <vector>

#include "scatter/pairs/radial_bins.hpp"

namespace liquidus {

/// A state whose g(r) is to be matched by the hypernetted chain.
struct IhncState {
  RadialBins bins;
  double temperature = 0.0;       // K
  double density = 0.0;           // atoms/Å³
  std::vector<double> fractions;  // [species] > 0, Σ = 1
};

struct IhncOptions {
  double q_max = 25.0;    // 1/Å; beyond, direct correlations are taken as equal: there is nothing but noise
  double floor = 1e-3;    // g below which a logarithm says nothing; the change is held from the first bin above it
  double least_s = 0.01;  // of the matrix of structure factors: noise at low Q must not make it singular
};

/// [pairs][bins] eV: the change of the pair energies that takes g to its target if both follow the hypernetted-chain
/// relation ln g = −βU + h − c + B with the same bridge functions B (iterative HNC; cf. Delbary, Hanke & Ivanizki,
/// J. Comput. Phys. 420, 109702, 2020, and Heinen, J. Comput. Chem. 39, 1531, 2018):
///
///     β ΔU = (h* − h) − ln(g*/g) − (c* − c),  h = g − 1,
///
/// with direct correlations c from the Ornstein–Zernike relation of the mixture, which for the Ashcroft–Langreth matrix
/// S(Q) is √(ρ_a ρ_b) ĉ_ab = (1 − S⁻¹)_ab. At low density it is the Boltzmann inversion −ln(g*/g).
/// @param simulated, target  [pairs][bins] g(r) by pair_index; where the target isn't a number, beyond its range, it
/// is taken as the simulated one
/// @throws std::invalid_argument if sizes don't fit together or a fraction isn't positive
std::vector<std::vector<double>> ihnc_change(const IhncState& state, const std::vector<std::vector<double>>& simulated,
                                             const std::vector<std::vector<double>>& target,
                                             const IhncOptions& options = {});

}  // namespace liquidus
