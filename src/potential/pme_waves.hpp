#pragma once
#include <array>

#include "core/vec3.hpp"
#include "potential/pme_mesh.hpp"

namespace liquidus {

/// The influence function of a cell, and what it takes to make it and to weigh it.
struct Influence {
  MeshLayout mesh;
  double beta;
  std::array<Vec3, 3> reciprocal;       // 2π times the reciprocal vectors, 1/Å
  double strength;                      // e²/4πε0/V, eV/Å²
  std::array<const double*, 3> factor;  // of spline_influence() along each direction, [size] and zeros up to [columns]
  double* green;                        // [panels][size[0]][columns], and one vector more; eV
  Index first_panel;                    // the y of the first of them
};

/// Fills the panels begin … end − 1 with strength · 4π exp(−k²/4β²)/k² · factors, and zero at k = 0.
void fill_influence(const Influence& influence, Index begin, Index end);

/// Σ over wave vectors of green |ρ|², and of the same times k_a k_b (1/k² + 1/4β²): xx, yy, zz, xy, xz, yz.
struct WaveSums {
  double energy = 0.0;
  std::array<double, 6> virial{};
};
enum class Wanted { nothing, energy, virial };

/// Multiplies the panel y by the influence function and sums what is wanted (virial: the energy too).
WaveSums convolve_panel(const Influence& influence, Index y, Wanted wanted, double* panel);

}  // namespace liquidus
