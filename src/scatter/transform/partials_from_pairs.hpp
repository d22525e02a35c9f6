#pragma once
#include <span>
#include <string_view>
#include <vector>

#include "scatter/pairs/pair_distribution.hpp"
#include "scatter/transform/partials.hpp"
#include "scatter/transform/window.hpp"

namespace liquidus {

/// What is done about g(r) of a closed box with N_j atoms of each species, which misses 1 at large r by about 1/N.
///
/// Count each of the N_j − δ_ij atoms j that an atom i can see as near with a weight w(r), 1 up to R/2 and from there
/// falling to 0 at R as cos²: n_w = ρ_j ∫ w g_N dV of them are near. The others fill V − V_w, V_w = ∫ w dV, at the
/// density ρ'_ij = (N_j − δ_ij − n_w)/(V − V_w), which isn't ρ_j = N_j/V. This, not ρ_j, is the mean density that the
/// infinite system's g tends to, if correlations beyond R/2 average out; hence g∞ = g_N ρ_j/ρ'_ij. With X_ij = ρ_j ∫ w
/// [g_N − 1] dV = n_w − N_j V_w/V
///
///     g∞ = g_N · N_j (1 − V_w/V) / [N_j (1 − V_w/V) − δ_ij − X_ij].
///
/// To first order in 1/N, and where g_N is near 1, this is g_N + (δ_ij + X_ij)/(N_j (1 − V_w/V)): the tail
/// −(δ_ij + X_ij)/N_j of Lebowitz and Percus (Phys. Rev. 122, 1675, 1961), found from what is within R. As a factor it
/// leaves the core at 0 and is exact for the ideal gas, whose S(0) would otherwise be 1 − V_R/V (1 − π/6 at R = L/2).
/// It is the same for (i, j) and (j, i). A sharp sphere (w = 1 up to R) would do for the ideal gas, but in a liquid its
/// X swings with R by 4πρR² h(R) over the wave number of g's oscillations, far more than X itself. In a dense melt S(0)
/// changes by about S(0) V_R/V, and S where QR is large by next to nothing.
enum class FiniteSizeCorrection { none, lebowitz_percus };
/// "none", "lebowitz-percus". @throws InputError for another name
FiniteSizeCorrection finite_size_correction(std::string_view name);
std::string_view name_of(FiniteSizeCorrection correction);

struct PairTransformOptions {
  FiniteSizeCorrection correction = FiniteSizeCorrection::lebowitz_percus;
  Window window = {};  // in r; its end is R, 0: the end of g(r) or as far as the correction allows
};

/// Where g(r) is cut for the transform, Å: a bin's upper edge. Spheres about an atom and about its own images overlap
/// from half the shortest height of the cell on, and the correction has no meaning beyond: with it g(r) is cut there,
/// however far it or the window goes; where the cell isn't known, at half the edge of a cube of its volume. Without the
/// correction it is cut at the window's end.
double transform_reach(const PairDistributions& pairs, const PairTransformOptions& options);

/// Faber–Ziman partial structure factors of the g(r) of bins: A_ij(Q) = 1 + ρ Σ_k shell_k h_k W(r_k) sin(Qr_k)/(Qr_k) /
/// sin(QΔ/2)/(QΔ/2)), h = g∞ − 1. The sum over bins of width Δ sees g averaged over each; the last factor, the
/// transform of a bin, takes this back, to about (Δ²/12) h'(r). Errors are from blocks left out in turn.
/// @param q  [m] 1/Å, increasing, at most π/Δ
/// @throws InputError for a q that doesn't increase or is beyond π/Δ, a pair without g(r), or a composition that
/// changes from frame to frame
PartialStructureFactors partials_from_pairs(const PairDistributions& pairs, std::span<const double> q,
                                            const PairTransformOptions& options = {});

/// partials_from_pairs() as a line about the g(r) at hand, by which it can be told what another g would give:
/// A_p(Q_i) − 1 = constant_p,i + Σ_k of_g_p,ik g_p,k. At the g at hand it is exact; but for the finite-size correction,
/// whose factor depends on g and stands here with its slope, it is so for any g.
struct PartialsLine {
  std::vector<double> q;                      // [m] 1/Å
  std::size_t bins = 0;                       // of g; those beyond the reach have no weight
  std::vector<std::vector<double>> constant;  // [pairs][m]
  std::vector<std::vector<double>> of_g;      // [pairs][m · bins], row by row
};
/// @throws InputError as partials_from_pairs
PartialsLine line_of_partials(const PairDistributions& pairs, std::span<const double> q,
                              const PairTransformOptions& options = {});

}  // namespace liquidus
