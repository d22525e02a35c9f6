#pragma once
#include <cstddef>
#include <span>
#include <vector>

#include "correct/knots.hpp"
#include "correct/local/local_options.hpp"
#include "correct/pair_comparison.hpp"

namespace liquidus {

enum class UpdateRule {
  ibi,       // kT ln(g_sim/g_exp) (Schommers, Phys. Lett. 43A, 157 (1973); Reith, Pütz, Müller-Plathe, 2003)
  schommers  // kT (g_sim − g_exp), its first term where both are near 1
};

/// By how much the energy of a pair would have to rise at each point if g(r) answered to nothing but U(r).
struct PointUpdate {
  std::vector<double> energy;    // [n] eV, without gain; 0 where not valid
  std::vector<double> variance;  // [n] eV², from both standard errors
  std::vector<bool> valid;       // [n]
};

/// @param floor  of ibi: a point is valid where both g are above it; a difference is always valid
PointUpdate point_update(const PairComparison& comparison, UpdateRule rule, double floor);

/// The innermost point of the first run of valid points in which the measured g reaches ½, so that a reading's wiggles
/// in the core aren't taken for structure; n if there is none.
std::size_t innermost(const PairComparison& comparison, const PointUpdate& update);

/// The change that a comparison asks for as a curve from the first knot to the cutoff, on points as far apart as the
/// comparison's: gain, trust region, core below the innermost valid point, lines across points between that aren't
/// valid, taper to zero at the end of the data or at the cutoff, whichever comes first, and zero beyond.
struct UpdateCurve {
  double temperature = 0.0;              // K
  std::vector<double> r;                 // [n] Å
  std::vector<double> energy, variance;  // [n] eV, eV²
  std::vector<bool> seen;                // [n] from a valid point
};
/// @throws InputError if no run of valid points below the cutoff has a peak (innermost())
UpdateCurve update_curve(const PairComparison& comparison, const LocalOptions& options, const KnotGrid& knots);

}  // namespace liquidus
