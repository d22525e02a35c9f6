#pragma once
#include "correct/totals/per_q_inverse.hpp"
#include "scatter/measure.hpp"

namespace liquidus {

/// What a set of totals can tell of the partials, beside the prior: over Q the share of each pair that they fix, the
/// resolution matrix, the errors of the partials before and after, the singular values and the least seen combination;
/// numbers and sentences at the Q where the simulated structure is strongest, and the share averaged over Q with the
/// prior variance as weight.
Findings resolution_findings(const PartialsEstimate& estimate);

}  // namespace liquidus
