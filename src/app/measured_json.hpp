#pragma once
#include "app/json.hpp"
#include "app/measuring.hpp"

namespace liquidus {

/// Numbers with errors and units, and remarks.
Json findings_json(const Findings& findings);

/// "measures", "comparisons" and "experiments": frames, numbers, remarks, first shells, R_χ.
void add_measured(Json& json, const MeasuredResults& results);

}  // namespace liquidus
