#pragma once
#include <span>
#include <vector>

#include "scatter/block_sums.hpp"
#include "scatter/transform/functions.hpp"
#include "scatter/transform/window.hpp"

namespace liquidus {

/// What a total S(Q) says in real space, with the window that it was transformed with: a model's and a measured one are
/// the same function of r only with the same window and the same end.
struct RealSpace {
  std::vector<double> r;  // [m] Å
  WithErrors g;           // [m]
  double density = 0.0;   // ρ, atoms/Å³
  Window window;          // its end filled in

  /// g as another function, with errors.
  WithErrors as(PairFunction function, const Normalisation& normalisation = {}) const;
  /// 4πρ ∫ r'² g dr' from 0 to each r, by the trapezoid rule; from 0 to the first r as if r² g were a line from 0. For
  /// a total of several species it counts scattering, not atoms.
  WithErrors running_coordination() const;
};

/// The transform of a total structure factor S(Q) − 1 as g_minus_1() makes it, of all frames and without each block.
/// @param q, s_minus_1  [n] 1/Å and a pure number
/// @param density       atoms/Å³
/// @param r             [m] Å
/// @throws InputError as g_minus_1()
RealSpace real_space(std::span<const double> q, const WithErrors& s_minus_1, double density, const Window& window,
                     std::span<const double> r);
/// Of a bare curve, without blocks; independent standard errors of its points, if there are any, become those of g.
RealSpace real_space(std::span<const double> q, std::span<const double> s_minus_1, std::span<const double> error,
                     double density, const Window& window, std::span<const double> r);

}  // namespace liquidus
