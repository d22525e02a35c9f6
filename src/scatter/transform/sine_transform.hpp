#pragma once
#include <span>
#include <vector>

#include "scatter/transform/window.hpp"

namespace liquidus {

/// Neighbouring points further apart than this are a gap that no transform bridges: S(Q) of a liquid has features as
/// narrow as the reach of its order, π/10 Å, and oscillates throughout with half periods of about π/3 Å; peaks of g(r)
/// are a few tenths of an Å wide.
inline constexpr double widest_gap_in_q = 1.0;  // 1/Å
inline constexpr double widest_gap_in_r = 0.5;  // Å

/// g(r) − 1 = 1/(2π²ρr) ∫ Q [S(Q) − 1] W(Q) sin(Qr) dQ from 0 to the window's end. Q increases and may be unevenly
/// spaced. Q [S − 1] W is laid through its points by cubic splines (CubicSegments) whose transform is exact: at large r
/// nothing is aliased, and up to r = π/(2 spacing) nothing is damped by more than 1 %, where straight lines would damp
/// by 20 %. Below the first point S stays what it is there. At r = 0 the limit is taken. A window that ends up to half
/// a spacing beyond the last point keeps its shape; the curve is used as far as it goes.
/// @param q, s_minus_1  [n] 1/Å and a pure number
/// @param density       ρ, atoms/Å³
/// @param r             [m] Å
/// @return              [m] g − 1
/// @throws InputError for a curve that doesn't increase, has fewer than two points, a gap or something that isn't
/// finite, a window that ends beyond the curve, or a density that isn't positive
std::vector<double> g_minus_1(std::span<const double> q, std::span<const double> s_minus_1, double density,
                              const Window& window, std::span<const double> r);

/// g_minus_1() as a matrix, row by row: g(r_i) − 1 = Σ_k matrix_ik (S_k − 1).
/// @return              [m · n]
/// @throws InputError as g_minus_1
std::vector<double> g_minus_1_matrix(std::span<const double> q, double density, const Window& window,
                                     std::span<const double> r);

/// S(Q) − 1 = 4πρ/Q ∫ r [g(r) − 1] W(r) sin(Qr) dr, by the same means.
/// @param r, g_minus_1  [n] Å; below the first point g − 1 is −1, with a jump if the first value is another
/// @return              [m] S − 1 at q
std::vector<double> s_minus_1(std::span<const double> r, std::span<const double> g_minus_1, double density,
                              const Window& window, std::span<const double> q);

/// Standard error of g(r) from independent ones of the points of S(Q), and of S(Q) from those of g(r): a sum over the
/// points, each for as much of the axis as is nearer to it than to another. What is systematic, such as a wrong
/// normalisation or the end at Q_max, isn't in it.
/// @param q, s_error  [n]
/// @return            [m]
std::vector<double> g_error(std::span<const double> q, std::span<const double> s_error, double density,
                            const Window& window, std::span<const double> r);
std::vector<double> s_error(std::span<const double> r, std::span<const double> g_error, double density,
                            const Window& window, std::span<const double> q);

/// The window with its end filled in for a curve whose last points are at x: 0 becomes the last x.
Window ending_at(Window window, std::span<const double> x);

}  // namespace liquidus
