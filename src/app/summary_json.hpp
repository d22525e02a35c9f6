#pragma once
#include <string>
#include <utility>
#include <vector>

#include "app/run_options.hpp"
#include "app/time_table.hpp"
#include "core/structure.hpp"
#include "md/summary.hpp"

namespace liquidus {

/// What a run found, to be written down.
struct RunResults {
  std::string run_file, potential_title, potential_source;
  std::vector<std::string> remarks;  // on how its corrections are used
  int ranks = 1, threads = 1;        // threads of the root
  std::vector<PhaseTime> phases;     // of Simulation::run()
  Summary summary;
  MeasuredResults measured;
};

/// Writes summary.json: program, version, seed, every option used, the stages' averages with errors, first shells and
/// comparisons. It is renamed into place when complete. @throws Error if it can't be written
void write_summary(const std::string& path, const RunFileOptions& options, const Structure& atoms,
                   const RunResults& results);

}  // namespace liquidus
