#pragma once
#include <functional>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "io/run_file.hpp"
#include "io/trajectory.hpp"
#include "parallel/communicator.hpp"
#include "scatter/dynamics/transport_options.hpp"
#include "scatter/measure.hpp"
#include "scatter/pairs/rdf_options.hpp"
#include "scatter/transform/partials.hpp"

namespace liquidus {

/// One [[measure]] of a run file: what was asked for, and how it is made.
struct MeasurePlan {
  MeasureKeys keys;
  Echo echo;
  std::function<std::unique_ptr<Measure>(const Communicator&)> make;
  std::optional<RdfOptions> rdf;              // where it is one
  std::optional<TransportOptions> transport;  // where it is one
  /// Frames and findings, of the types that find more in a file than frame by frame; empty for the others.
  std::function<std::pair<Index, Findings>(const Trajectory&, const Communicator&)> of_file;
};

/// A line of `liquidus list measures`.
struct MeasureType {
  std::string_view name, about;
  MeasurePlan (*read)(const Table& table, Problems& problems);
  std::string (*help)();
};
std::span<const MeasureType> measure_types();

/// The [[measure]] sections of a file, each tried out. `stages` are the names that they may choose from.
std::vector<MeasurePlan> read_measures(const Table& file, const std::vector<std::string>& stages, Problems& problems);

/// The keys of every type, for --help.
std::string measures_help();

/// A measure made of each plan, for the ranks of a run.
class Measures {
 public:
  Measures(const std::vector<MeasurePlan>& plans, const Communicator& ranks);
  std::span<Measure* const> all() const { return lent_; }

 private:
  std::vector<std::unique_ptr<Measure>> owned_;
  std::vector<Measure*> lent_;
};

/// What a measure found, to be written down and compared.
struct MeasureResult {
  std::string name, type;
  Index frames = 0;
  Findings findings;
  std::optional<PairDistributions> pairs;         // of an rdf
  std::optional<PartialStructureFactors> direct;  // of a structure-factor
};

/// Measures the frames of a file: those with an of_file each by itself, all others in one pass; or, where the file is a
/// table of fluxes (.csv), what they transport. Collective.
std::vector<MeasureResult> measure_file(const std::vector<MeasurePlan>& plans, const Trajectory& file,
                                        const Communicator& ranks);
/// Of all measures that were shown a frame, in the order of the plans. Collective.
std::vector<MeasureResult> results_of(const std::vector<MeasurePlan>& plans, const Measures& measures);

/// The curves as FOLDER/NAME.csv and FOLDER/NAME_suffix.csv.
void write_tables(const std::string& folder, const std::string& name, const Findings& findings);
/// "curves in FOLDER/NAME.csv, …".
std::string files_text(const std::string& folder, const std::string& name, const Findings& findings);
/// Numbers, a line each, and remarks.
std::string findings_text(const Findings& findings);

/// The same of a measure; of an rdf the table of first shells.
std::string measure_text(const MeasureResult& result);

}  // namespace liquidus
