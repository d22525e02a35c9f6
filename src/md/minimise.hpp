#pragma once
#include <functional>

#include "core/neighbours.hpp"
#include "parallel/communicator.hpp"
#include "potential/potential.hpp"

namespace liquidus {

struct MinimiseOptions {
  Index steps = 200;           // at most
  double force = 0.05;         // eV/Å, done when no atom feels more
  double longest_move = 0.15;  // Å per atom and step
  Skin skin{1.0};
};

struct Minimised {
  Index steps = 0;
  double largest_force = 0.0;  // eV/Å, at the last step
  double energy = 0.0;         // eV, at the end
};

/// Walks downhill in a fixed cell by FIRE (Bitzek, Koskinen, Gähler, Moseler & Gumbsch, Phys. Rev. Lett. 97, 170201,
/// 2006). Atoms are put back into the cell, and their images are forgotten. `stop` is asked every ten steps. Over
/// several ranks `atoms` is the whole structure on the root, where alone it is looked at and changed, and `stop` is
/// asked there. Collective.
Minimised minimise(Structure& atoms, const Potential& potential, const MinimiseOptions& options,
                   const std::function<bool(const Structure&)>& stop = {},
                   const Communicator& ranks = Communicator::self());

}  // namespace liquidus
