#pragma once
#include <string>
#include <vector>

#include "correct/observation.hpp"
#include "correct/totals/totals_options.hpp"
#include "scatter/experiment/experiment_options.hpp"
#include "scatter/pairs/pair_distribution.hpp"

namespace liquidus {

/// A measured total as numbers that are linear in g, and what there is to say of it.
struct TotalObservation {
  Observation observation;
  std::vector<std::string> remarks;
};

/// What the experiment's file holds as a line in g(r): exactly the total that run_experiment() makes of these pairs
/// (but for a direct S(k), which isn't linear in g), and its slope, with the finite-size correction's own
/// (PartialsLine).
///
/// Of a function of Q the numbers are I(Q) = Σ w_p(Q) (A_p − 1) as the convention divides them, at the Q between q_from
/// and q_to (by default from 2π/R on, R the reach of g(r)).
///
/// Of a function of r they are the total g(r), at the r between `from` and `to` within the reach of g(r). The data stay
/// in r, for a curve that ends can't be taken back to Q; to the model is done what was done to the data: its total is
/// made to qmax and transformed with the data's window, as a matrix. Points closer than π/qmax aren't independent of
/// each other, so that their variance is raised by how many there are in that. Without qmax the weights at Q = 0 are
/// taken.
/// @param pairs  in the correction's order of species: where the line is taken
/// @throws InputError as simulated_total; of a null scatterer, for a function of r; if no point is left
TotalObservation observation_of(const ExperimentOptions& options, const TotalsOptions& totals,
                                const PairDistributions& pairs);

}  // namespace liquidus
