#pragma once
#include <span>
#include <string>
#include <utility>
#include <vector>

#include "correct/loop/fit_step.hpp"
#include "scatter/measure.hpp"

namespace liquidus {

/// What stands in files beside a correction, with the name of each: of the correction itself, of g(r) at every state
/// with its targets and the posterior's band, of every total, and what the totals of a state can tell.
using FitFindings = std::vector<std::pair<std::string, Findings>>;

/// @param names      of all states
/// @param posterior  of the correction with which `states` were simulated
FitFindings findings_of(const FitOptions& options, const std::vector<std::string>& names, const NewtonStep& posterior,
                        std::span<const StateEvidence> states);

/// Each table into "NAME.csv" or "NAME-SUFFIX.csv" of the folder.
void write_findings(const std::string& folder, const FitFindings& findings);

}  // namespace liquidus
