#pragma once
#include <functional>

namespace liquidus {

/// A short-range repulsion for pairs whose energy turns over: U = κ x³ (1 + x)⁹ with x = radius/r − 1 for r < radius,
/// and zero beyond, with two continuous derivatives. It rises as r⁻¹² and so wins over −C/r⁶ − D/r⁸ and −q²/r.
struct SafeCore {
  double radius = 0.0;    // Å
  double strength = 0.0;  // κ, eV
};

/// The core that keeps a pair from falling through its barrier and changes nothing else. Going inward, the repulsion
/// of such a pair grows, is greatest at some distance, and then gives way to attraction: that distance is the radius,
/// and κ is the least for which the force never falls below the one there. A pair that repels down to r = 0 gets none.
/// @param slope   U'(r), eV/Å, with all that acts between the two at short range, point charges included
/// @param cutoff  Å; nothing is looked for beyond
/// @throws std::invalid_argument if the pair attracts at every distance, or repels ever less
SafeCore find_safe_core(const std::function<double(double)>& slope, double cutoff);

}  // namespace liquidus
