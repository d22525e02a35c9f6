#pragma once
#include <memory>
#include <span>

#include "potential/pair_potential.hpp"

namespace liquidus {

/// U = D{[1 − exp(−a(r − r0))]² − 1} + C/r¹² (Pedone et al., J. Phys. Chem. B 110, 11780, 2006). As it stands: no
/// interaction.
struct MorsePair {
  double D = 0.0;   // eV
  double a = 1.0;   // 1/Å
  double r0 = 1.0;  // Å
  double C = 0.0;   // eV Å¹²
};

/// @param pairs  [types × types]
/// @throws PairError for a ≤ 0
std::unique_ptr<PairPotential> make_morse(Index types, std::span<const MorsePair> pairs, const PairCutoff& cutoff);

}  // namespace liquidus
