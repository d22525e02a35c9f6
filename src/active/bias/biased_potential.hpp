#pragma once
#include <memory>

#include "active/bias/adaptive_bias.hpp"
#include "active/bias/debye_intensity.hpp"
#include "potential/potential.hpp"

namespace liquidus {

/// U + V(s), where U is a potential and s its energy over the number of atoms: forces and virial are those of U times
/// 1 + V'(s)/N.
/// How far a committee disagrees is passed on as it is, that of U. Unlike that of other potentials a result depends on
/// more than the arguments: on the hills that `bias` has at that moment, and `bias` is told of every s. Collective.
/// @param base, bias, ranks  must outlive it
std::unique_ptr<Potential> bias_energy(const Potential& base, AdaptiveBias& bias, const Communicator& ranks);

/// The same where s is an intensity: −V'(s) ds/dr is added to the forces of U.
std::unique_ptr<Potential> bias_intensity(const Potential& base, DebyeIntensity intensity, AdaptiveBias& bias,
                                          const Communicator& ranks);

}  // namespace liquidus
