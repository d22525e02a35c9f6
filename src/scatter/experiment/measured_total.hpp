#pragma once
#include <optional>
#include <string>
#include <vector>

#include "scatter/experiment/experiment_options.hpp"

namespace liquidus {

/// What an experiment's file holds, scaled, shifted and cut to its range, still as the file states it.
struct MeasuredTotal {
  std::vector<double> x, y, error;   // [n]; error may be empty
  std::optional<double> qmax;        // that a header speaks of
  std::vector<std::string> remarks;  // of the reader, and where the header contradicts the run file
};

/// @throws InputError as read_measured, and if fewer than two points are left between qmin and qmax
MeasuredTotal read_total(const ExperimentOptions& options);

}  // namespace liquidus
