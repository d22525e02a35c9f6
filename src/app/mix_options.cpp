#include "app/mix_options.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <cstdlib>
#include <filesystem>

#include "app/measuring.hpp"
#include "app/version.hpp"
#include "core/errors.hpp"
#include "io/file.hpp"

namespace liquidus {
namespace {

namespace fs = std::filesystem;

/// A table that comes along, by name, from $LIQUIDUS_DATASETS, the installed data or the source; or a file.
std::string salts_path(const std::string& name, const std::string& mix_file) {
  if (name.find('/') != std::string::npos || has_ending(name, ".toml")) return resolved(name, mix_file);
  std::vector<fs::path> folders = {installed_datasets, source_datasets};
  if (const char* own = std::getenv("LIQUIDUS_DATASETS")) folders.insert(folders.begin(), own);
  std::vector<std::string> known;
  for (const auto& folder : folders) {
    if (fs::is_regular_file(folder / name / "salts.toml")) return (folder / name / "salts.toml").string();
    std::error_code none;
    for (const auto& entry : fs::directory_iterator(folder, none))
      if (fs::is_regular_file(entry.path() / "salts.toml")) known.push_back(entry.path().filename().string());
  }
  if (known.empty())
    throw InputError(
        fmt::format("there are no tables of salts in {}; set LIQUIDUS_DATASETS to their folder, or give a "
                    "file: salts = \"own.toml\"",
                    installed_datasets));
  throw InputError("there is no table of salts '" + name + "'" + suggestion(name, known));
}

void read_table(MixOptions& options, const std::string& mix_file) {
  options.table_file = salts_path(options.keys.salts, mix_file);
  const Table file = load_run_file(options.table_file);
  Problems problems;
  file.refuse_unknown({"title", "ion", "salt"}, problems);
  read_ions(file, options.table, problems);
  problems.throw_if_any();
}

/// All of the table with that sign if none are named.
void check_names(std::vector<std::string>& names, bool cations, const IonTable& table, const Table& section,
                 Problems& problems) {
  const std::string_view key = cations ? "cations" : "anions";
  std::vector<std::string> known;
  for (const auto& ion : table.ions)
    if ((ion.charge > 0) == cations) known.push_back(ion.name);
  for (std::size_t k = 0; k < names.size(); ++k) {
    const auto& name = names[k];
    if (std::find(known.begin(), known.end(), name) == known.end()) {
      const bool other = table.find(name) != nullptr;
      problems.add(section.location(key), other ? fmt::format("'{}' has the charge {:+} and is none of the {}", name,
                                                              table.find(name)->charge, key)
                                                : fmt::format("there is no ion '{}'{}", name, suggestion(name, known)));
    }
    if (std::find(names.begin(), names.begin() + static_cast<std::ptrdiff_t>(k), name) !=
        names.begin() + static_cast<std::ptrdiff_t>(k))
      problems.add(section.location(key), fmt::format("'{}' stands twice among the {}", name, key));
  }
  if (names.empty()) names = known;
}

void check_pair(const std::vector<Index>& pair, std::string_view key, const Table& section, Problems& problems) {
  if (pair.size() != 2 || pair[0] < 1 || pair[0] > pair[1])
    problems.add(section.location(key), fmt::format("{} must be two numbers, least and most, such as [1, 2]", key));
}

void check_steps(MixGridKeys& grid, const Table& section, Problems& problems) {
  const auto fill = [&](double step, std::vector<double>& fractions, std::string_view key) {
    if (!fractions.empty()) return;
    try {
      fractions = grid_fractions(step);
    } catch (const InputError& error) {
      problems.add(section.location(key), fmt::format("{}: {}", key, error.what()));
    }
  };
  fill(grid.cation_step, grid.cation_fractions, "cation_step");
  fill(grid.anion_step, grid.anion_fractions, "anion_step");
  for (auto* fractions : {&grid.cation_fractions, &grid.anion_fractions}) {
    std::sort(fractions->begin(), fractions->end());
    fractions->erase(std::unique(fractions->begin(), fractions->end()), fractions->end());
  }
}

bool all_positive(const std::vector<double>& numbers) {
  return !numbers.empty() && std::all_of(numbers.begin(), numbers.end(), [](double x) { return x > 0.0; });
}

void check_start(const MixStartKeys& start, const Table& section, Problems& problems) {
  if (!all_positive(start.temperatures))
    problems.add(section.location("temperatures"), "temperatures must be above 0 K, and one at least");
  if (!all_positive(start.densities))
    problems.add(section.location("densities"), "densities must be positive, and one at least");
  if (start.count < 1) problems.add(section.location("count"), "count must be 1 or more");
  if (!(start.closest > 0.0)) problems.add(section.location("closest"), "closest must be positive");
  if (!(start.mixing_error >= 0.0 && start.mixing_error < 1.0))
    problems.add(section.location("mixing_error"), "mixing_error must be at least 0 and below 1");
}

std::vector<Ion> chosen(const std::vector<std::string>& names, const IonTable& table) {
  std::vector<Ion> ions;
  for (const auto& ion : table.ions)
    if (std::find(names.begin(), names.end(), ion.name) != names.end()) ions.push_back(ion);
  return ions;
}

}  // namespace

MixtureGrid MixOptions::mixture_grid() const {
  return {chosen(ions.cations, table),
          chosen(ions.anions, table),
          {ions.cation_kinds[0], ions.cation_kinds[1]},
          {ions.anion_kinds[0], ions.anion_kinds[1]},
          grid.cation_fractions,
          grid.anion_fractions,
          grid.atoms[0],
          grid.atoms[1],
          grid.tolerance};
}

StartOptions MixOptions::start_options() const { return {keys.seed, start.count, start.densities, start.closest}; }

MixOptions read_mix_file(const std::string& path, const std::vector<std::string>& overrides) {
  const Table file = path.empty() ? parse_run_file("", "the defaults", overrides) : load_run_file(path, overrides);
  Problems problems;
  MixOptions options;
  options.keys = read_section<MixKeys>(file, mix_fields, problems, {"ions", "grid", "start", "ion", "salt"});
  const Table ions = file.table("ions", problems), grid = file.table("grid", problems);
  const Table start = file.table("start", problems);
  options.ions = read_section<MixIonKeys>(ions, mix_ion_fields, problems);
  options.grid = read_section<MixGridKeys>(grid, mix_grid_fields, problems);
  options.start = read_section<MixStartKeys>(start, mix_start_fields, problems);
  read_table(options, path);
  read_ions(file, options.table, problems);
  check_names(options.ions.cations, true, options.table, ions, problems);
  check_names(options.ions.anions, false, options.table, ions, problems);
  check_pair(options.ions.cation_kinds, "cation_kinds", ions, problems);
  check_pair(options.ions.anion_kinds, "anion_kinds", ions, problems);
  check_pair(options.grid.atoms, "atoms", grid, problems);
  check_steps(options.grid, grid, problems);
  check_start(options.start, start, problems);
  if (options.keys.seed < 0) problems.add(file.location("seed"), "seed must be 0 or more");
  if (options.keys.output.empty()) problems.add(file.location("output"), "output must name a folder");
  options.keys.campaign = options.keys.campaign.empty() ? "" : resolved(options.keys.campaign, path);
  problems.throw_if_any();
  return options;
}

std::string mix_file_help() {
  return "Keys of the file (TOML; a number with a unit is text, \"1100 K\"):\n\n" + help_text<MixKeys>(mix_fields) +
         "\n[ions]\n" + help_text<MixIonKeys>(mix_ion_fields) + "\n[grid]\n" + help_text<MixGridKeys>(mix_grid_fields) +
         "\n[start]\n" + help_text<MixStartKeys>(mix_start_fields) +
         "\n[[ion]], more ions, or others in place of the table's\n" + help_text<Ion>(ion_fields) +
         "\n[[salt]], more molten salts, or others in place of the table's\n" + help_text<SaltDensity>(salt_fields);
}

}  // namespace liquidus
