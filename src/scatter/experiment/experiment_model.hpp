#pragma once
#include <string>
#include <vector>

#include "scatter/experiment/experiment.hpp"

namespace liquidus {

/// Of whichever the model has; the two agree.
const std::vector<std::string>& species_of(const ExperimentModel& model);
std::vector<double> fractions_of(const ExperimentModel& model);
double density_of(const ExperimentModel& model);

/// Q from 0.02 1/Å on, every 0.02 1/Å, and qmax: finer than anything in S(Q) of a liquid.
std::vector<double> even_q(double qmax);

/// The model's partial structure factors at those of the Q that it covers: the transform of g(r), the direct ones, or
/// both merged. The range of the merger, unless it is given, is 1.5 to 2.5 1/Å or the upper half of what the direct
/// ones have below. Direct ones are interpolated between their shells.
/// @param remarks  what was left out, or is to be known
/// @throws InputError if two or more Q aren't covered, or as partials_from_pairs and merged
PartialStructureFactors structure_factors(const ExperimentModel& model, const ExperimentOptions& options,
                                          const std::vector<double>& q, std::vector<std::string>& remarks);

}  // namespace liquidus
