#include "correct/loop/refinement.hpp"

#include <fmt/format.h>

#include <chrono>
#include <cmath>

#include "core/errors.hpp"
#include "core/units.hpp"
#include "correct/layer/correction_potential.hpp"
#include "correct/loop/fit_step.hpp"
#include "correct/loop/refinement_state.hpp"
#include "correct/targets/pair_observation.hpp"
#include "correct/totals/total_observation.hpp"
#include "parallel/agreement.hpp"
#include "scatter/pair_index.hpp"

namespace liquidus {
namespace {

double seconds_since(std::chrono::steady_clock::time_point start) {
  return std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count();
}

}  // namespace

Refinement::Refinement(FitOptions options, BasePotential base, FitWatch watch, const Communicator& ranks)
    : state_(std::make_unique<State>(std::move(options), std::move(base), std::move(watch), ranks)) {}
Refinement::~Refinement() = default;

void Refinement::restore() { state_->restore(); }
FitResult Refinement::run() { return state_->run(); }
std::string Refinement::base_title() const { return state_->base_title; }
std::vector<std::string> Refinement::remarks() const { return state_->remarks; }

std::vector<std::string> Refinement::boxes() const {
  std::vector<std::string> lines;
  for (const auto& box : state_->boxes) lines.push_back(box.text());
  return lines;
}

std::string StateBox::text() const {
  std::string composition;
  const auto counts = atoms.counts();
  for (std::size_t k = 0; k < counts.size(); ++k)
    composition += fmt::format("{}{} {}", k ? ", " : "", counts[k], atoms.species[k].name);
  return fmt::format("{}: {} atoms ({}), {:.5f} atoms/Å³, {:g} K{}", options.name, atoms.size(), composition, density,
                     options.temperature, options.fit ? "" : ", left out of the fit");
}

/// Simulates a state with a correction, or goes on with that, or takes what it found from its last checkpoint. Nothing
/// if the watch asked to stop.
std::optional<StateSample> Refinement::State::simulate_state(const StateBox& box, const Correction& correction,
                                                             Index iteration) const {
  Sum potential;
  potential.append(base.make(box.species));
  potential.append(make_correction(correction, box.species, box.options.temperature));
  const auto where = fmt::format("iteration {}, {}", iteration, box.options.name);
  const RunFolder::Watch on_progress = [&](const Progress& progressing) {
    return !watch.progress || watch.progress(where, progressing);
  };
  return simulate(box.options, plan(box), box.atoms, iteration == 0, options.run.seed + iteration, potential,
                  folder_of(iteration, box), on_progress, ranks);
}

/// Simulates every state with the correction at hand. Null if a simulation broke down; `stopped` if the watch asked to
/// stop.
Refinement::State::Samples Refinement::State::simulate_all(IterationReport& report, bool& stopped) {
  auto all = std::make_shared<std::vector<StateEvidence>>();
  for (auto& box : boxes) {
    std::optional<StateSample> sample;
    try {
      sample = simulate_state(box, now, report.iteration);
    } catch (const SimulationError& error) {
      if (progress.best() < 0) throw;
      report.states.clear();
      report.note = error.what();
      return nullptr;
    }
    stopped = !sample;
    if (stopped) return nullptr;
    report.simulating += sample->seconds;
    all->push_back(evidence(box, *sample));
    report.states.push_back(report_of(box, all->back(), *sample));
    box.next = std::move(sample->end);
  }
  for (auto& box : boxes) box.atoms = std::move(box.next);
  return all;
}

/// The best iteration's frames again, from the last checkpoints of its simulations.
Refinement::State::Samples Refinement::State::samples_of_best() const {
  auto all = std::make_shared<std::vector<StateEvidence>>();
  for (const auto& box : boxes) {
    auto sample = simulate_state(box, best, progress.best());
    if (!sample) return nullptr;
    all->push_back(evidence(box, *sample));
  }
  return all;
}

StateEvidence Refinement::State::evidence(const StateBox& box, StateSample& sample) const {
  StateEvidence evidence;
  evidence.state = static_cast<std::size_t>(&box - boxes.data());
  evidence.fit = box.options.fit;
  evidence.temperature = box.options.temperature;
  evidence.density = box.density;
  evidence.fractions = box.fractions;
  evidence.measured = &box.measured;
  evidence.frames = std::move(sample.frames);
  evidence.pressure = sample.pressure;
  for (const auto& target : box.measured.pairs)
    evidence.observations.push_back(observation_of(target, now.species, evidence.frames->bins()));
  if (!box.measured.totals.empty()) {
    const auto pairs = evidence.frames->distributions();
    for (const auto& total : box.measured.totals)
      evidence.observations.push_back(observation_of(total, options.totals, pairs).observation);
  }
  evidence.line =
      newton_state(*evidence.frames, now.knots, evidence.temperature, evidence.observations, box.measured.pressure);
  return evidence;
}

StateReport Refinement::State::report_of(const StateBox& box, const StateEvidence& found,
                                         const StateSample& sample) const {
  StateReport report;
  report.name = box.options.name;
  report.fit = box.options.fit;
  report.set_temperature = box.options.temperature;
  report.density = box.density;
  report.temperature = sample.temperature;
  report.pressure = sample.pressure;
  report.diffusion = sample.diffusion;
  report.result =
      judge(box.measured, found.observations, found.frames->g(), found.frames->distributions(), sample.pressure);
  return report;
}

SamplePlan Refinement::State::plan(const StateBox& box) const {
  SamplePlan plan;
  plan.counts = {RadialBins::up_to(box.range, options.correct.width), options.correct.interval, options.correct.blocks};
  plan.species = now.species;
  plan.diffusion = options.correct.diffusion;
  return plan;
}

/// One iteration; false if the fit has come to its end or was asked to stop.
bool Refinement::State::iterate(FitResult& result) {
  IterationReport report;
  report.iteration = progress.iterations();
  report.gain = progress.gain();
  bool stopped = false;
  const auto start = std::chrono::steady_clock::now();
  const auto samples = simulate_all(report, stopped);
  if (stopped) return false;
  if (samples) {
    std::vector<StateResult> fitted;
    for (const auto& state : report.states)
      if (state.fit) fitted.push_back(state.result);
    report.quality = quality_of_code(options, now, *samples).value_or(quality_of(fitted));
  }
  const auto verdict = progress.judge(samples ? std::optional(report.quality) : std::nullopt);
  if (progress.best() == report.iteration) keep_best(report, samples);
  if (samples) remember(report.iteration, *samples);
  if (report.iteration == 0) first = report;
  change(verdict, report, samples);
  report.fitting = seconds_since(start) - report.simulating;
  if (progress.best() == report.iteration) best_report = report;
  record(report);
  result.finished = verdict == ProgressOfFit::Verdict::finished;
  return !result.finished;
}

/// The next correction, or back to the best one.
void Refinement::State::change(ProgressOfFit::Verdict verdict, IterationReport& report, const Samples& samples) {
  using Verdict = ProgressOfFit::Verdict;
  if (verdict == Verdict::finished) {
    report.note = progress.why();
    return;
  }
  if (verdict == Verdict::astray) {
    now = best;
    memory = best_memory;
    report.note = fmt::format("went astray{}; back to iteration {} with half the gain",
                              report.note.empty() ? "" : ": " + report.note, progress.best());
    // The step from the best correction is made again, smaller.
    if (!best_samples_) best_samples_ = samples_of_best();
    if (best_samples_) take_step(best_samples_, progress.best(), report);
    return;
  }
  if (verdict == Verdict::best) report.note = "the best so far";
  take_step(samples, report.iteration, report);
}

/// Kept for later steps, as many as the method counts.
void Refinement::State::remember(Index iteration, const std::vector<StateEvidence>& simulated) {
  if (options.correct.method != "gauss-newton") return;
  PastIteration past{iteration, {}};
  for (const auto& state : simulated) past.states.emplace_back(now, state.line);
  past_.push_back(std::move(past));
}

std::vector<const PastIteration*> Refinement::State::past_without(Index iteration) const {
  std::vector<const PastIteration*> others;
  for (const auto& past : past_)
    if (past.iteration != iteration) others.push_back(&past);
  return others;
}

/// From the simulations of iteration `of`, and what is remembered of others.
void Refinement::State::take_step(const Samples& samples, Index of, IterationReport& report) {
  auto next = next_correction(options, reference, now, *samples, progress.gain(), memory, past_without(of));
  now = std::move(next.correction);
  report.updates = next.updates;
  report.share = next.share;
  // Ranks of different machines may round differently; the atoms' forces must not.
  for (auto& values : now.values) ranks.broadcast(values);
}

FitResult Refinement::State::run() {
  FitResult result;
  if (progress.iterations() == 0) {
    save();
    relax();
  }
  result.finished = !progress.why().empty();  // killed after its last iteration
  while (!result.finished && iterate(result) && ranks.all(!watch.stop || !watch.stop())) {
  }
  result.correction = best;
  result.first = first;
  result.best = best_report;
  result.remarks = best_remarks;
  return result;
}

}  // namespace liquidus
