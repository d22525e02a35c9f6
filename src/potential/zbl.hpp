#pragma once
#include <memory>
#include <span>

#include "potential/pair_potential.hpp"

namespace liquidus {

/// The universal repulsion of two nuclei at short range, U = Z_a Z_b e²/(4πε0 r) φ(r/l) with
/// φ(x) = 0.18175 e^(−3.19980x) + 0.50986 e^(−0.94229x) + 0.28022 e^(−0.40290x) + 0.02817 e^(−0.20162x) and
/// l = 0.46850 Å/(Z_a^0.23 + Z_b^0.23) (Ziegler, Biersack & Littmark, The Stopping and Range of Ions in Solids, 1985).
/// It is whole below `inner` and switched to zero at `outer` (Truncation::switched).
/// @param Z      [types] atomic numbers
/// @param inner  Å
/// @param outer  Å, above inner
/// @throws std::invalid_argument for a Z below 1, or distances other than 0 ≤ inner < outer
std::unique_ptr<PairPotential> make_zbl(std::span<const int> Z, double inner, double outer);

}  // namespace liquidus
