#include "md/stage.hpp"

#include <cmath>

namespace liquidus {
namespace {

Ramp ramp(const std::vector<double>& values) { return {values.front(), values.back()}; }

Ensemble ensemble_of(const std::string& name) {
  return name == "nve"   ? Ensemble::nve
         : name == "nvt" ? Ensemble::nvt
         : name == "npt" ? Ensemble::npt
                         : Ensemble::npt_full;
}

ThermostatKind thermostat_of(const StageOptions& options) {
  if (options.ensemble == "nve") return ThermostatKind::none;
  return options.thermostat == "nose-hoover" ? ThermostatKind::nose_hoover
         : options.thermostat == "langevin"  ? ThermostatKind::langevin
                                             : ThermostatKind::rescaling;
}

}  // namespace

Index steps_of(const StageOptions& options) {
  return std::isnan(options.time) ? options.steps : static_cast<Index>(std::llround(options.time / options.timestep));
}

Stage make_stage(const StageOptions& options) {
  Stage stage;
  stage.name = options.name;
  stage.ensemble_name = options.ensemble;
  stage.ensemble = ensemble_of(options.ensemble);
  stage.thermostat = thermostat_of(options);
  if (!options.temperature.empty()) stage.temperature = ramp(options.temperature);
  stage.tau = options.tau;
  stage.chain = options.chain;
  if (!options.pressure.empty()) stage.pressure = ramp(options.pressure);
  stage.pressure_tau = options.pressure_tau;
  stage.compressibility = options.compressibility;
  stage.pressure_interval = options.pressure_interval;
  if (options.density.value > 0.0) stage.density = options.density;
  stage.steps = steps_of(options);
  stage.timestep = options.timestep;
  return stage;
}

}  // namespace liquidus
