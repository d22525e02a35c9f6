#pragma once
#include <span>

#include "core/structure.hpp"
#include "potential/potential.hpp"
#include "potential/tabulated.hpp"

namespace liquidus {

/// Energies and forces of two atoms of a potential alone in space, less those of two atoms beyond its cutoff: the pair
/// energy of a potential that is a sum over pairs, and of any other what two of its atoms have without a third. At the
/// cutoff itself stands what is just inside it, beyond it zero.
/// @param species  that the potential was made for
/// @param a,b      places of the two atoms' species among them
/// @param r        [n] Å
PairTable dimer_energies(const Potential& potential, std::span<const Species> species, std::size_t a, std::size_t b,
                         std::span<const double> r);

}  // namespace liquidus
