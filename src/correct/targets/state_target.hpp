#pragma once
#include "correct/targets/target_options.hpp"

namespace liquidus {

/// The pressure that a state's box should have.
struct StateTarget {
  double pressure = 0.0, uncertainty = 0.0;  // eV/Å³
};
/// Where the measured density at that pressure is given and the box has another one, the pressure of the liquid at the
/// box's density follows from the compressibility κ: p + (ρ_box/ρ − 1)/κ, and the density's error adds to its own.
/// @param density_of_box  1/Å³
/// @throws InputError "[state.target]: …" for a number out of range, no pressure, or two densities that differ by more
/// than a thousandth without a compressibility
StateTarget state_target(const StateTargetOptions& options, double density_of_box);

}  // namespace liquidus
