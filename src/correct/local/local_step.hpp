#pragma once
#include <span>

#include "correct/correction.hpp"
#include "correct/local/local_options.hpp"
#include "correct/pair_comparison.hpp"

namespace liquidus {

/// One iteration of Boltzmann inversion or its linear kin: every comparison becomes a curve (update_curve), the curves
/// of a pair become a change of its terms, and the change is kept within the trust region at every knot and state.
///
/// Several states together: with least squares each state's curve is laid through the knots by itself and the terms
/// are those that meet all (StateTerms), the plain mean Σ_s α kT_s ln(g_s/g*_s)/N where nothing depends on T. With a
/// Gaussian process all points of all states are data at (r, T) of the basis ⊗ the kernel, with their errors. Its
/// prior is of the change, so that where simulation and measurement agree nothing moves.
///
/// A posterior isn't to be had from this: the covariance of the result is empty.
/// @param iteration  counted from 0; which pair is changed when they alternate
/// @throws InputError naming the pair that can't be updated
Correction local_step(const Correction& current, std::span<const PairComparison> data, const LocalOptions& options,
                      Index iteration);

}  // namespace liquidus
