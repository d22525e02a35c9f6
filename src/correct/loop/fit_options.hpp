#pragma once
#include <functional>
#include <string>
#include <utility>
#include <vector>

#include "core/errors.hpp"
#include "correct/local/local_options.hpp"
#include "correct/local/sopr_options.hpp"
#include "correct/loop/correct_options.hpp"
#include "correct/loop/state_options.hpp"
#include "correct/newton/newton_options.hpp"
#include "correct/targets/target_options.hpp"
#include "correct/totals/epsr_options.hpp"
#include "correct/totals/totals_options.hpp"
#include "md/options.hpp"
#include "scatter/experiment/experiment_options.hpp"

namespace liquidus {

/// Where sections stand in their file, for messages; empty for options that come from none.
struct FitPlaces {
  Location correct;
  std::vector<Location> states, targets, experiments;
};

/// All that a fit is told, but for the potential.
struct FitOptions {
  RunOptions run;
  CorrectOptions correct;
  LocalOptions local;
  SoprOptions sopr;
  NewtonOptions newton;
  EpsrOptions epsr;
  TotalsOptions totals;
  std::vector<StateOptions> states;
  std::vector<TargetOptions> targets;                                  // [[target]]: g(r) of pairs
  std::vector<std::pair<std::string, ExperimentOptions>> experiments;  // [[experiment]] with the state it is of
  FitPlaces places;
};

/// Reads and checks them, with what their files hold. Paths count as `resolve` says.
FitOptions read_fit_options(const Table& file, const std::function<std::string(const std::string&)>& resolve,
                            Problems& problems);
/// The names of the sections, for those who refuse others.
std::vector<std::string> fit_sections();
/// Every option used, section by section, and the keys of every section, for --help.
std::vector<std::pair<std::string, Echo>> echo(const FitOptions& options);
std::string fit_help();

}  // namespace liquidus
