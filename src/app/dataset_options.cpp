#include "app/dataset_options.hpp"

#include <cmath>
#include <filesystem>

#include "core/errors.hpp"
#include "io/file.hpp"
#include "io/number_text.hpp"

namespace liquidus {
namespace {

namespace fs = std::filesystem;

/// A name with wildcards as it stands if it matches something, otherwise beside the curation file.
std::string resolved_name(const std::string& name, const std::string& beside) {
  const std::string there = (fs::path(beside).parent_path() / name).lexically_normal().string();
  for (const auto& candidate : {name, there}) try {
      if (!matching_files({candidate}).empty()) return candidate;
    } catch (const InputError&) {  // said of the name as it was given
    }
  return name;
}

void resolve(InputKeys& input, const Table& section, const std::string& beside, Problems& problems) {
  for (auto& name : input.files) {
    name = resolved_name(name, beside);
    try {
      matching_files({name});
    } catch (const InputError& e) {
      problems.add(section.location("files"), e.what());
    }
  }
  const fs::path there = fs::path(beside).parent_path() / input.settings;
  if (!input.settings.empty() && !fs::exists(input.settings) && fs::is_regular_file(there))
    input.settings = there.string();
}

void read_outliers(const Table& section, OutlierKeys& keys, Problems& problems) {
  keys = read_section<OutlierKeys>(section, outlier_fields, problems, {"closest"});
  const Table closest = section.table("closest", problems);
  for (const auto& pair : closest.keys()) {
    double r = 1.0;
    if (closest.read({pair, "Å", ""}, r, problems)) keys.closest[pair] = r;
  }
  if (!keys.models.empty() && !keys.potential.empty())
    problems.add(section.location("potential"), "[outliers] has models and a potential; expected one of them");
}

void check_numbers(const CurateOptions& options, const Table& file, Problems& problems) {
  const auto demand = [&](bool good, const char* section, const char* key, const std::string& message) {
    if (!good) problems.add(file.table(section, problems).location(key), message);
  };
  if (options.keys.seed < 0) problems.add(file.location("seed"), "seed must be 0 or more");
  if (options.duplicates)
    demand(options.duplicates->tolerance > 0.0, "duplicates", "tolerance", "tolerance must be positive");
  demand(options.clusters.least >= 2, "clusters", "least", "least must be 2 or more");
  demand(options.clusters.neighbours >= 1, "clusters", "neighbours", "neighbours must be 1 or more");
  if (options.rebalance) demand(options.rebalance->at_most >= 0, "rebalance", "at_most", "at_most must be 0 or more");
  if (options.split)
    demand(options.split->validation >= 0.0 && options.split->test >= 0.0 &&
               options.split->validation + options.split->test < 1.0,
           "split", "validation", "validation and test must be 0 or more and together below 1");
}

template <class S, class Fields>
void read_step(const Table& file, const char* name, const Fields& fields, std::optional<S>& step, Problems& problems) {
  if (file.has(name)) step = read_section<S>(file.table(name, problems), fields, problems);
}

CurateOptions read_curation(const Table& file, const std::string& path) {
  Problems problems;
  CurateOptions options;
  options.keys = read_section<DatasetKeys>(
      file, dataset_fields, problems, {"input", "convert", "duplicates", "outliers", "clusters", "rebalance", "split"});
  for (const auto& section : file.tables("input", problems)) {
    options.inputs.push_back(read_section<InputKeys>(section, input_fields, problems));
    resolve(options.inputs.back(), section, path, problems);
  }
  if (options.inputs.empty()) problems.add(file.location(), "there is no [[input]]; expected at least one");
  options.convert = read_section<ConvertKeys>(file.table("convert", problems), convert_fields, problems);
  read_step(file, "duplicates", duplicate_fields, options.duplicates, problems);
  if (file.has("outliers")) read_outliers(file.table("outliers", problems), options.outliers.emplace(), problems);
  options.clusters = read_section<ClusterOptions>(file.table("clusters", problems), cluster_fields, problems);
  read_step(file, "rebalance", rebalance_fields, options.rebalance, problems);
  read_step(file, "split", split_fields, options.split, problems);
  check_numbers(options, file, problems);
  problems.throw_if_any();
  if (options.duplicates) options.duplicates->seed = options.keys.seed;
  options.key_changes();  // refuses what has no '='
  return options;
}

double or_unset(double threshold) { return threshold == 0.0 ? OutlierOptions::unset : threshold; }

}  // namespace

std::vector<DatasetInput> CurateOptions::dataset_inputs() const {
  std::vector<DatasetInput> all;
  for (const auto& keys_of : inputs) {
    DatasetInput input;
    input.files = keys_of.files;
    input.prefixes = keys_of.prefixes;
    input.labels = {keys_of.energy_key,  keys_of.forces_key,  keys_of.stress_key,
                    keys_of.virial_key,  keys_of.energy_unit, keys_of.length_unit,
                    keys_of.forces_unit, keys_of.stress_unit, keys_of.stress_sign == "pressure"};
    input.provenance = {keys_of.parent, keys_of.engine, "", keys_of.round};
    if (!keys_of.settings.empty())
      input.provenance.settings =
          settings_id(fs::is_regular_file(keys_of.settings) ? read_text(keys_of.settings) : keys_of.settings);
    input.config_type = keys_of.config_type;
    all.push_back(std::move(input));
  }
  return all;
}

KeyChanges CurateOptions::key_changes() const {
  KeyChanges changes;
  for (const auto& text : convert.rename) changes.rename.push_back(key_and_value("rename", text));
  changes.drop = convert.drop;
  for (const auto& text : convert.set) changes.set.push_back(key_and_value("set", text));
  return changes;
}

OutlierOptions CurateOptions::outlier_options() const {
  OutlierOptions wanted;
  if (!outliers) return wanted;
  wanted.energy = or_unset(outliers->energy);
  wanted.by_type = outliers->within == "config_type";
  wanted.max_force = or_unset(outliers->max_force);
  wanted.net_force = or_unset(outliers->net_force);
  wanted.radii = or_unset(outliers->radii);
  wanted.closest = outliers->closest;
  wanted.model_energy = or_unset(outliers->model_energy);
  wanted.model_force = or_unset(outliers->model_force);
  wanted.deviation = or_unset(outliers->deviation);
  wanted.model_shift = outliers->model_shift;
  return wanted;
}

CurateOptions read_curate_file(const std::string& path, const std::vector<std::string>& overrides) {
  return read_curation(load_run_file(path, overrides), path);
}

CurateOptions one_step(const std::string& step, const std::vector<std::string>& files, const std::string& output,
                       const std::vector<std::string>& overrides) {
  std::string text = to_toml("", {{"output", output}}) + "[input]\n" + to_toml("", {{"files", files}});
  if (!step.empty()) text += "[" + step + "]\n";
  return read_curation(parse_run_file(text, "the command line", overrides), "");
}

std::vector<std::pair<std::string, Echo>> echo(const CurateOptions& options) {
  std::vector<std::pair<std::string, Echo>> sections{{"", echo_section<DatasetKeys>(options.keys, dataset_fields)}};
  for (const auto& input : options.inputs)
    sections.emplace_back("[input]", echo_section<InputKeys>(input, input_fields));
  sections.emplace_back("convert", echo_section<ConvertKeys>(options.convert, convert_fields));
  if (options.duplicates)
    sections.emplace_back("duplicates", echo_section<DuplicateOptions>(*options.duplicates, duplicate_fields));
  if (options.outliers) {
    sections.emplace_back("outliers", echo_section<OutlierKeys>(*options.outliers, outlier_fields));
    Echo closest;
    for (const auto& [pair, r] : options.outliers->closest) closest.push_back({pair, exact_number(r, 1.0) + " Å"});
    if (!closest.empty()) sections.emplace_back("outliers.closest", closest);
  }
  sections.emplace_back("clusters", echo_section<ClusterOptions>(options.clusters, cluster_fields));
  if (options.rebalance)
    sections.emplace_back("rebalance", echo_section<RebalanceKeys>(*options.rebalance, rebalance_fields));
  if (options.split) sections.emplace_back("split", echo_section<SplitKeys>(*options.split, split_fields));
  return sections;
}

std::string curate_file_help() {
  return "Keys of a curation file (TOML; a number with a unit is text, \"0.01 Å\"). Steps are done in this order; one\n"
         "whose section is absent is left out:\n\n" +
         help_text<DatasetKeys>(dataset_fields) + "\n[[input]]\n" + help_text<InputKeys>(input_fields) +
         "\n[convert]\n" + help_text<ConvertKeys>(convert_fields) + "\n[duplicates]\n" +
         help_text<DuplicateOptions>(duplicate_fields) + "\n[outliers]\n" + help_text<OutlierKeys>(outlier_fields) +
         "\n[outliers.closest] the least distance of pairs of species, as Na-Cl = \"1.8 Å\"\n" +
         "\n[clusters] by HDBSCAN, where a step asks for them\n" + help_text<ClusterOptions>(cluster_fields) +
         "\n[rebalance]\n" + help_text<RebalanceKeys>(rebalance_fields) + "\n[split]\n" +
         help_text<SplitKeys>(split_fields);
}

}  // namespace liquidus
