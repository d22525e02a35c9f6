#pragma once
#include <vector>

namespace liquidus {

inline constexpr int least_spline_order = 4, largest_spline_order = 8;

/// A cardinal B-spline of order p (degree p − 1) as polynomials, for kernels whose lanes are mesh points. A charge at
/// t ∈ [0, 1) behind mesh point 0 has Σ_k value[k][j] t^k on the points j = 0 … p − 1, and zero on the rest up to 8;
/// `slope` is the derivative with respect to t. The weights of all points sum to 1, the slopes to 0.
struct SplineTable {
  explicit SplineTable(int order);

  int order;
  alignas(64) double value[largest_spline_order][largest_spline_order] = {};
  alignas(64) double slope[largest_spline_order][largest_spline_order] = {};
};

/// Sums over the images ν + m of a wave number ν = n/K ∈ (−½, ½) on a mesh of K points. With W_m the spline's Fourier
/// transform at ν + m:
struct SplineAliases {
  double squares;     // Σ_{m≠0} W_m² / W_0²
  double slopes;      // Σ_{m≠0} W_m² (ν + m)² / (W_0² ν²)
  double neighbours;  // Σ_m W_m W_{m+1} / W_0², up to its sign
};
SplineAliases spline_aliases(int order, double nu);

/// W_0²/(Σ W_m²)² for n = 0 … K − 1, which turns a Green function of the continuum into the one for a mesh that has
/// the least error in the energy (Hockney & Eastwood, Computer Simulation Using Particles, 1988). It is the product of
/// one such factor per direction. Zero at n = K/2, which would stand for k and −k at once.
std::vector<double> spline_influence(int order, int points);

}  // namespace liquidus
