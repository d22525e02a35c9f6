#pragma once
#include <memory>
#include <span>

#include "potential/exponential_form.hpp"

namespace liquidus {

/// U = A exp[(σ − r)/ρ] − C/r⁶ − D/r⁸ (Tosi & Fumi, J. Phys. Chem. Solids 25, 45, 1964). As it stands: no interaction.
struct BornMayerHugginsPair {
  double A = 0.0;      // eV
  double sigma = 0.0;  // Å
  double rho = 1.0;    // Å
  double C = 0.0;      // eV Å⁶
  double D = 0.0;      // eV Å⁸
};

/// @param pairs  [types × types]
/// @throws PairError for ρ ≤ 0, or a pair for which there is no core
std::unique_ptr<PairPotential> make_born_mayer_huggins(Index types, std::span<const BornMayerHugginsPair> pairs,
                                                       const PairCutoff& cutoff, const CoreOptions& core = {});

}  // namespace liquidus
