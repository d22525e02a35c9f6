#pragma once
#include <Eigen/Dense>
#include <functional>
#include <span>
#include <vector>

#include "correct/gp/gaussian_process.hpp"
#include "correct/local/sopr_options.hpp"
#include "correct/pair_comparison.hpp"

namespace liquidus {

/// A whole potential through the points of a refinement by a Gaussian process with mean zero.
struct WholeRegression {
  Kernel kernel;
  double variance = 0.0;  // eV², of each point; 0: none, and the floored inverse
  bool shift = false;     // the last point's value is taken off before, and not put back

  /// @param r, v  [n] Å, eV; @param at [m] Å
  Posterior operator()(std::span<const double> r, std::span<const double> v, std::span<const double> at) const;
};
/// As the mode's options say.
WholeRegression whole_regression(const SoprOptions& options);

/// Where the authors' program reads the measured g(r) for bins with these centres: n points from the first bin's lower
/// edge to the last one's upper edge, ends included, so that they are from −½ to +½ bin beside the centres.
/// @param centres  [n] n ≥ 2
std::vector<double> misplaced(std::span<const double> centres);

/// Δg = g_sim − g_exp at the points of a comparison; with `half_bin` the measured curve is read at misplaced() ones, by
/// the cubic spline through it.
std::vector<double> difference_of_g(const PairComparison& comparison, bool half_bin);

/// ΔU of one pair from its points: [knots] with [knots × knots].
/// @param sums  [points] Σ γ kT Δg, eV
Posterior whole_refinement(const PairComparison& comparison, std::span<const double> sums,
                           const std::function<double(double)>& reference, double sigma, const SoprOptions& options,
                           const KnotGrid& knots);

}  // namespace liquidus
