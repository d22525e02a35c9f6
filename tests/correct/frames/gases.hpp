#pragma once
#include <limits>
#include <vector>

#include "correct/frames/frame_counts.hpp"
#include "scatter/systems.hpp"

namespace liquidus::testing {

/// A frame as a run would show it, with an isotropic pressure.
inline void show(FrameCounts& frames, const Structure& atoms, double energy = 0.0, double pressure = 0.0) {
  Mat3 stress{};
  for (std::size_t k = 0; k < 3; ++k) stress[k][k] = -pressure;
  frames.observe({atoms, 0, 0.0, energy, 300.0, stress});
}

/// Ideal gases of 90 atoms in boxes that breathe, with pressures that differ.
inline std::vector<Structure> breathing_gas(Index frames, const std::vector<std::string>& species) {
  std::vector<Structure> all;
  for (Index f = 0; f < frames; ++f) all.push_back(ideal_gas(90, 12.0 + 0.3 * static_cast<double>(f % 5), species, f));
  return all;
}

}  // namespace liquidus::testing
