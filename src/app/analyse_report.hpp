#pragma once
#include <string>
#include <vector>

#include "app/analysed_potential.hpp"
#include "app/json.hpp"

namespace liquidus {

/// σ, r_min, d_hp and ε of each potential beside what has been published, with remarks below.
std::string figures_table(const std::vector<AnalysedPotential>& potentials);

/// The laws beside the published ones, and what they predict beside the published predictions. Empty without laws.
std::string scaling_table(const std::vector<ScalingLaw>& laws, const AnalyseOptions& options);

Json analysis_json(const std::vector<AnalysedPotential>& potentials, const std::vector<ScalingLaw>& laws,
                   const AnalyseOptions& options);

/// NAME.csv for every potential: U, the split and the blip function; scaling.csv and points.csv if there are laws.
/// Makes the folder. @return  their paths; @throws Error if one can't be written
std::vector<std::string> write_analysis(const std::vector<AnalysedPotential>& potentials,
                                        const std::vector<ScalingLaw>& laws, const AnalyseOptions& options);

}  // namespace liquidus
