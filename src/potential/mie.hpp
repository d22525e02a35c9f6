#pragma once
#include <memory>
#include <span>

#include "potential/pair_potential.hpp"

namespace liquidus {

/// U = K ε [(σ/r)ⁿ − (σ/r)ᵐ] with K = n/(n−m) (n/m)^(m/(n−m)), so that the well is ε deep (Mie, Ann. Phys. 316, 657,
/// 1903). The exponents are real numbers, n > m > 0. As it stands: no interaction.
struct MiePair {
  double epsilon = 0.0;  // eV
  double sigma = 1.0;    // Å
  double n = 12.0, m = 6.0;
};

/// @param pairs  [types × types]
/// @throws PairError for σ ≤ 0, ε < 0 or exponents other than n > m > 0, and for a tail where m ≤ 3 gives it none
std::unique_ptr<PairPotential> make_mie(Index types, std::span<const MiePair> pairs, const PairCutoff& cutoff);

}  // namespace liquidus
