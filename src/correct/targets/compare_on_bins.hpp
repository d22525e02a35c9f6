#pragma once
#include <span>
#include <vector>

#include "correct/pair_comparison.hpp"
#include "correct/targets/pair_target.hpp"
#include "scatter/pairs/pair_distribution.hpp"

namespace liquidus {

/// A measured g(r) as bins would have counted it.
///
/// Points are joined by a cubic spline with two continuous derivatives, but by straight lines where they are more than
/// five times as far apart as next to that, for there noise on the short side would make a spline swing; never below 0.
/// The curve is averaged over each bin with the weight r², as counting does: on bin centres a steep flank would stand
/// off by up to Δ²/24 · g″. Below its first point g is 0 if it is below 0.01 there.
///
/// Errors: a measured point speaks for the stretch of r that it stands for, h; a bin of width Δ for Δ. So that many
/// fine bins don't count few points many times, nor a wide bin many points once, σ of a bin is σ √(h/Δ), and Σ 1/σ²
/// over any range is what it was.
struct BinnedTarget {
  Index first = 0;               // bin of the first value
  std::vector<double> g, error;  // [n]
};
/// The bins that lie within the target whole. @throws InputError naming the target if there is none
BinnedTarget binned(const PairTarget& target, const RadialBins& bins);

/// Simulated and measured g on the bins that both have.
/// @param g, error     [bins] of the simulation
/// @param state, pair  as of PairComparison
/// @throws InputError as binned
PairComparison compare_on_bins(const PairTarget& target, const RadialBins& bins, std::span<const double> g,
                               std::span<const double> error, std::size_t pair, std::size_t state, double temperature);
/// The same with the pair of the target's name, up to reach_of(simulated). `pair` is its place in the correction.
/// @throws InputError as binned, and if the simulation has no such pair
PairComparison compare_on_bins(const PairTarget& target, const PairDistributions& simulated, std::size_t pair,
                               std::size_t state, double temperature);

}  // namespace liquidus
