#pragma once
#include <string>
#include <utility>
#include <vector>

#include "app/measures.hpp"

namespace liquidus {

/// What a run file says about measuring and comparing: the sections that `run` and `scatter` share.
struct MeasuringOptions {
  std::vector<MeasurePlan> measures;
  std::vector<RdfCompareOptions> compares;
};
inline constexpr std::string_view measuring_sections[] = {"measure", "compare"};

/// Reads and checks them. `stages` are those that measures may choose from; paths count as resolved() says.
MeasuringOptions read_measuring(const Table& file, const std::string& path, const std::vector<std::string>& stages,
                                Problems& problems);
/// Every option used, section by section.
std::vector<std::pair<std::string, Echo>> echo(const MeasuringOptions& options);
/// The keys of the sections, for --help.
std::string measuring_help();

/// A path in a run file: as it stands if it leads somewhere from the current folder, otherwise from the run file's own.
std::string resolved(const std::string& path, const std::string& run_file);

/// What came of it: of the measures that were shown a frame, and of the comparisons with them.
struct MeasuredResults {
  std::vector<MeasureResult> measures;
  std::vector<std::pair<RdfCompareOptions, Agreement>> comparisons;

  const MeasureResult* find(const std::string& name) const;
};
MeasuredResults evaluate(const MeasuringOptions& options, const Measures& measures);

/// The curves into the folder.
void write_curves(const std::string& folder, const MeasuredResults& results);
/// All of it in words and tables, for the screen.
std::string measured_text(const std::string& folder, const MeasuredResults& results);

}  // namespace liquidus
