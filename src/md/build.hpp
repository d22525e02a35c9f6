#pragma once
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "core/structure.hpp"
#include "md/options.hpp"
#include "potential/potential.hpp"

namespace liquidus {

/// Species and how many of each, in the order of first appearance.
using Composition = std::vector<std::pair<std::string, Index>>;

/// "NaCl", "Fe2SiO4", "Ca(OH)2", "Fe49O51": symbols, whole numbers and parentheses.
/// @throws InputError naming the part that can't be read
Composition parse_formula(std::string_view formula);

/// `atoms` atoms in the formula's proportion. @throws InputError naming the nearest counts if there is a remainder
Composition scaled_to(const Composition& formula, Index atoms);

/// A cubic box of that density (a mass density in eV fs²/Å⁵ or a number density in 1/Å³, by its dimension) with the
/// atoms at random places keyed by (seed, atom), then pushed apart as soft spheres until no two are closer than
/// `closest` (Å; by default 0.85 (V/N)^⅓). All spheres are alike: which ion is large depends on its partner (a sodium
/// atom is larger than a chlorine atom, and the ion smaller), and the density holds for all.
/// @throws InputError for a density that isn't positive, or a closest distance that doesn't fit into the box
Structure pack(const Composition& composition, const Quantity& density, Index seed,
               std::optional<double> closest = std::nullopt);

/// The same with a least distance of its own for each pair of species.
/// @param closest  [species × species] Å, in the order of `composition`, symmetric and positive
/// @throws InputError for a density that isn't positive, or distances that don't fit into the box
Structure pack(const Composition& composition, const Quantity& density, Index seed, const std::vector<double>& closest);

/// The structure that the options ask for: packed, or read and replicated. Minimisation (`relax`) is the caller's: it
/// needs the potential, which needs the species first.
Structure build_structure(const StructureOptions& options, Index seed);

}  // namespace liquidus
