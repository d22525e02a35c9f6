#include "correct/loop/fit_options.hpp"

#include <algorithm>
#include <cmath>
#include <limits>
#include <set>

#include "correct/targets/pair_target.hpp"
#include "io/run_file.hpp"
#include "scatter/experiment/measured_total.hpp"

namespace liquidus {
namespace {

/// Checks options that throw at their section.
template <class F>
void try_at(const Location& at, Problems& problems, F&& f) {
  try {
    f();
  } catch (const InputError& error) {
    problems.add(at, error.what());
  }
}

template <class S, class Fields>
S read_checked(const Table& file, std::string_view name, const Fields& fields, Problems& problems) {
  const Table table = file.table(name, problems);
  const auto before = problems.text();
  const S options = read_section<S>(table, fields, problems);
  if (problems.text() == before) try_at(table.location(), problems, [&] { check(options); });
  return options;
}

using Resolve = std::function<std::string(const std::string&)>;

/// The state that a measurement is of.
void check_state(const Table& table, const std::string& state, const FitOptions& options, Problems& problems) {
  std::vector<std::string> names;
  for (const auto& known : options.states) names.push_back(known.name);
  if (state.empty() && names.size() > 1)
    problems.add(table.location("state"), table.title() + ": which state is it of? Give state = \"…\"");
  if (!state.empty() && !names.empty() && std::find(names.begin(), names.end(), state) == names.end())
    problems.add(table.location("state"), "there is no [[state]] '" + state + "'" + suggestion(state, names));
}

void read_targets(const Table& file, const Resolve& resolve, FitOptions& options, Problems& problems) {
  for (const Table& table : file.tables("target", problems)) {
    auto target = read_section<TargetOptions>(table, target_fields, problems);
    target.file = resolve(target.file);
    check_state(table, target.state, options, problems);
    options.places.targets.push_back(table.location("pair"));
    if (target.name.empty()) target.name = target.state.empty() ? target.pair : target.state + " " + target.pair;
    try_at(table.location("file"), problems, [&] { read_pair_target(target); });
    options.targets.push_back(std::move(target));
  }
}

void read_experiments(const Table& file, const Resolve& resolve, FitOptions& options, Problems& problems) {
  std::set<std::string> names;
  for (const Table& table : file.tables("experiment", problems)) {
    auto experiment = read_section<ExperimentOptions>(table, experiment_fields, problems, {"state"});
    std::string state;
    table.read({"state"}, state, problems);
    check_state(table, state, options, problems);
    options.places.experiments.push_back(table.location("file"));
    experiment.file = resolve(experiment.file);
    if (!names.insert(experiment.name).second)
      problems.add(table.location("name"),
                   "there is more than one [[experiment]] with the name '" + experiment.name + "'");
    try_at(table.location("file"), problems, [&] {
      check(experiment);
      if (!experiment.file.empty()) read_total(experiment);
    });
    options.experiments.emplace_back(std::move(state), std::move(experiment));
  }
}

/// What methods and data ask of each other.
void check_together(const Table& file, const FitOptions& options, Problems& problems) {
  const Table correct("correct", file.location("correct"));
  const auto& method = options.correct.method;
  const auto fitted = std::count_if(options.states.begin(), options.states.end(), [](const auto& s) { return s.fit; });
  if (!options.states.empty() && fitted == 0)
    problems.add(file.location("state"), "no [[state]] is left to fit: all have fit = false");
  if (options.targets.empty() && options.experiments.empty())
    problems.add(file.location(), "there is neither a [[target]] nor an [[experiment]] to fit to");
  if (options.correct.temperature != "constant" && fitted == 1)
    problems.add(correct.location(),
                 "one state says nothing of how a correction depends on temperature; expected "
                 "temperature = \"constant\", or more states");
  const bool has_pressure = std::any_of(options.states.begin(), options.states.end(),
                                        [](const auto& s) { return s.fit && s.target.has_value(); });
  const bool whole = method == "sopr" && options.sopr.mode != "recommended";
  if (has_pressure && whole)
    problems.add(correct.location(),
                 "mode \"" + options.sopr.mode +
                     "\" of sopr can't fit the pressure of [state.target]; mode \"recommended\" can");
  if (has_pressure && method != "sopr" && method != "gauss-newton" && options.local.ramp == "none")
    problems.add(
        correct.location(),
        "the method " + method +
            " fits the pressure of [state.target] by a ramp: expected ramp = \"virial\" or \"simple\" in [local]");
  if (options.correct.temperature != "constant" && (whole || method == "epsr"))
    problems.add(correct.location(), (whole ? "mode \"" + options.sopr.mode + "\" of sopr" : "the method epsr") +
                                         " makes one potential for all temperatures; it needs temperature = "
                                         "\"constant\"");
  if (method == "epsr" && options.experiments.empty())
    problems.add(correct.location(), "the method epsr works from totals: give an [[experiment]]");
}

}  // namespace

FitOptions read_fit_options(const Table& file, const Resolve& resolve, Problems& problems) {
  FitOptions options;
  options.run = read_run_options(file, problems);
  options.correct = read_checked<CorrectOptions>(file, "correct", std::span(correct_fields), problems);
  options.correct.start = resolve(options.correct.start);
  options.local = read_checked<LocalOptions>(file, "local", std::span(local_fields), problems);
  options.sopr = read_checked<SoprOptions>(file, "sopr", std::span(sopr_fields), problems);
  if (options.correct.method == "sopr" && std::isnan(options.correct.tolerance))
    options.correct.tolerance = options.sopr.tolerance_or_default();
  const bool as_is = options.correct.method == "sopr" && options.sopr.mode != "recommended";
  if (std::isnan(options.correct.worse) && as_is) options.correct.worse = std::numeric_limits<double>::max();
  options.newton = read_checked<NewtonOptions>(file, "newton", std::span(newton_fields), problems);
  options.epsr = read_checked<EpsrOptions>(file, "epsr", std::span(epsr_fields), problems);
  options.totals = read_checked<TotalsOptions>(file, "totals", std::span(totals_fields), problems);
  options.states = read_states(file, problems);
  for (auto& state : options.states) state.structure.file = resolve(state.structure.file);
  options.newton = options.newton.at(mean_temperature(options.states));
  for (const Table& table : file.tables("state", problems)) options.places.states.push_back(table.location("name"));
  options.places.correct = file.table("correct", problems).location("cutoff");
  read_targets(file, resolve, options, problems);
  read_experiments(file, resolve, options, problems);
  check_together(file, options, problems);
  return options;
}

std::vector<std::string> fit_sections() {
  std::vector<std::string> names = {"correct", "local", "sopr",   "newton",    "epsr",
                                    "totals",  "state", "target", "experiment"};
  for (const auto& field : run_fields) names.emplace_back(field.key);
  return names;
}

std::vector<std::pair<std::string, Echo>> echo(const FitOptions& options) {
  std::vector<std::pair<std::string, Echo>> sections;
  sections.emplace_back("", echo_section<RunOptions>(options.run, run_fields));
  sections.emplace_back("correct", echo_section<CorrectOptions>(options.correct, correct_fields));
  sections.emplace_back("local", echo_section<LocalOptions>(options.local, local_fields));
  sections.emplace_back("sopr", echo_section<SoprOptions>(options.sopr, sopr_fields));
  sections.emplace_back("newton", echo_section<NewtonOptions>(options.newton, newton_fields));
  sections.emplace_back("epsr", echo_section<EpsrOptions>(options.epsr, epsr_fields));
  sections.emplace_back("totals", echo_section<TotalsOptions>(options.totals, totals_fields));
  for (const auto& state : options.states) {
    sections.emplace_back("[state]", echo_section<StateOptions>(state, state_fields));
    sections.emplace_back("state.structure", echo_section<StructureOptions>(state.structure, structure_fields));
    if (state.target)
      sections.emplace_back("state.target", echo_section<StateTargetOptions>(*state.target, state_target_fields));
    for (const auto& stage : state.prepare)
      sections.emplace_back("[state.prepare]", echo_section<StageOptions>(stage, stage_fields));
  }
  for (const auto& target : options.targets)
    sections.emplace_back("[target]", echo_section<TargetOptions>(target, target_fields));
  for (const auto& [state, experiment] : options.experiments) {
    auto echoed = echo_section<ExperimentOptions>(experiment, experiment_fields);
    if (!state.empty()) echoed.insert(echoed.begin(), {"state", state});
    sections.emplace_back("[experiment]", std::move(echoed));
  }
  return sections;
}

std::string fit_help() {
  return "Keys of the file (TOML; a number with a unit is text, \"0.5 fs\"):\n\n" + help_text<RunOptions>(run_fields) +
         "\n[correct]\n" + help_text<CorrectOptions>(correct_fields) +
         "\n[newton] for gauss-newton, and for the bands of all methods\n" + help_text<NewtonOptions>(newton_fields) +
         "\n[local] for ibi, schommers and ihnc\n" + help_text<LocalOptions>(local_fields) + "\n[sopr]\n" +
         help_text<SoprOptions>(sopr_fields) + "\n[epsr]\n" + help_text<EpsrOptions>(epsr_fields) + "\n[totals]\n" +
         help_text<TotalsOptions>(totals_fields) + "\n[[state]]\n" + help_text<StateOptions>(state_fields) +
         "\n[state.structure]\n" + help_text<StructureOptions>(structure_fields) + "\n[state.target]\n" +
         help_text<StateTargetOptions>(state_target_fields) + "\n[[state.prepare]], once before the first iteration\n" +
         help_text<StageOptions>(stage_fields) + "\n[[target]]\n" + help_text<TargetOptions>(target_fields) +
         "\n[[experiment]], with the key `state` as well\n" + help_text<ExperimentOptions>(experiment_fields);
}

}  // namespace liquidus
