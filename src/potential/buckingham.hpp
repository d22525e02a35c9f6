#pragma once
#include <memory>
#include <span>

#include "potential/exponential_form.hpp"

namespace liquidus {

/// U = A exp(−r/ρ) − C/r⁶ (Buckingham, Proc. R. Soc. A 168, 264, 1938). As it stands: no interaction.
struct BuckinghamPair {
  double A = 0.0;    // eV
  double rho = 1.0;  // Å
  double C = 0.0;    // eV Å⁶
};

/// @param pairs  [types × types]
/// @throws PairError for ρ ≤ 0, or a pair for which there is no core
std::unique_ptr<PairPotential> make_buckingham(Index types, std::span<const BuckinghamPair> pairs,
                                               const PairCutoff& cutoff, const CoreOptions& core = {});

}  // namespace liquidus
