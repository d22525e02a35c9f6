#include "app/summary_json.hpp"

#include <cmath>
#include <filesystem>
#include <fstream>
#include <nlohmann/json.hpp>

#include "app/version.hpp"
#include "core/errors.hpp"
#include "core/units.hpp"
#include "scatter/pairs/peaks.hpp"

namespace liquidus {
namespace {

using Json = nlohmann::ordered_json;

Json number(double x) { return std::isfinite(x) ? Json(x) : Json(nullptr); }

Json average(const Average& a, double unit) {
  return {{"mean", number(a.mean / unit)},
          {"error", number(a.error / unit)},
          {"deviation", number(a.deviation / unit)},
          {"samples", a.samples}};
}

Json estimate(const std::optional<Estimate>& e) {
  if (!e) return nullptr;
  return {{"value", number(e->value)}, {"error", e->error ? number(*e->error) : Json(nullptr)}};
}

Json section(const Echo& echo) {
  Json keys = Json::object();
  for (const auto& item : echo) std::visit([&](const auto& value) { keys[item.key] = value; }, item.value);
  return keys;
}

Json options_json(const RunFileOptions& options) {
  Json all = Json::object();
  for (const auto& [title, keys] : echo(options)) {
    if (title.empty())
      all.update(section(keys));
    else if (title.front() == '[')
      all[title.substr(1, title.size() - 2)].push_back(section(keys));
    else
      all[title] = section(keys);
  }
  return all;
}

Json stage_json(const StageSummary& stage) {
  return {{"name", stage.name},
          {"ensemble", stage.ensemble},
          {"steps", stage.steps},
          {"time_ps", stage.time / units::ps},
          {"temperature_K", average(stage.temperature, 1.0)},
          {"pressure_GPa", average(stage.pressure, units::GPa)},
          {"density_g_per_cm3", average(stage.density, units::g_per_cm3)},
          {"potential_eV_per_atom", average(stage.potential, 1.0)},
          {"total_eV_per_atom", average(stage.total, 1.0)},
          {"barostat_moves_taken", number(stage.moves_taken)},
          {"conserved_drift_eV_per_atom", number(stage.drift)},
          {"conserved_drift_rate_eV_per_atom_per_ps", number(stage.drift_rate * units::ps)}};
}

Json measure_json(const PairDistributions& result) {
  Json partials = Json::object();
  for (const auto& partial : result.partials) {
    const auto shell = first_shell(partial);
    if (!shell) continue;
    partials[partial.name()] = {{"peak_A", estimate(shell->peak.r)},
                                {"peak_height", estimate(shell->peak.height)},
                                {"minimum_A", shell->minimum ? estimate(shell->minimum->r) : Json(nullptr)},
                                {"coordination_of_first", estimate(shell->n_ab)},
                                {"coordination_of_second", estimate(shell->n_ba)}};
  }
  return {{"frames", result.frames}, {"number_density_per_A3", result.number_density}, {"partials", partials}};
}

Json comparison_json(const RdfCompareOptions& options, const Agreement& agreement) {
  return {{"measure", options.measure},
          {"pair", options.pair},
          {"file", options.file},
          {"function", name_of(agreement.function)},
          {"from_A", agreement.from},
          {"to_A", agreement.to},
          {"points", agreement.points},
          {"r_chi", number(agreement.r_chi)},
          {"r_chi_error", agreement.r_chi_error ? number(*agreement.r_chi_error) : Json(nullptr)},
          {"mean_square_dg", number(agreement.mean_square_dg)}};
}

Json phases_json(const std::vector<PhaseTime>& phases) {
  Json all = Json::object();
  for (const auto& phase : phases)
    all[std::string(phase.name)] = {{"least", phase.least}, {"mean", phase.mean}, {"most", phase.most}};
  return all;
}

Json structure_json(const Structure& atoms) {
  Json counts = Json::object();
  const auto numbers = atoms.counts();
  for (std::size_t k = 0; k < numbers.size(); ++k) counts[atoms.species[k].name] = numbers[k];
  return {{"atoms", atoms.size()},
          {"counts", counts},
          {"volume_A3", atoms.cell.volume()},
          {"density_g_per_cm3", atoms.density() / units::g_per_cm3}};
}

}  // namespace

void write_summary(const std::string& path, const RunFileOptions& options, const Structure& atoms,
                   const RunResults& results) {
  Json json = {{"program", "liquidus"},
               {"version", version},
               {"run_file", results.run_file},
               {"finished", results.summary.finished},
               {"seed", options.md.run.seed},
               {"options", options_json(options)},
               {"potential", {{"title", results.potential_title}, {"source", results.potential_source}}},
               {"structure", structure_json(atoms)}};
  json["stages"] = Json::array();
  for (const auto& stage : results.summary.stages) json["stages"].push_back(stage_json(stage));
  json["measures"] = Json::object();
  for (const auto& [name, result] : results.measures) json["measures"][name] = measure_json(result);
  json["comparisons"] = Json::array();
  for (const auto& [compare, agreement] : results.comparisons)
    json["comparisons"].push_back(comparison_json(compare, agreement));
  json["performance"] = {{"ranks", results.ranks},
                         {"threads", results.threads},
                         {"seconds", number(results.summary.seconds)},
                         {"steps_per_second", number(results.summary.steps_per_second)},
                         {"seconds_of_a_rank", phases_json(results.phases)}};
  const std::string temporary = path + ".tmp";
  std::ofstream out(temporary);
  out << json.dump(2) << '\n';
  out.close();
  std::error_code failure;
  if (out) std::filesystem::rename(temporary, path, failure);
  if (!out || failure) throw Error("can't write " + path);
}

}  // namespace liquidus
