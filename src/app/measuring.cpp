#include "app/measuring.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <filesystem>
#include <set>

#include "app/report.hpp"
#include "io/curve.hpp"
#include "scatter/experiment/measured_total.hpp"

namespace liquidus {
namespace {

namespace fs = std::filesystem;

/// What would stop the comparison at the end of a long run stops it here.
void check_compare(const Table& table, const RdfCompareOptions& compare, const std::vector<MeasurePlan>& measures,
                   Problems& problems) {
  for (const auto& measure : measures) {
    if (measure.keys.name != compare.measure) continue;
    if (!measure.rdf)
      problems.add(table.location("measure"), "the [[measure]] '" + compare.measure + "' is no rdf");
    else if (compare.to > measure.rdf->cutoff)
      problems.add(table.location("to"), fmt::format("the range ends at {:g} Å, beyond the measure's cutoff of {:g} Å",
                                                     compare.to, measure.rdf->cutoff));
  }
  if (table.has("from") && table.has("to") && !(compare.from < compare.to))
    problems.add(table.location("to"),
                 fmt::format("the range ends at {:g} Å, not beyond its start at {:g} Å", compare.to, compare.from));
  if (compare.file.empty()) return;
  try {
    read_curve(compare.file);
  } catch (const InputError& e) {
    problems.add(table.location("file"), e.what());
  }
}

void read_compares(const Table& file, const std::string& path, MeasuringOptions& options, Problems& problems) {
  std::vector<std::string> names;
  for (const auto& measure : options.measures) names.push_back(measure.keys.name);
  for (const auto& table : file.tables("compare", problems)) {
    auto compare = read_section<RdfCompareOptions>(table, rdf_compare_fields, problems);
    if (std::find(names.begin(), names.end(), compare.measure) == names.end())
      problems.add(table.location("measure"),
                   "there is no [[measure]] '" + compare.measure + "'" + suggestion(compare.measure, names));
    compare.file = resolved(compare.file, path);
    check_compare(table, compare, options.measures, problems);
    options.compares.push_back(compare);
  }
}

/// The rdf and the structure factor that an experiment names.
void check_measures(const ExperimentOptions& experiment, const Location& at, const std::vector<MeasurePlan>& measures,
                    Problems& problems) {
  std::vector<std::string> names;
  for (const auto& measure : measures) names.push_back(measure.keys.name);
  const auto require = [&](const std::string& name, const std::string& type) {
    const auto found = std::find(names.begin(), names.end(), name);
    if (found == names.end())
      problems.add(at, "there is no [[measure]] '" + name + "'" + suggestion(name, names));
    else if (const auto& has = measures[static_cast<std::size_t>(found - names.begin())].keys.type; has != type)
      problems.add(at, "the [[measure]] '" + name + "' is of type '" + has + "'; expected '" + type + "'");
  };
  if (!experiment.measure.empty()) require(experiment.measure, "rdf");
  if (!experiment.structure_factor.empty()) require(experiment.structure_factor, "structure-factor");
}

}  // namespace

std::string resolved(const std::string& path, const std::string& run_file) {
  if (path.empty() || fs::path(path).is_absolute() || fs::exists(path)) return path;
  const fs::path beside = fs::path(run_file).parent_path() / path;
  return fs::exists(beside) ? beside.lexically_normal().string() : path;
}

MeasuringOptions read_measuring(const Table& file, const std::string& path, const std::vector<std::string>& stages,
                                Problems& problems) {
  MeasuringOptions options;
  options.measures = read_measures(file, stages, problems);
  read_compares(file, path, options, problems);
  options.experiments = read_experiments(file, path, problems);
  const auto tables = file.tables("experiment", problems);
  for (std::size_t k = 0; k < options.experiments.size(); ++k)
    check_measures(options.experiments[k], tables[k].location("measure"), options.measures, problems);
  return options;
}

std::vector<ExperimentOptions> read_experiments(const Table& file, const std::string& path, Problems& problems) {
  std::vector<ExperimentOptions> experiments;
  std::set<std::string> names;
  for (const auto& table : file.tables("experiment", problems)) {
    auto experiment = read_section<ExperimentOptions>(table, experiment_fields, problems);
    if (!names.insert(experiment.name).second)
      problems.add(table.location("name"),
                   "there is more than one [[experiment]] with the name '" + experiment.name + "'");
    experiment.file = resolved(experiment.file, path);
    try {
      check(experiment);
      if (!experiment.file.empty()) read_total(experiment);
    } catch (const InputError& e) {
      problems.add(table.location("file"), e.what());
    }
    experiments.push_back(std::move(experiment));
  }
  return experiments;
}

void check_scatterers(const std::vector<ExperimentOptions>& experiments, const std::vector<Species>& species) {
  std::vector<std::string> names;
  for (const auto& kind : species) names.push_back(kind.name);
  for (const auto& experiment : experiments) try {
      Scatterers(radiation(experiment.radiation), names,
                 {experiment.isotopes, experiment.lengths, experiment.form_factors})
          .at(0.0);
    } catch (const InputError& error) {
      throw InputError("[[experiment]] '" + experiment.name + "': " + error.what());
    }
}

std::vector<std::pair<std::string, Echo>> echo(const MeasuringOptions& options) {
  std::vector<std::pair<std::string, Echo>> sections;
  for (const auto& measure : options.measures) sections.emplace_back("[measure]", measure.echo);
  for (const auto& compare : options.compares)
    sections.emplace_back("[compare]", echo_section<RdfCompareOptions>(compare, rdf_compare_fields));
  for (const auto& experiment : options.experiments)
    sections.emplace_back("[experiment]", echo_section<ExperimentOptions>(experiment, experiment_fields));
  return sections;
}

std::string measuring_help() {
  return "[[measure]]\n" + measures_help() + "\n[[compare]]\n" + help_text<RdfCompareOptions>(rdf_compare_fields) +
         "\n[[experiment]]\n" + help_text<ExperimentOptions>(experiment_fields);
}

const MeasureResult* MeasuredResults::find(const std::string& name) const {
  const auto found =
      std::find_if(measures.begin(), measures.end(), [&](const MeasureResult& result) { return result.name == name; });
  return found == measures.end() ? nullptr : &*found;
}

namespace {

void evaluate_experiments(const std::vector<ExperimentOptions>& experiments, MeasuredResults& results) {
  std::vector<std::string> species;
  std::vector<double> fractions;
  std::vector<ExperimentOptions> done;
  for (const auto& experiment : experiments) {
    const MeasureResult* rdf = results.find(experiment.measure);
    const MeasureResult* sums = results.find(experiment.structure_factor);
    const ExperimentModel model{rdf && rdf->pairs ? &*rdf->pairs : nullptr,
                                sums && sums->direct ? &*sums->direct : nullptr};
    if (!model.pairs && !model.direct) continue;  // the stage that was to measure them hasn't run
    try {
      results.experiments.emplace_back(experiment.name, run_experiment(experiment, model).findings());
      done.push_back(experiment);
    } catch (const InputError& error) {  // at the end of a long run all else is worth keeping
      results.experiments.emplace_back(experiment.name, Findings{{}, {}, {error.what()}});
    }
    species = model.pairs ? model.pairs->species : model.direct->species;
    fractions = model.pairs ? liquidus::fractions(*model.pairs) : model.direct->concentration;
  }
  if (done.size() > 1 && species.size() > 1)
    results.experiments.emplace_back("totals", information_of(done, species, fractions));
}

}  // namespace

MeasuredResults evaluate(const MeasuringOptions& options, std::vector<MeasureResult> measures) {
  MeasuredResults results;
  results.measures = std::move(measures);
  for (const auto& compare : options.compares)
    if (const auto* rdf = results.find(compare.measure); rdf && rdf->pairs)
      results.comparisons.emplace_back(compare, compare_with_file(*rdf->pairs, compare));
  evaluate_experiments(options.experiments, results);
  return results;
}

void write_curves(const std::string& folder, const MeasuredResults& results) {
  for (const auto& result : results.measures) write_tables(folder, result.name, result.findings);
  for (const auto& [name, findings] : results.experiments) write_tables(folder, name, findings);
}

std::string measured_text(const std::string& folder, const MeasuredResults& results) {
  std::string text;
  for (const auto& result : results.measures)
    text += fmt::format("{} ({} frames; {})\n{}\n", result.name, result.frames,
                        files_text(folder, result.name, result.findings), measure_text(result));
  for (const auto& [compare, agreement] : results.comparisons) text += agreement_text(compare, agreement);
  if (!results.comparisons.empty()) text += "\n";
  for (const auto& [name, findings] : results.experiments)
    text += fmt::format("{} ({})\n{}\n", name, files_text(folder, name, findings), findings_text(findings));
  return text;
}

}  // namespace liquidus
