#pragma once
#include <array>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "app/measures.hpp"
#include "scatter/experiment/compare_options.hpp"
#include "scatter/experiment/experiment.hpp"

namespace liquidus {

/// What a run file says about measuring and comparing: the sections that `run` and `scatter` share.
struct MeasuringOptions {
  std::vector<MeasurePlan> measures;
  std::vector<RdfCompareOptions> compares;
  std::vector<ExperimentOptions> experiments;
};
inline constexpr std::array<std::string_view, 3> measuring_sections = {"measure", "compare", "experiment"};

/// Reads and checks them. `stages` are those that measures may choose from; paths count as resolved() says.
MeasuringOptions read_measuring(const Table& file, const std::string& path, const std::vector<std::string>& stages,
                                Problems& problems);
/// Every option used, section by section.
std::vector<std::pair<std::string, Echo>> echo(const MeasuringOptions& options);
/// The keys of the sections, for --help.
std::string measuring_help();

/// The [[experiment]] sections of a file, checked, with their data tried out.
std::vector<ExperimentOptions> read_experiments(const Table& file, const std::string& path, Problems& problems);

/// What scatters how in the experiments, for the species of a structure.  InputError naming the experiment
void check_scatterers(const std::vector<ExperimentOptions>& experiments, const std::vector<Species>& species);

/// A path in a run file: as it stands if it leads somewhere from the current folder, otherwise from the run file's own.
std::string resolved(const std::string& path, const std::string& run_file);

/// What came of it: of the measures that were shown a frame, and of the comparisons and experiments on them.
struct MeasuredResults {
  std::vector<MeasureResult> measures;
  std::vector<std::pair<RdfCompareOptions, Agreement>> comparisons;
  std::vector<std::pair<std::string, Findings>>
      experiments;  // by name; behind them "totals", what they tell of partials, if there are several

  const MeasureResult* find(const std::string& name) const;
};
MeasuredResults evaluate(const MeasuringOptions& options, std::vector<MeasureResult> measures);

/// The curves into the folder.
void write_curves(const std::string& folder, const MeasuredResults& results);
/// All of it in words and tables, for the screen.
std::string measured_text(const std::string& folder, const MeasuredResults& results);

}  // namespace liquidus
