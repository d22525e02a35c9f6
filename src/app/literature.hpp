#pragma once
#include <string>

#include "app/run_options.hpp"
#include "app/summary_json.hpp"

namespace liquidus {

/// The run's own values beside those of [[literature]], a line each; empty if the run file has none.
std::string literature_table(const RunFileOptions& options, const RunResults& results);

}  // namespace liquidus
