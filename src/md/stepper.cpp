#include "md/stepper.hpp"

#include <cmath>

#include "md/pack_numbers.hpp"

namespace liquidus {
namespace {

/// Length of the box at the end of a ramp over that at its start.
double final_stretch(const Motion& motion, const Quantity& density, const Cell& start) {
  const bool by_number = density.dimension == parse_unit("1/Å^3").dimension;
  const double amount = by_number ? static_cast<double>(motion.all) : motion.whole_mass;
  return std::cbrt(amount / density.value / start.volume());
}

}  // namespace

Stepper::Stepper(const Stage& stage, Motion& motion, Forces& forces, Index seed, Index step)
    : stage_(stage), motion_(&motion), forces_(&forces), cell_at_start_(motion.atoms.cell) {
  motion.degrees = stage.degrees(motion.all);
  const bool at_rest = kinetic_energy(motion) == 0.0;
  if (stage.temperature && (at_rest || stage.ensemble == Ensemble::nve))
    draw_velocities(motion, stage.temperature->from, seed, step);
  if (stage.thermostat != ThermostatKind::langevin) remove_momentum(motion);
  prepare(stage, seed);
  forces.complete(motion);
}

Stepper::Stepper(const Stage& stage, Motion& motion, Forces& forces, Index seed, const Checkpoint& checkpoint,
                 const std::string& path)
    : stage_(stage),
      motion_(&motion),
      forces_(&forces),
      cell_at_start_(mat3(checkpoint.numbers(path + "/cell_at_start")), motion.atoms.cell.periodic()) {
  motion.degrees = stage.degrees(motion.all);
  prepare(stage, seed);
  thermostat_->restore(checkpoint.numbers(path + "/thermostat"));
  if (barostat_) barostat_->restore(checkpoint.numbers(path + "/barostat"));
  ramp_work_ = checkpoint.number(path + "/ramp_work");
  stretch_ = checkpoint.number(path + "/stretch");
}

void Stepper::prepare(const Stage& stage, Index seed) {
  thermostat_ = make_thermostat(stage, *motion_, seed);
  if (stage.has_barostat()) barostat_.emplace(stage, motion_->all, seed);
  if (stage.density) final_stretch_ = final_stretch(*motion_, *stage.density, cell_at_start_);
  kinetic_ = kinetic_energy(*motion_);
}

void Stepper::advance(Index step, Index done, Extras wanted) {
  const double dt = stage_.timestep;
  const double middle = (static_cast<double>(done) + 0.5) / static_cast<double>(stage_.steps);
  const double target = stage_.temperature ? stage_.temperature->at(middle) : 0.0;
  const ThermostatStep now{target, dt, step};
  const bool barostat_due = barostat_ && (done + 1) % stage_.pressure_interval == 0;
  if (barostat_due) wanted.energy = wanted.virial = true;

  thermostat_->before(*motion_, now);
  kick(*motion_, forces_->forces(), 0.5 * dt);
  if (thermostat_->splits_drift()) {
    drift(*motion_, 0.5 * dt);
    thermostat_->middle(*motion_, now);
    drift(*motion_, 0.5 * dt);
  } else {
    drift(*motion_, dt);
  }
  if (stage_.density)
    ramp_box(done + 1, wanted);
  else
    forces_->update(*motion_, wanted);
  kick(*motion_, forces_->forces(), 0.5 * dt);
  thermostat_->after(*motion_, now);
  if (barostat_due)
    barostat_->move(*motion_, *forces_,
                    {target, stage_.pressure.at(middle), dt * static_cast<double>(stage_.pressure_interval), step});
  kinetic_ = kinetic_energy(*motion_);
}

/// Density linear in time. The work done, −∫ tr W d ln(stretch), is taken by the trapezoidal rule.
void Stepper::ramp_box(Index done, Extras wanted) {
  const double share = static_cast<double>(done) / static_cast<double>(stage_.steps);
  const double rise = 1.0 / (final_stretch_ * final_stretch_ * final_stretch_) - 1.0;  // of the density, relative
  const double next = done == stage_.steps ? final_stretch_ : 1.0 / std::cbrt(1.0 + rise * share);
  const double factor = next / stretch_, virial_before = trace(forces_->virial());
  Structure& atoms = motion_->atoms;
  atoms.cell = Cell(next * cell_at_start_.vectors(), atoms.cell.periodic());
  for (auto& r : atoms.r) r *= factor;
  stretch_ = next;
  wanted.virial = true;
  forces_->update(*motion_, wanted);
  ramp_work_ -= 0.5 * (virial_before + trace(forces_->virial())) * std::log(factor);
}

double Stepper::reservoirs() const {
  return thermostat_->energy() + (barostat_ ? barostat_->energy() : 0.0) - ramp_work_;
}

double Stepper::moves_taken() const {
  return barostat_ && barostat_->moves() > 0
             ? static_cast<double>(barostat_->taken()) / static_cast<double>(barostat_->moves())
             : 0.0;
}

void Stepper::save(const std::string& path, Checkpoint& checkpoint) const {
  checkpoint.put(path + "/thermostat", thermostat_->state());
  if (barostat_) checkpoint.put(path + "/barostat", barostat_->state());
  checkpoint.put(path + "/cell_at_start", numbers(cell_at_start_.vectors()));
  checkpoint.put(path + "/stretch", stretch_);
  checkpoint.put(path + "/ramp_work", ramp_work_);
}

}  // namespace liquidus
