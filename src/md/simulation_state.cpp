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

constexpr double seconds_between_reports = 0.2;

}  // namespace

void Simulation::State::collect_atoms(Structure& all) const {
  if (ranks.alone())
    all = motion.atoms;
  else
    all = domain.gather(motion);
}

void Simulation::State::collect_deviations(Frame& into) const {
  collect(forces.deviations(), into.arrays["force_deviation"]);
  collect(forces.relative_deviations(), into.arrays["relative_force_deviation"]);
}

ThermoRow::Deviations Simulation::State::deviations() const {
  ThermoRow::Deviations result;
  for (const double x : forces.deviations()) {
    result.largest = std::max(result.largest, x);
    result.mean += x / static_cast<double>(motion.all);
  }
  result.largest = ranks.max(result.largest);
  result.mean = ranks.sum(result.mean);
  return result;
}

Index Simulation::State::steps_before_stage() const { return step - done; }

Index Simulation::State::all_steps() const {
  Index sum = steps_before_stage();
  for (std::size_t k = stage; k < stages.size(); ++k) sum += stages[k].steps;
  return sum;
}

void Simulation::State::begin_stage() {
  const bool first = step == 0;
  if (first) forces.update(motion, {true, true, committee});
  stepper.emplace(now(), motion, forces, options.run.seed, step);
  records.emplace_back(now());
  if (!first) return;
  guards.check_step(motion, forces, stepper->kinetic());
  guards.check_distances(motion, forces);
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
  if (guards.distances_due(step)) guards.check_distances(motion, forces);
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
    records.back().add(thermo, motion.all);
    if (writes) give([&] { sink->thermo(thermo); });
  }
  if (writes && frame_due(step)) show_frame();
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
  now_row.density = motion.whole_mass / cell.volume();
  now_row.lengths = {norm(h[0]), norm(h[1]), norm(h[2])};
  now_row.angles = {angle(h[1], h[2]), angle(h[0], h[2]), angle(h[0], h[1])};
  if (committee) now_row.deviations = deviations();
  return now_row;
}

void Simulation::State::show_frame() {
  collect_atoms(frame.atoms);
  frame.step = step;
  frame.time = time();
  frame.energy = forces.energy();
  frame.stress = stress(motion, forces.virial());
  collect(forces.forces(), frame.forces);
  frame.info["temperature"] = temperature(stepper->kinetic(), motion.degrees);
  if (committee) collect_deviations(frame);
  give([&] { sink->frame(frame); });
}

void Simulation::State::look_at_deviations() {
  const auto now_deviations = deviations();
  const CommitteeOptions& limits = options.committee;
  if (writes && now_deviations.largest > limits.collect_above && !(now_deviations.largest >= limits.collect_below)) {
    // without energy and forces: they are the committee's, and a training set must not take them for labels
    collect_atoms(candidate.atoms);
    candidate.step = step;
    candidate.time = time();
    candidate.info["temperature"] = temperature(stepper->kinetic(), motion.degrees);
    candidate.info["max_force_deviation"] = now_deviations.largest;
    candidate.info["mean_force_deviation"] = now_deviations.mean;
    collect_deviations(candidate);
    give([&] { sink->candidate(candidate); });
  }
  guards.check_deviations(motion, forces);
}

/// Every rank sees the whole structure: what an observer makes of it is then the same on all, and where there is much
/// to do the ranks may share it.
void Simulation::State::observe() {
  const Timed timed(Phase::measurement);
  if (!ranks.alone()) {
    collect_atoms(whole);
    ranks.broadcast(whole.type);
    ranks.broadcast(whole.r);
    ranks.broadcast(whole.v);
    ranks.broadcast(whole.image);
  }
  const Snapshot snapshot{ranks.alone() ? motion.atoms : whole,
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
  if (!writes) return;
  guards.check_distances(motion, forces);
  Checkpoint checkpoint;
  put(checkpoint);
  give([&] { sink->checkpoint(checkpoint); });
  learn_last_checkpoint();
}

void Simulation::State::learn_last_checkpoint() {
  last_checkpoint = ranks.is_root() && sink ? sink->last_checkpoint() : "";
  ranks.broadcast(last_checkpoint);
}

bool Simulation::State::report_progress() {
  if (!ranks.alone()) return report_progress_over_ranks();
  if (!sink) return true;
  const auto moment = Clock::now();
  if (std::chrono::duration<double>(moment - last_progress).count() < seconds_between_reports) return true;
  last_progress = moment;
  return sink->progress(progress());
}

/// The ranks meet after a number of steps that the root has set at the last meeting, by its clock, and all stop if one
/// is asked to.
bool Simulation::State::report_progress_over_ranks() {
  if (--steps_to_progress > 0) return true;
  constexpr Index most = 10000;
  const auto moment = Clock::now();
  const double passed = std::chrono::duration<double>(moment - last_progress).count();
  last_progress = moment;
  if (passed > 0.0)
    steps_between_progress = std::clamp<Index>(static_cast<Index>(static_cast<double>(steps_between_progress) *
                                                                  std::min(2.0, seconds_between_reports / passed)),
                                               1, most);
  const bool go_on = ranks.all(!sink || sink->progress(progress()));
  ranks.broadcast(steps_between_progress);
  steps_to_progress = steps_between_progress;
  return go_on;
}

Progress Simulation::State::progress() const {
  Progress here;
  here.stage = now().name;
  here.stage_index = static_cast<Index>(stage);
  here.stages = static_cast<Index>(stages.size());
  here.step = step;
  here.steps = all_steps();
  here.temperature = temperature(stepper->kinetic(), motion.degrees);
  if (seconds > 0.0) {
    here.steps_per_second = static_cast<double>(steps_here) / seconds;
    here.seconds_left = static_cast<double>(here.steps - step) / here.steps_per_second;
  }
  return here;
}

void Simulation::State::stop(const std::string& why) const {
  throw SimulationError(fmt::format(
      "stage '{}', step {} ({} of {} in the stage): {}; {}", now().name, step, done, now().steps, why,
      last_checkpoint.empty() ? "there is no checkpoint yet" : "the last checkpoint is " + last_checkpoint));
}

}  // namespace liquidus
