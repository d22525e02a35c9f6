#pragma once
#include <cmath>
#include <string>
#include <vector>

#include "io/helpers.hpp"
#include "io/xyz.hpp"

namespace liquidus::testing {

/// A harmonic crystal of four atoms around the corners of a square, labelled exactly: energies, forces ½kx² apart from
/// a slow motion with the phase `t`. k = 5 eV/Å², amplitude 0.2 Å, so that the rms force is near 0.6 eV/Å.
inline Frame harmonic(double t, double energy_unit = 1.0, double force_unit = 1.0) {
  constexpr double k = 5.0, amplitude = 0.2;
  const Vec3 sites[] = {{1, 1, 1}, {4, 1, 1}, {1, 4, 1}, {4, 4, 1}};
  Frame frame;
  frame.atoms.cell = Cell::cubic(6);
  frame.energy = 0.0;
  for (int i = 0; i < 4; ++i) {
    Vec3 x;
    for (std::size_t c = 0; c < 3; ++c) x[c] = amplitude * std::cos(t * (1.0 + 0.3 * i) + i + static_cast<double>(c));
    frame.atoms.add(i < 2 ? "Na" : "Cl", sites[i] + x);
    frame.forces.push_back((-k / force_unit) * x);
    *frame.energy += 0.5 * k * norm2(x) / energy_unit;
  }
  *frame.energy -= 100.0 / energy_unit;
  return frame;
}

inline std::string xyz(const std::vector<Frame>& frames, const std::string& prefix = "") {
  std::string text;
  for (const auto& frame : frames) text += format_xyz(frame, prefix);
  return text;
}

/// Frames far apart in phase: no small steps between them.
inline std::vector<Frame> scattered(int n, double energy_unit = 1.0, double force_unit = 1.0) {
  std::vector<Frame> frames;
  for (int i = 0; i < n; ++i) frames.push_back(harmonic(7.1 * i, energy_unit, force_unit));
  return frames;
}

}  // namespace liquidus::testing
