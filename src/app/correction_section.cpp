#include "app/correction_section.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <filesystem>

#include "app/potential_file.hpp"
#include "core/errors.hpp"
#include "correct/layer/applicability.hpp"
#include "correct/layer/correction_file.hpp"
#include "correct/layer/correction_potential.hpp"
#include "correct/layer/hash.hpp"

namespace liquidus {
namespace {

std::string short_name(const std::string& path) { return std::filesystem::path(path).filename().string(); }

CorrectionUse use_of(const LoadedPotential& potential, const Structure& atoms, const TemperatureRange& temperatures) {
  CorrectionUse use;
  const auto counts = atoms.counts();
  for (std::size_t k = 0; k < counts.size(); ++k)
    if (counts[k] > 0)
      use.composition.emplace_back(atoms.species[k].name,
                                   static_cast<double>(counts[k]) / static_cast<double>(atoms.size()));
  use.base = base_mark(potential);
  use.coldest = temperatures.coldest;
  use.hottest = temperatures.hottest;
  if (atoms.cell.fully_periodic()) use.density = atoms.number_density();
  return use;
}

/// Whether a correction at one temperature is used at others.
bool is_elsewhere(const LoadedCorrection& loaded, const TemperatureRange& range) {
  return loaded.temperature > 0.0 && range.coldest > 0.0 &&
         (range.coldest < loaded.temperature * (1.0 - applicability_margin) ||
          range.hottest > loaded.temperature * (1.0 + applicability_margin));
}

}  // namespace

LoadedCorrection load_correction(const CorrectionKeys& keys, double temperature) {
  LoadedCorrection loaded{keys.file, load_correction(keys.file), 0.0, keys.scale, false};
  if (!std::isfinite(keys.scale)) throw InputError("the scale of the correction '" + keys.file + "' is not finite");
  if (loaded.correction.terms() == 1 && loaded.correction.temperature.kind == TemperatureBasis::Kind::constant)
    return loaded;
  loaded.temperature = std::isnan(keys.temperature) ? temperature : keys.temperature;
  if (std::isnan(loaded.temperature))
    throw InputError("the correction '" + keys.file +
                     "' depends on temperature, and there is no one temperature to take it at; give it: "
                     "temperature = \"1150 K\" beside its file, --temperature on the command line");
  if (!(loaded.temperature > 0.0))
    throw InputError(fmt::format("the correction '{}' can't be taken at {:g} K", keys.file, loaded.temperature));
  return loaded;
}

std::unique_ptr<Potential> make_correction(const LoadedCorrection& loaded, std::span<const Species> species) {
  try {
    return make_correction(loaded.correction, species, loaded.temperature, loaded.scale);
  } catch (const InputError& e) {
    throw InputError({loaded.file, 0}, e.what());
  }
}

double common_temperature(const std::vector<StageOptions>& stages) {
  double common = not_given;
  for (const auto& stage : stages)
    for (const double t : stage.temperature) {
      if (!std::isnan(common) && t != common) return not_given;
      common = t;
    }
  return common;
}

TemperatureRange last_temperatures(const std::vector<StageOptions>& stages) {
  for (auto stage = stages.rbegin(); stage != stages.rend(); ++stage)
    if (const auto& t = stage->temperature; !t.empty())
      return {*std::min_element(t.begin(), t.end()), *std::max_element(t.begin(), t.end())};
  return {};
}

std::string name_of(const LoadedCorrection& loaded) {
  std::string name = short_name(loaded.file);
  if (loaded.temperature > 0.0) name += fmt::format(" at {:g} K", loaded.temperature);
  if (loaded.scale != 1.0) name += fmt::format(" × {:g}", loaded.scale);
  return name;
}

std::vector<std::string> correction_remarks(const LoadedPotential& potential, const Structure& atoms,
                                            const TemperatureRange& temperatures) {
  std::vector<std::string> remarks;
  if (potential.corrections.empty()) return remarks;
  const CorrectionUse all = use_of(potential, atoms, temperatures);
  for (const auto& loaded : potential.corrections) {
    CorrectionUse use = all;
    if (!loaded.knows_base) use.base = {};
    const std::string before = "correction " + short_name(loaded.file) + ": ";
    for (const auto& remark : remarks_on(loaded.correction, use)) remarks.push_back(before + remark);
    if (is_elsewhere(loaded, temperatures))
      remarks.push_back(before + fmt::format("taken at {:g} K, used at {:g}-{:g} K", loaded.temperature,
                                             temperatures.coldest, temperatures.hottest));
  }
  return remarks;
}

FileMark base_mark(const LoadedPotential& potential) { return mark_of(potential.files); }

}  // namespace liquidus
