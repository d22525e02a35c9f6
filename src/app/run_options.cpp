#include "app/run_options.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <filesystem>
#include <set>

#include "io/curve.hpp"
#include "io/run_file.hpp"

namespace liquidus {
namespace {

namespace fs = std::filesystem;

/// `path` as it stands if it leads somewhere from the current folder, otherwise from the run file's.
std::string resolved(const std::string& path, const std::string& run_file) {
  if (path.empty() || fs::path(path).is_absolute() || fs::exists(path)) return path;
  const fs::path beside = fs::path(run_file).parent_path() / path;
  return fs::exists(beside) ? beside.lexically_normal().string() : path;
}

/// Names of what comes along stay as they are.
void resolve_potentials(PotentialOptions& options, const std::string& run_file) {
  const auto resolve = [&](std::string& file) {
    if (file.find('/') != std::string::npos || file.ends_with(".toml") || is_model_file(file))
      file = resolved(file, run_file);
  };
  resolve(options.file);
  for (auto& member : options.committee) resolve(member);
}

void read_measures(const Table& file, RunFileOptions& options, Problems& problems) {
  std::set<std::string> names;
  std::vector<std::string> stages;
  for (const auto& stage : options.md.stages) stages.push_back(stage.name);
  for (const auto& table : file.tables("measure", problems)) {
    auto measure = read_section<RdfOptions>(table, rdf_fields, problems);
    if (measure.name.empty()) measure.name = measure.type.empty() ? "rdf" : measure.type;
    if (!names.insert(measure.name).second)
      problems.add(table.location("name"), "there is more than one [[measure]] with the name '" + measure.name + "'");
    for (const auto& stage : measure.stages)
      if (std::find(stages.begin(), stages.end(), stage) == stages.end())
        problems.add(table.location("stages"), "there is no stage '" + stage + "'" + suggestion(stage, stages));
    try {
      pair_distribution_options(measure);
    } catch (const InputError& e) {
      problems.add(table.location(), e.what());
    }
    options.measures.push_back(measure);
  }
}

/// What would stop the comparison at the end of a long run stops it here.
void check_compare(const Table& table, const RdfCompareOptions& compare, const std::vector<RdfOptions>& measures,
                   Problems& problems) {
  for (const auto& measure : measures)
    if (measure.name == compare.measure && compare.to > measure.cutoff)
      problems.add(table.location("to"), fmt::format("the range ends at {:g} Å, beyond the measure's cutoff of {:g} Å",
                                                     compare.to, measure.cutoff));
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

void read_compares(const Table& file, const std::string& path, RunFileOptions& options, Problems& problems) {
  std::vector<std::string> names;
  for (const auto& measure : options.measures) names.push_back(measure.name);
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

void read_literature(const Table& file, RunFileOptions& options, Problems& problems) {
  std::vector<std::string> measures, stages;
  for (const auto& measure : options.measures) measures.push_back(measure.name);
  for (const auto& stage : options.md.stages) stages.push_back(stage.name);
  const auto has = [](const std::vector<std::string>& names, const std::string& name) {
    return std::find(names.begin(), names.end(), name) != names.end();
  };
  for (const auto& table : file.tables("literature", problems)) {
    const auto entry = read_section<LiteratureOptions>(table, literature_fields, problems);
    const bool of_state = entry.quantity == "density" || entry.quantity == "pressure";
    if (!of_state && entry.pair.empty())
      problems.add(table.location(), "a " + entry.quantity + " needs a pair, such as pair = \"Na-Cl\"");
    if (!of_state && !has(measures, entry.measure))
      problems.add(table.location("measure"),
                   "there is no [[measure]] '" + entry.measure + "'" + suggestion(entry.measure, measures));
    if (of_state && !entry.stage.empty() && !has(stages, entry.stage))
      problems.add(table.location("stage"),
                   "there is no stage '" + entry.stage + "'" + suggestion(entry.stage, stages));
    options.literature.push_back(entry);
  }
}

}  // namespace

RunFileOptions read_run_file(const std::string& path, const std::vector<std::string>& overrides) {
  const Table file = load_run_file(path, overrides);
  Problems problems;
  RunFileOptions options;
  options.md = read_md_options(file, problems);
  options.md.structure.file = resolved(options.md.structure.file, path);
  options.potential = read_section<PotentialOptions>(file.table("potential", problems), potential_fields, problems);
  resolve_potentials(options.potential, path);
  read_measures(file, options, problems);
  read_compares(file, path, options, problems);
  read_literature(file, options, problems);
  std::vector<std::string> known = {"structure", "potential", "neighbours", "stage",   "write",
                                    "guards",    "committee", "measure",    "compare", "literature"};
  for (const auto& field : run_fields) known.emplace_back(field.key);
  file.refuse_unknown(known, problems);
  problems.throw_if_any();
  return options;
}

std::vector<std::pair<std::string, Echo>> echo(const RunFileOptions& options) {
  auto sections = echo(options.md);
  sections.emplace_back("potential", echo_section<PotentialOptions>(options.potential, potential_fields));
  for (const auto& measure : options.measures)
    sections.emplace_back("[measure]", echo_section<RdfOptions>(measure, rdf_fields));
  for (const auto& compare : options.compares)
    sections.emplace_back("[compare]", echo_section<RdfCompareOptions>(compare, rdf_compare_fields));
  for (const auto& entry : options.literature)
    sections.emplace_back("[literature]", echo_section<LiteratureOptions>(entry, literature_fields));
  return sections;
}

std::string run_file_help() {
  return "Keys of a run file (TOML; a number with a unit is text, \"0.5 fs\"):\n\n" +
         help_text<RunOptions>(run_fields) + "\n[structure]\n" + help_text<StructureOptions>(structure_fields) +
         "\n[potential]\n" + help_text<PotentialOptions>(potential_fields) + "\n[neighbours]\n" +
         help_text<NeighbourOptions>(neighbour_fields) + "\n[[stage]]\n" + help_text<StageOptions>(stage_fields) +
         "\n[write]\n" + help_text<WriteOptions>(write_fields) + "\n[guards]\n" +
         help_text<GuardOptions>(guard_fields) + "\n[committee]\n" + help_text<CommitteeOptions>(committee_fields) +
         "\n[[measure]]\n" + help_text<RdfOptions>(rdf_fields) + "\n[[compare]]\n" +
         help_text<RdfCompareOptions>(rdf_compare_fields) + "\n[[literature]]\n" +
         help_text<LiteratureOptions>(literature_fields);
}

}  // namespace liquidus
