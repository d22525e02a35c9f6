#pragma once
#include "app/json.hpp"
#include "app/measuring.hpp"

namespace liquidus {

/// "measures" and "comparisons": frames, numbers with errors and units, remarks, first shells, R_χ.
void add_measured(Json& json, const MeasuredResults& results);

}  // namespace liquidus
