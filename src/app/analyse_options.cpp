#include "app/analyse_options.hpp"

#include <algorithm>
#include <cmath>
#include <filesystem>

#include "app/measuring.hpp"
#include "io/file.hpp"

namespace liquidus {
namespace {

/// Names of what comes along stay as they are.
std::string potential_beside(const std::string& name, const std::string& set_file) {
  const bool is_path = name.find('/') != std::string::npos || !std::filesystem::path(name).extension().empty();
  return is_path ? resolved(name, set_file) : name;
}

/// A name that can be a file's.
bool is_plain(const std::string& name) {
  return !name.empty() && name.find('/') == std::string::npos && name.front() != '.';
}

void check_positive(const Table& table, std::initializer_list<std::pair<const char*, double>> numbers,
                    Problems& problems) {
  for (const auto& [key, value] : numbers)
    if (table.has(key) && value <= 0.0) problems.add(table.location(key), std::string(key) + " must be positive");
}

void check(const Table& table, const AnalyseKeys& keys, Problems& problems) {
  if (keys.draws < 2) problems.add(table.location("draws"), "a band takes 2 draws or more");
  if (keys.seed < 0) problems.add(table.location("seed"), "the seed must not be negative");
  check_positive(table, {{"step", keys.step}}, problems);
}

AnalysedKeys read_potential(const Table& table, const std::string& path, const std::vector<AnalysedKeys>& others,
                            Problems& problems) {
  auto keys = read_section<AnalysedKeys>(table, analysed_fields, problems);
  keys.at = table.location();
  check_positive(table,
                 {{"temperature", keys.temperature},
                  {"polarisability", keys.polarisability},
                  {"from", keys.from},
                  {"sigma", keys.sigma},
                  {"r_min", keys.r_min},
                  {"d_hp", keys.d_hp},
                  {"epsilon", keys.epsilon}},
                 problems);
  if (table.has("name") && !is_plain(keys.name))
    problems.add(table.location("name"), "'" + keys.name + "' can't be a file's name, which the curves' is made of");
  for (const auto& other : others)
    if (other.name == keys.name)
      problems.add(table.location("name"), "there are two [[potential]] named '" + keys.name + "'");
  const bool is_correction = has_ending(keys.file, ".h5");
  if (is_correction && keys.base.empty())
    problems.add(keys.at, "'" + keys.file + "' is a correction; base = \"…\" must say what it is added to");
  if (!is_correction && !keys.base.empty())
    problems.add(table.location("base"), "a base goes with a correction (.h5), which '" + keys.file + "' isn't");
  keys.file = potential_beside(keys.file, path);
  keys.base = potential_beside(keys.base, path);
  return keys;
}

}  // namespace

bool is_analyse_file(const std::string& path) {
  return has_ending(path, ".toml") && load_run_file(path).has("potential");
}

AnalyseOptions read_analyse_file(const std::string& path, const std::vector<std::string>& overrides) {
  const Table file = load_run_file(path, overrides);
  Problems problems;
  AnalyseOptions options;
  options.keys = read_section<AnalyseKeys>(file, analyse_fields, problems, {"potential", "scaling", "predict"});
  check(file, options.keys, problems);
  for (const auto& table : file.tables("potential", problems))
    options.potentials.push_back(read_potential(table, path, options.potentials, problems));
  const Table scaling = file.table("scaling", problems);
  options.scaling = read_section<ScalingKeys>(scaling, scaling_fields, problems);
  for (const auto& table : file.tables("predict", problems)) {
    options.predictions.push_back(read_section<PredictKeys>(table, predict_fields, problems));
    check_positive(table, {{"polarisability", options.predictions.back().polarisability}}, problems);
  }
  if (options.potentials.empty() && problems.empty())
    problems.add(file.location(), "there is no [[potential]]; expected at least one");
  problems.throw_if_any();
  return options;
}

std::vector<std::pair<std::string, Echo>> echo(const AnalyseOptions& options) {
  std::vector<std::pair<std::string, Echo>> sections{{"", echo_section<AnalyseKeys>(options.keys, analyse_fields)}};
  for (const auto& potential : options.potentials)
    sections.emplace_back("[potential]", echo_section<AnalysedKeys>(potential, analysed_fields));
  sections.emplace_back("scaling", echo_section<ScalingKeys>(options.scaling, scaling_fields));
  for (const auto& atom : options.predictions)
    sections.emplace_back("[predict]", echo_section<PredictKeys>(atom, predict_fields));
  return sections;
}

std::string analyse_file_help() {
  return "Keys of a set of potentials (TOML; a number with a unit is text, \"85 K\"):\n\n" +
         help_text<AnalyseKeys>(analyse_fields) + "\n[[potential]]\n" + help_text<AnalysedKeys>(analysed_fields) +
         "\n[scaling]\n" + help_text<ScalingKeys>(scaling_fields) + "\n[[predict]]\n" +
         help_text<PredictKeys>(predict_fields);
}

}  // namespace liquidus
