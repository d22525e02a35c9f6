#pragma once
#include <cstddef>
#include <span>
#include <vector>

#include "correct/correction.hpp"
#include "correct/local/local_options.hpp"
#include "scatter/pairs/radial_bins.hpp"

namespace liquidus {

/// The pressure of a state, simulated and wanted, and what tells how a pair energy changes it.
struct PressureComparison {
  double temperature = 0.0;              // K
  double density = 0.0;                  // atoms/Å³
  std::vector<double> fractions;         // [species of the correction]
  double simulated = 0.0, wanted = 0.0;  // eV/Å³
  RadialBins bins;
  std::vector<std::vector<double>> g;  // [pairs of the correction][bins] simulated; 1 beyond the last bin
};

/// Pressure that a curve v(r), the same for all pairs, adds through the virial while g(r) stays as it is,
///   P = −(2π/3) ρ² Σ_ab c_a c_b ∫ r³ v′(r) g_ab dr.
/// @param values  [knots] eV @return eV/Å³ @throws std::invalid_argument unless there is a g for each pair
double virial_pressure(const KnotGrid& knots, std::span<const double> values, const PressureComparison& state);

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
