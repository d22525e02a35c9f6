#pragma once
#include <span>
#include <vector>

#include "correct/correction.hpp"
#include "correct/local/local_options.hpp"
#include "correct/local/virial.hpp"

namespace liquidus {

/// [knots] A(1 − r/cutoff), eV.
std::vector<double> ramp(const KnotGrid& knots, double amplitude);

/// A of the ramp that is added for the pressure, eV, within ±ramp_limit kT. A pressure that is too high asks for a
/// negative one, for a positive one pushes.
///   simple: A = −sign(ΔP) · ramp_limit kT · min(1, |ΔP|/ramp_full)
///   virial: A = −ΔP / (pressure of a ramp of 1 eV), for one component −3 r_c ΔP / (2πρ² ∫ r³ g dr) (H. Wang, C.
///   Junghans, K. Kremer, Eur. Phys. J. E 28, 221 (2009)); with the slope of the spline through the ramp, which bends
///   to zero within the last knots, for −1/r_c
double ramp_amplitude(const KnotGrid& knots, const PressureComparison& state, const LocalOptions& options);

/// Adds a ramp for the pressure to all pairs, by StateTerms where there are several states. With `ramp` = "none", or
/// without states, the correction as it is.
Correction pressure_step(const Correction& current, std::span<const PressureComparison> states,
                         const LocalOptions& options);

}  // namespace liquidus
