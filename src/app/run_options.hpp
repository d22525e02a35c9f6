#pragma once
#include <array>
#include <string>
#include <vector>

#include "app/correction_section.hpp"
#include "app/measuring.hpp"
#include "app/model_files.hpp"
#include "core/options.hpp"
#include "md/options.hpp"

namespace liquidus {

struct PotentialOptions : ModelKeys {
  std::string file;
  std::vector<std::string> committee;
};

inline constexpr auto potential_fields = joined(
    std::array{Field<PotentialOptions>{"file", "",
                                       "a name from `liquidus list potentials`, a TOML file of the same kind, or a "
                                       "learned potential (TorchScript)",
                                       &PotentialOptions::file, true},
               Field<PotentialOptions>{"committee", "", "further learned potentials that `file` is averaged with",
                                       &PotentialOptions::committee}},
    model_fields<PotentialOptions>);

/// The section [potential]. Paths in it count from the current folder or the file's own; names of what comes along stay
/// as they are.
PotentialOptions read_potential_options(const Table& file, const std::string& run_file, Problems& problems);

/// `[[literature]]`: a value to print beside the run's own, with where it comes from.
struct LiteratureOptions {
  std::string measure = "rdf", quantity, pair, stage, value, source;
};

inline constexpr std::array literature_fields = {
    Field<LiteratureOptions>{"quantity", "", "what the value is of", &LiteratureOptions::quantity, true,
                             "density|pressure|peak|minimum|coordination"},
    Field<LiteratureOptions>{"measure", "", "the [[measure]] it goes with (peak, minimum, coordination)",
                             &LiteratureOptions::measure},
    Field<LiteratureOptions>{"pair", "", "the pair, \"Na-Cl\"; coordination is of the first by the second",
                             &LiteratureOptions::pair},
    Field<LiteratureOptions>{"stage", "", "the stage that density or pressure is averaged over; the last if left out",
                             &LiteratureOptions::stage},
    Field<LiteratureOptions>{"value", "", "the value as it is to be printed, \"3.9-4.0 Å\"", &LiteratureOptions::value,
                             true},
    Field<LiteratureOptions>{"source", "", "the paper", &LiteratureOptions::source, true},
};

/// All that `liquidus run` reads from a run file.
struct RunFileOptions {
  MdOptions md;
  PotentialOptions potential;
  CorrectionKeys correction;  // without a file: none
  MeasuringOptions measuring;
  std::vector<LiteratureOptions> literature;
};

/// Reads and checks a run file, with the overrides of --set. Paths in it count from the current folder, or from the run
/// file's own where there is no such file in the current one. @throws InputError with every mistake, one per line
RunFileOptions read_run_file(const std::string& path, const std::vector<std::string>& overrides);

/// Every option used, as a TOML file that gives the same run.
std::vector<std::pair<std::string, Echo>> echo(const RunFileOptions& options);

/// The keys of every section, for --help.
std::string run_file_help();

}  // namespace liquidus
