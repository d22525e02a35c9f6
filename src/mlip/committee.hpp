#pragma once
#include <memory>
#include <vector>

#include "potential/potential.hpp"

namespace liquidus {

/// The mean of several potentials, and how far they disagree: per atom the largest of the three components' standard
/// deviations over the members, σ = max_k √(Σ_m (F_mk − ⟨F_k⟩)² / M), in eV/Å, and the same over |⟨F⟩| + `level`.
/// @param level eV/Å; keeps the relative deviation of atoms without force finite
/// @throws std::invalid_argument for fewer than two members or a level that is not positive
std::unique_ptr<Potential> make_committee(std::vector<std::unique_ptr<Potential>> members, double level = 1.0);

}  // namespace liquidus
