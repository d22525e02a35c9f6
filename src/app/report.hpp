#pragma once
#include <string>

#include "scatter/experiment/compare_options.hpp"
#include "scatter/pairs/pair_distribution.hpp"
#include "scatter/pairs/peaks.hpp"

namespace liquidus {

/// "2.71(3)": a value with its standard error in units of the last digit; `digits` decimals where there is no error.
std::string with_error(const Estimate& estimate, int digits = 3);

/// First peak, first minimum and coordination of every partial, a line each.
std::string shells_table(const PairDistributions& result);

/// One line: what was compared with what, over which range, with R_χ and ⟨Δg²⟩.
std::string agreement_text(const RdfCompareOptions& options, const Agreement& agreement);

}  // namespace liquidus
