#pragma once
#include <vector>

#include "correct/pair_comparison.hpp"
#include "correct/totals/per_q_inverse.hpp"

namespace liquidus {

/// The g(r) of every pair that the totals ask for, beside the simulated one, so that rules that look at one pair and
/// one r can be used with totals: g + 1/(2π²ρr) ∫ Q ΔA W(Q) sin(Qr) dQ on the bins of g, out to reach_of(pairs). Below
/// the first bin with g above 0.01 atoms don't come: there g is wanted as it is. Elsewhere it is at least 0. Errors are
/// those of ΔA, the prior's share included, carried to r; bins finer than π/Qmax count as many times less.
/// @param pairs  in the correction's order of species, those of the misfit
/// @param state, temperature  as of PairComparison
std::vector<PairComparison> partial_targets(const PartialsEstimate& estimate, const PairDistributions& pairs,
                                            const TotalsOptions& options, std::size_t state, double temperature);

}  // namespace liquidus
