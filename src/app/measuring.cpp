#include "app/measuring.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <filesystem>

#include "app/report.hpp"
#include "io/curve.hpp"

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
  return options;
}

std::vector<std::pair<std::string, Echo>> echo(const MeasuringOptions& options) {
  std::vector<std::pair<std::string, Echo>> sections;
  for (const auto& measure : options.measures) sections.emplace_back("[measure]", measure.echo);
  for (const auto& compare : options.compares)
    sections.emplace_back("[compare]", echo_section<RdfCompareOptions>(compare, rdf_compare_fields));
  return sections;
}

std::string measuring_help() {
  return "[[measure]]\n" + measures_help() + "\n[[compare]]\n" + help_text<RdfCompareOptions>(rdf_compare_fields);
}

const MeasureResult* MeasuredResults::find(const std::string& name) const {
  const auto found =
      std::find_if(measures.begin(), measures.end(), [&](const MeasureResult& result) { return result.name == name; });
  return found == measures.end() ? nullptr : &*found;
}

MeasuredResults evaluate(const MeasuringOptions& options, const Measures& measures) {
  MeasuredResults results;
  results.measures = results_of(options.measures, measures);
  for (const auto& compare : options.compares)
    if (const auto* rdf = results.find(compare.measure); rdf && rdf->pairs)
      results.comparisons.emplace_back(compare, compare_with_file(*rdf->pairs, compare));
  return results;
}

void write_curves(const std::string& folder, const MeasuredResults& results) {
  for (const auto& result : results.measures) write_tables(folder, result);
}

std::string measured_text(const std::string& folder, const MeasuredResults& results) {
  std::string text;
  for (const auto& result : results.measures)
    text += fmt::format("{} ({} frames; curves in {}/{}.csv)\n{}\n", result.name, result.frames, folder, result.name,
                        measure_text(result));
  for (const auto& [compare, agreement] : results.comparisons) text += agreement_text(compare, agreement);
  return text;
}

}  // namespace liquidus
