#pragma once
#include <optional>
#include <string>
#include <vector>

#include "core/vec3.hpp"
#include "scatter/estimate.hpp"

namespace liquidus {

/// How one measured curve and the simulation agree.
struct TargetResult {
  std::string name;
  Index points = 0;
  Estimate chi2;                           // Σ (difference)²/(both variances), per point
  Estimate r_chi;                          // on T(r) over the target's range, or as the experiment says
  std::optional<Estimate> mean_square_dg;  // of a g(r)
};

/// How a state's simulation and all that was measured there agree.
struct StateResult {
  std::vector<TargetResult> targets;  // pairs, then totals
  std::optional<double> pressure_chi2;
};

}  // namespace liquidus
