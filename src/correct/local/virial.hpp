#pragma once
#include <cstddef>
#include <span>
#include <vector>

#include "correct/knots.hpp"
#include "scatter/pairs/radial_bins.hpp"

namespace liquidus {

/// The pressure of a state, simulated and wanted, and what tells how a pair energy changes it.
struct PressureComparison {
  double temperature = 0.0;              // K
  double density = 0.0;                  // atoms/Å³
  std::vector<double> fractions;         // [species of the correction]
  double simulated = 0.0, wanted = 0.0;  // eV/Å³
  double simulated_error = 0.0, wanted_error = 0.0;
  RadialBins bins;
  std::vector<std::vector<double>> g;  // [pairs of the correction][bins] simulated; 1 beyond the last bin
};

/// By how much the pressure rises for each eV at each knot of one pair's correction while g(r) stays as it is, the
/// pair's part of
///   P = −(2π/3) ρ² Σ_ab c_a c_b ∫ r³ v_ab′(r) g_ab dr.
/// @return [knots] 1/Å³; the last is zero @throws std::invalid_argument unless there is a g for each pair
std::vector<double> virial_row(const KnotGrid& knots, const PressureComparison& state, std::size_t pair);

/// What a curve v(r), the same for all pairs, adds to the pressure. @param values  [knots] eV @return eV/Å³
double virial_pressure(const KnotGrid& knots, std::span<const double> values, const PressureComparison& state);

}  // namespace liquidus
