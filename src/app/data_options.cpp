#include "app/data_options.hpp"

#include <cmath>

#include "core/structure.hpp"

namespace liquidus {
namespace {

/// Fractions and atoms/Å³ from what the section says.
void work_out(const Table& table, DataOptions& options, Problems& problems) {
  const SampleKeys& sample = options.sample;
  if (sample.species.size() != sample.amounts.size() || sample.species.empty()) {
    problems.add(table.location("amounts"), "species and amounts must be lists of one length");
    return;
  }
  double all = 0.0, mass = 0.0;
  for (std::size_t k = 0; k < sample.species.size(); ++k) {
    if (!(sample.amounts[k] > 0.0)) problems.add(table.location("amounts"), "amounts must be positive");
    all += sample.amounts[k];
    try {
      mass += sample.amounts[k] * make_species(sample.species[k]).mass;
    } catch (const std::invalid_argument& error) {
      problems.add(table.location("species"), error.what());
    }
  }
  for (const double amount : sample.amounts) options.fractions.push_back(amount / all);
  const bool by_mass = sample.density.dimension == parse_unit("g/cm^3").dimension;
  options.density = by_mass ? sample.density.value * all / mass : sample.density.value;
  if (!(options.density > 0.0)) problems.add(table.location("density"), "density must be positive");
}

}  // namespace

DataOptions read_data_file(const std::string& path, const std::vector<std::string>& overrides) {
  const Table file = load_run_file(path, overrides);
  Problems problems;
  DataOptions options;
  options.keys = read_section<DataKeys>(file, data_fields, problems, {"sample", "experiment"});
  const Table sample = file.table("sample", problems);
  options.sample = read_section<SampleKeys>(sample, sample_fields, problems);
  if (problems.empty()) work_out(sample, options, problems);
  options.experiments = read_experiments(file, path, problems);
  if (options.experiments.empty() && problems.empty())
    problems.add(file.location(), "there is no [[experiment]]; expected at least one");
  problems.throw_if_any();
  return options;
}

std::vector<std::pair<std::string, Echo>> echo(const DataOptions& options) {
  std::vector<std::pair<std::string, Echo>> sections{
      {"", echo_section<DataKeys>(options.keys, data_fields)},
      {"sample", echo_section<SampleKeys>(options.sample, sample_fields)}};
  for (const auto& experiment : options.experiments)
    sections.emplace_back("[experiment]", echo_section<ExperimentOptions>(experiment, experiment_fields));
  return sections;
}

std::string data_file_help() {
  return "Keys of a file for data (TOML; a number with a unit is text, \"0.0312 1/Å^3\"):\n\n" +
         help_text<DataKeys>(data_fields) + "\n[sample]\n" + help_text<SampleKeys>(sample_fields) +
         "\n[[experiment]] (those about a model have no meaning here)\n" +
         help_text<ExperimentOptions>(experiment_fields);
}

}  // namespace liquidus
