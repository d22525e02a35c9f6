#pragma once
#include <memory>
#include <optional>

#include "io/checkpoint.hpp"
#include "md/barostat.hpp"
#include "md/forces.hpp"
#include "md/motion.hpp"
#include "md/stage.hpp"
#include "md/thermostat.hpp"

namespace liquidus {

/// The equations of motion of one stage. A step is velocity Verlet,
///     thermostat · kick ½ · drift · [box ramp] · forces · kick ½ · thermostat · [barostat],
/// with Langevin's noise in the middle of the drift (BAOAB). The box ramp scales cell and positions, not velocities, so
/// that the density is linear in time. Temperature and pressure are those of the ramp at the middle of the step.
class Stepper {
 public:
  /// Begins the stage: velocities are drawn if it is nve with a temperature or if all atoms are at rest; the momentum
  /// is taken off unless the thermostat is Langevin's. Energy and virial are known afterwards.
  Stepper(const Stage& stage, Motion& motion, Forces& forces, Index seed, Index step);
  /// Goes on with a stage that has begun.
  Stepper(const Stage& stage, Motion& motion, Forces& forces, Index seed, const Checkpoint& checkpoint,
          const std::string& path);

  /// One step; `wanted` are known after it. `step` is that of the run, `done` that of the stage, before it.
  void advance(Index step, Index done, Extras wanted);
  /// Kinetic energy after the last step, eV.
  double kinetic() const { return kinetic_; }
  /// What to add to K + U for the conserved quantity, eV.
  double reservoirs() const;
  /// Share of the barostat's moves that were taken.
  double moves_taken() const;
  void save(const std::string& path, Checkpoint& checkpoint) const;

 private:
  void prepare(const Stage& stage, Index seed);
  void ramp_box(Index done, Extras wanted);

  const Stage stage_;
  Motion* motion_;
  Forces* forces_;
  std::unique_ptr<Thermostat> thermostat_;
  std::optional<CellRescaling> barostat_;
  Cell cell_at_start_;
  double stretch_ = 1.0;  // of the box ramp, now
  double final_stretch_ = 1.0;
  double ramp_work_ = 0.0;  // eV, put in by the box ramp
  double kinetic_ = 0.0;    // eV
};

}  // namespace liquidus
