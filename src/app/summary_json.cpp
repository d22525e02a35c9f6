#include "app/summary_json.hpp"

#include "app/measured_json.hpp"
#include "app/version.hpp"
#include "core/units.hpp"

namespace liquidus {
namespace {

Json average(const Average& a, double unit) {
  return {{"mean", json_number(a.mean / unit)},
          {"error", json_number(a.error / unit)},
          {"deviation", json_number(a.deviation / unit)},
          {"samples", a.samples}};
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
          {"barostat_moves_taken", json_number(stage.moves_taken)},
          {"conserved_drift_eV_per_atom", json_number(stage.drift)},
          {"conserved_drift_rate_eV_per_atom_per_ps", json_number(stage.drift_rate * units::ps)}};
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
               {"options", options_json(echo(options))},
               {"potential", {{"title", results.potential_title}, {"source", results.potential_source}}},
               {"structure", structure_json(atoms)}};
  if (!results.remarks.empty()) json["remarks"] = results.remarks;
  json["stages"] = Json::array();
  for (const auto& stage : results.summary.stages) json["stages"].push_back(stage_json(stage));
  add_measured(json, results.measured);
  json["performance"] = {{"ranks", results.ranks},
                         {"threads", results.threads},
                         {"seconds", json_number(results.summary.seconds)},
                         {"steps_per_second", json_number(results.summary.steps_per_second)},
                         {"seconds_of_a_rank", phases_json(results.phases)}};
  write_json(path, json);
}

}  // namespace liquidus
