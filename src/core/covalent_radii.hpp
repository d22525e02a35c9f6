#pragma once
#include <array>

namespace liquidus {

/// Covalent radii in Å by atomic number (Cordero et al., Dalton Trans. 2008, 2832; low-spin Mn, Fe, Co as there, sp3
/// C), and 0.2 Å, as mace has it, for numbers without one (0 and those from 97 on).
std::array<double, 119> covalent_radii();

}  // namespace liquidus
