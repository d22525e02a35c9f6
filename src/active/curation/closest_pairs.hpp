#pragma once
#include <string>
#include <vector>

#include "core/structure.hpp"

namespace liquidus {

/// The two nearest atoms of two species, in any periodic images.
struct ClosestPair {
  std::string a, b;    // a ≤ b
  Index i = 0, j = 0;  // atoms, from 0
  double r = 0.0;      // Å
  std::string name() const { return a + "-" + b; }
};

/// Of each pair of species that has two atoms within the cutoff, by name.
std::vector<ClosestPair> closest_pairs(const Structure& atoms, double cutoff = 6.0);

/// Counts behind names in the order of the alphabet: "Cl32Na32".
std::string formula_of(const Structure& atoms);

}  // namespace liquidus
