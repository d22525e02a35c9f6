#include "app/scatter_options.hpp"

namespace liquidus {

Trajectory trajectory_of(const ScatterKeys& keys) {
  return {keys.trajectory, {keys.first, keys.last, keys.every}, keys.frame_time, {keys.species, keys.units}};
}

ScatterOptions read_scatter_file(const std::string& path, const std::vector<std::string>& overrides) {
  const Table file = load_run_file(path, overrides);
  Problems problems;
  ScatterOptions options;
  options.keys = read_section<ScatterKeys>(file, scatter_fields, problems,
                                           {measuring_sections[0], measuring_sections[1], measuring_sections[2]});
  options.keys.trajectory = resolved(options.keys.trajectory, path);
  options.measuring = read_measuring(file, path, {}, problems);
  if (options.measuring.measures.empty() && problems.empty())
    problems.add(file.location(), "there is no [[measure]]; expected at least one, such as type = \"rdf\"");
  problems.throw_if_any();
  return options;
}

std::vector<std::pair<std::string, Echo>> echo(const ScatterOptions& options) {
  std::vector<std::pair<std::string, Echo>> sections{{"", echo_section<ScatterKeys>(options.keys, scatter_fields)}};
  for (auto& section : echo(options.measuring)) sections.push_back(std::move(section));
  return sections;
}

std::string scatter_file_help() {
  return "Keys of a file for scatter (TOML; a number with a unit is text, \"0.5 fs\"):\n\n" +
         help_text<ScatterKeys>(scatter_fields) + "\n" + measuring_help();
}

}  // namespace liquidus
