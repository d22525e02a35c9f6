#pragma once
#include <memory>
#include <vector>

#include "potential/pair_potential.hpp"

namespace liquidus {

/// U = 4ε[(σ/r)¹² − (σ/r)⁶].
/// @param epsilon  [types × types] eV
/// @param sigma    [types × types] Å
/// @throws PairError for σ ≤ 0 or ε < 0
std::unique_ptr<PairPotential> make_lennard_jones(Index types, std::span<const double> epsilon,
                                                  std::span<const double> sigma, const PairCutoff& cutoff);

}  // namespace liquidus
