#pragma once
#include <optional>
#include <string>

#include "md/options.hpp"

namespace liquidus {

enum class Ensemble { nve, nvt, npt, npt_full };
enum class ThermostatKind { none, nose_hoover, langevin, rescaling };

/// A value that changes linearly over a stage; a constant keeps its bits.
struct Ramp {
  double from = 0.0, to = 0.0;
  double at(double share) const { return from == to ? from : from + share * (to - from); }
};

/// A stage with its choices made: what StageOptions say, in the form that the integrator uses.
struct Stage {
  std::string name, ensemble_name;
  Ensemble ensemble = Ensemble::nve;
  ThermostatKind thermostat = ThermostatKind::none;
  std::optional<Ramp> temperature;  // K; in nve what velocities are drawn at
  double tau = 0.0;                 // fs
  Index chain = 0;
  Ramp pressure;              // eV/Å³
  double pressure_tau = 0.0;  // fs
  double compressibility = 0.0;
  Index pressure_interval = 1;
  std::optional<Quantity> density;
  Index steps = 0;
  double timestep = 0.0;  // fs

  bool has_barostat() const { return ensemble == Ensemble::npt || ensemble == Ensemble::npt_full; }
  /// The noise of Langevin moves the centre of mass too; everything else keeps it at rest, which takes 3 degrees.
  Index degrees(Index atoms) const { return thermostat == ThermostatKind::langevin ? 3 * atoms : 3 * atoms - 3; }
};

/// Of options without complaints.
Stage make_stage(const StageOptions& options);

/// steps, or time in whole steps.
Index steps_of(const StageOptions& options);

}  // namespace liquidus
