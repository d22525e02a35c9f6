#pragma once
#include <span>
#include <vector>

#include "scatter/transform/window.hpp"

namespace liquidus {

/// g(r) − 1 = 1/(2π²ρr) ∫ Q [S(Q) − 1] W(Q) sin(Qr) dQ from 0 to the window's end. Q increases and may be unevenly
/// spaced; between the points Q [S − 1] is a straight line whose transform is exact (Filon), and below the first one it
/// goes straight to 0 at Q = 0. At r = 0 the limit is taken.
/// @param q, s_minus_1  [n] 1/Å and a pure number
/// @param density       ρ, atoms/Å³
/// @param r             [m] Å
/// @return              [m] g − 1
/// @throws InputError for a curve that doesn't increase, has fewer than two points or isn't finite, a window that ends
/// beyond the curve, or a density that isn't positive
std::vector<double> g_minus_1(std::span<const double> q, std::span<const double> s_minus_1, double density,
                              const Window& window, std::span<const double> r);

/// S(Q) − 1 = 4πρ/Q ∫ r [g(r) − 1] W(r) sin(Qr) dr, by the same means.
/// @param r, g_minus_1  [n] Å; below the first point g − 1 is −1
/// @return              [m] S − 1 at q
std::vector<double> s_minus_1(std::span<const double> r, std::span<const double> g_minus_1, double density,
                              const Window& window, std::span<const double> q);

}  // namespace liquidus
