#include "md/simulation_state.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "core/errors.hpp"
#include "core/units.hpp"

namespace liquidus {
namespace {

bool due(Index interval, Index step) { return interval > 0 && step % interval == 0; }

double angle(const Vec3& a, const Vec3& b) {
  return std::acos(std::clamp(dot(a, b) / (norm(a) * norm(b)), -1.0, 1.0)) * 180.0 / units::pi;
}

ThermoRow::Deviations deviations_of(const Forces& forces) {
  ThermoRow::Deviations result;
  for (const double x : forces.deviations()) {
    result.largest = std::max(result.largest, x);
    result.mean += x / static_cast<double>(forces.deviations().size());
  }
  return result;
}

void put_deviations(const Forces& forces, Frame& frame) {
  const auto put = [&](const char* name, std::span<const double> values) {
    frame.arrays[name].assign(values.begin(), values.end());
  };
  put("force_deviation", forces.deviations());
  put("relative_force_deviation", forces.relative_deviations());
}

constexpr double seconds_between_reports = 0.2;

}  // namespace

Index Simulation::State::steps_before_stage() const { return step - done; }

Index Simulation::State::all_steps() const {
  Index sum = steps_before_stage();
  for (std::size_t k = stage; k < stages.size(); ++k) sum += stages[k].steps;
  return sum;
}

void Simulation::State::begin_stage() {
  const bool first = step == 0;
  if (first) forces.update(motion.atoms, {true, true, committee});
  stepper.emplace(now(), motion, forces, options.run.seed, step);
  records.emplace_back(now());
  if (!first) return;
  guards.check_step(motion, forces, stepper->kinetic());
  guards.check_distances(motion);
  if (committee) look_at_deviations();
  record();
}

void Simulation::State::advance() {
  const Index next = step + 1;
  const bool all = row_due(next) || frame_due(next) || observers_due(next);
  stepper->advance(next, done, {all, all, deviations_due(next) || (committee && (row_due(next) || frame_due(next)))});
  step = next;
  ++done;
  ++steps_here;
  guards.check_step(motion, forces, stepper->kinetic());
  if (guards.distances_due(step)) guards.check_distances(motion);
  if (deviations_due(step)) look_at_deviations();
  record();
}

bool Simulation::State::row_due(Index at) const { return due(options.write.thermo, at); }
bool Simulation::State::frame_due(Index at) const { return due(options.write.trajectory, at); }
bool Simulation::State::deviations_due(Index at) const { return committee && due(options.committee.interval, at); }
bool Simulation::State::observers_due(Index at) const {
  return std::any_of(measurements.begin(), measurements.end(), [&](const Measurement& measurement) {
    return measurement.in_stage[stage] && due(measurement.observer->interval(), at);
  });
}

void Simulation::State::record() {
  records.back().reached(done, time() - time_at_stage, stepper->moves_taken());
  if (row_due(step)) {
    const ThermoRow thermo = row();
    records.back().add(thermo, motion.size());
    if (sink) sink->thermo(thermo);
  }
  if (sink && frame_due(step)) show_frame();
  if (observers_due(step)) observe();
}

ThermoRow Simulation::State::row() const {
  const Cell& cell = motion.atoms.cell;
  const Mat3& h = cell.vectors();
  ThermoRow now_row;
  now_row.step = step;
  now_row.time = time();
  now_row.stage = now().name;
  now_row.temperature = temperature(stepper->kinetic(), motion.degrees);
  now_row.potential = forces.energy();
  now_row.kinetic = stepper->kinetic();
  now_row.conserved = now_row.potential + now_row.kinetic + stepper->reservoirs();
  now_row.pressure = pressure(stress(motion, forces.virial()));
  now_row.volume = cell.volume();
  now_row.density = motion.atoms.density();
  now_row.lengths = {norm(h[0]), norm(h[1]), norm(h[2])};
  now_row.angles = {angle(h[1], h[2]), angle(h[0], h[2]), angle(h[0], h[1])};
  if (committee) now_row.deviations = deviations_of(forces);
  return now_row;
}

void Simulation::State::show_frame() {
  frame.atoms = motion.atoms;
  frame.step = step;
  frame.time = time();
  frame.energy = forces.energy();
  frame.stress = stress(motion, forces.virial());
  frame.forces.assign(forces.forces().begin(), forces.forces().end());
  frame.info["temperature"] = temperature(stepper->kinetic(), motion.degrees);
  if (committee) put_deviations(forces, frame);
  sink->frame(frame);
}

void Simulation::State::look_at_deviations() {
  const auto deviations = deviations_of(forces);
  const CommitteeOptions& collect = options.committee;
  if (sink && deviations.largest > collect.collect_above && !(deviations.largest >= collect.collect_below)) {
    // without energy and forces: they are the committee's, and a training set must not take them for labels
    candidate.atoms = motion.atoms;
    candidate.step = step;
    candidate.time = time();
    candidate.info["temperature"] = temperature(stepper->kinetic(), motion.degrees);
    candidate.info["max_force_deviation"] = deviations.largest;
    candidate.info["mean_force_deviation"] = deviations.mean;
    put_deviations(forces, candidate);
    sink->candidate(candidate);
  }
  guards.check_deviations(motion, forces);
}

void Simulation::State::observe() {
  const Snapshot snapshot{motion.atoms,
                          step,
                          time(),
                          forces.energy(),
                          temperature(stepper->kinetic(), motion.degrees),
                          stress(motion, forces.virial())};
  for (const Measurement& measurement : measurements)
    if (measurement.in_stage[stage] && due(measurement.observer->interval(), step))
      measurement.observer->observe(snapshot);
}

void Simulation::State::save() {
  if (!sink) return;
  guards.check_distances(motion);
  Checkpoint checkpoint;
  put(checkpoint);
  sink->checkpoint(checkpoint);
}

bool Simulation::State::report_progress() {
  if (!sink) return true;
  const auto moment = Clock::now();
  if (std::chrono::duration<double>(moment - last_progress).count() < seconds_between_reports) return true;
  last_progress = moment;
  Progress progress;
  progress.stage = now().name;
  progress.stage_index = static_cast<Index>(stage);
  progress.stages = static_cast<Index>(stages.size());
  progress.step = step;
  progress.steps = all_steps();
  progress.temperature = temperature(stepper->kinetic(), motion.degrees);
  if (seconds > 0.0) {
    progress.steps_per_second = static_cast<double>(steps_here) / seconds;
    progress.seconds_left = static_cast<double>(progress.steps - step) / progress.steps_per_second;
  }
  return sink->progress(progress);
}

void Simulation::State::stop(const std::string& why) const {
  const std::string last = sink ? sink->last_checkpoint() : "";
  throw SimulationError(fmt::format("stage '{}', step {} ({} of {} in the stage): {}; {}", now().name, step, done,
                                    now().steps, why,
                                    last.empty() ? "there is no checkpoint yet" : "the last checkpoint is " + last));
}

}  // namespace liquidus
