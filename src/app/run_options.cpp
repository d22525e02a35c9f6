#include "app/run_options.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "io/run_file.hpp"

namespace liquidus {
namespace {

void read_literature(const Table& file, RunFileOptions& options, Problems& problems) {
  std::vector<std::string> measures, stages;
  for (const auto& measure : options.measuring.measures) measures.push_back(measure.keys.name);
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

PotentialOptions read_potential_options(const Table& file, const std::string& run_file, Problems& problems) {
  auto options = read_section<PotentialOptions>(file.table("potential", problems), potential_fields, problems);
  const auto resolve = [&](std::string& name) {
    if (name.find('/') != std::string::npos || name.ends_with(".toml") || is_model_file(name))
      name = resolved(name, run_file);
  };
  resolve(options.file);
  for (auto& member : options.committee) resolve(member);
  return options;
}

RunFileOptions read_run_file(const std::string& path, const std::vector<std::string>& overrides) {
  const Table file = load_run_file(path, overrides);
  Problems problems;
  RunFileOptions options;
  options.md = read_md_options(file, problems);
  options.md.structure.file = resolved(options.md.structure.file, path);
  options.potential = read_potential_options(file, path, problems);
  if (file.has("correction")) {
    options.correction =
        read_section<CorrectionKeys>(file.table("correction", problems), correction_fields<>, problems);
    options.correction.file = resolved(options.correction.file, path);
  }
  std::vector<std::string> stages;
  for (const auto& stage : options.md.stages) stages.push_back(stage.name);
  options.measuring = read_measuring(file, path, stages, problems);
  read_literature(file, options, problems);
  std::vector<std::string> known = {"structure", "potential", "correction", "neighbours", "stage",
                                    "write",     "guards",    "committee",  "literature"};
  for (const auto section : measuring_sections) known.emplace_back(section);
  for (const auto& field : run_fields) known.emplace_back(field.key);
  file.refuse_unknown(known, problems);
  problems.throw_if_any();
  return options;
}

std::vector<std::pair<std::string, Echo>> echo(const RunFileOptions& options) {
  auto sections = echo(options.md);
  sections.emplace_back("potential", echo_section<PotentialOptions>(options.potential, potential_fields));
  if (!options.correction.file.empty())
    sections.emplace_back("correction", echo_section<CorrectionKeys>(options.correction, correction_fields<>));
  for (auto& section : echo(options.measuring)) sections.push_back(std::move(section));
  for (const auto& entry : options.literature)
    sections.emplace_back("[literature]", echo_section<LiteratureOptions>(entry, literature_fields));
  return sections;
}

std::string run_file_help() {
  return "Keys of a run file (TOML; a number with a unit is text, \"0.5 fs\"):\n\n" +
         help_text<RunOptions>(run_fields) + "\n[structure]\n" + help_text<StructureOptions>(structure_fields) +
         "\n[potential]\n" + help_text<PotentialOptions>(potential_fields) + "\n[correction]\n" +
         help_text<CorrectionKeys>(correction_fields<>) + "\n[neighbours]\n" +
         help_text<NeighbourOptions>(neighbour_fields) + "\n[[stage]]\n" + help_text<StageOptions>(stage_fields) +
         "\n[write]\n" + help_text<WriteOptions>(write_fields) + "\n[guards]\n" +
         help_text<GuardOptions>(guard_fields) + "\n[committee]\n" + help_text<CommitteeOptions>(committee_fields) +
         "\n" + measuring_help() + "\n[[literature]]\n" + help_text<LiteratureOptions>(literature_fields);
}

}  // namespace liquidus
