#pragma once
#include <string>
#include <vector>

#include "correct/totals/totals_options.hpp"
#include "scatter/experiment/experiment.hpp"

namespace liquidus {

/// An experiment as run_experiment() makes it of a simulation's g(r), with an error for every measured point.
struct SimulatedTotal {
  ExperimentResult result;    // without blocks, quality or merger with a direct S(k)
  Scatterers scatterers;      // of the pairs' species
  std::vector<double> error;  // [m] > 0, of result.measured or result.measured_r.g.value
  double q_from = 0.0;        // 1/Å: below, the simulation's box is too small
  std::vector<std::string> remarks;
};

/// Errors are the file's, else TotalsOptions::uncertainty, else the scatter of the data about local cubics and at least
/// 0.005, in units of the level Σw that g = 0 would give; zeros are raised to a hundredth of the median. Where neither
/// q_from nor qmin says otherwise, points below 2π/R aren't to be used: a g(r) that ends at R smears them.
/// @param pairs  in the correction's order of species
/// @throws InputError "[[experiment]] 'name': …" for a missing file, and as run_experiment: unknown elements, no form
/// factor, a null scatterer divided by ⟨b⟩², a gap in Q, data that the simulation doesn't cover
SimulatedTotal simulated_total(const ExperimentOptions& options, const TotalsOptions& totals,
                               const PairDistributions& pairs);

}  // namespace liquidus
