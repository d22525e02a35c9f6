#include "correct/loop/fit_step.hpp"

#include <algorithm>
#include <cmath>
#include <numeric>
#include <optional>

#include "correct/local/local_step.hpp"
#include "correct/local/pressure_ramp.hpp"
#include "correct/local/sopr_whole.hpp"
#include "correct/loop/core_guard.hpp"
#include "correct/loop/fit_view.hpp"
#include "correct/newton/gauss_newton.hpp"

namespace liquidus {
namespace {

std::vector<const Evidence*> of_state(std::span<const PastIteration* const> past, std::size_t state) {
  std::vector<const Evidence*> all;
  for (const auto* one : past) all.push_back(&one->states[state]);
  return all;
}

NewtonStep newton(const FitOptions& options, const Correction& now, const std::vector<FitView>& views, double gain,
                  std::span<const PastIteration* const> past) {
  NewtonOptions keys = options.newton;
  keys.gain *= gain;
  std::vector<NewtonState> states;
  for (const auto& view : views) {
    states.push_back(line_of(view, now));
    if (past.empty()) continue;
    const Evidence own(now, states.back());
    auto simulations = of_state(past, view.state->state);
    simulations.push_back(&own);
    states.back() = joined(states.back(), now, simulations);
  }
  return newton_step(now, states, keys);
}

Correction sopr(const FitOptions& options, const SoprReference& reference, const Correction& now,
                const std::vector<FitView>& views, double gain, FitMemory& memory) {
  SoprOptions keys = options.sopr;
  keys.gain *= gain;
  return sopr_step(now, comparisons(options, views, now), reference, keys, memory.sopr, pressures(views, now));
}

Correction local(const FitOptions& options, const Correction& now, const std::vector<FitView>& views, double gain,
                 const FitMemory& memory) {
  LocalOptions keys = options.local;
  const bool chain = options.correct.method == "ihnc";
  keys.rule = chain ? "ibi" : options.correct.method;
  keys.gain *= gain;
  return local_step(now, chain ? by_hypernetted_chain(options, views, now) : comparisons(options, views, now), keys,
                    memory.steps);
}

Correction epsr(const FitOptions& options, const Correction& now, const std::vector<FitView>& views, double gain,
                FitMemory& memory) {
  std::vector<TotalsMisfit> misfits;
  for (const auto& view : views)
    if (!view.state->measured->totals.empty()) misfits.push_back(misfit_of(options, view));
  return epsr_step(now, misfits, options.epsr, memory.epsr, gain);
}

Correction by_method(const FitOptions& options, const SoprReference& reference, const Correction& now,
                     const std::vector<FitView>& views, double gain, FitMemory& memory,
                     std::span<const PastIteration* const> past) {
  const auto& method = options.correct.method;
  if (method == "gauss-newton") return newton(options, now, views, gain, past).correction;
  if (method == "sopr") return sopr(options, reference, now, views, gain, memory);
  const Correction next =
      method == "epsr" ? epsr(options, now, views, gain, memory) : local(options, now, views, gain, memory);
  return pressure_step(next, pressures(views, now), options.local);
}

/// Whether the method looks for a correction, and not for the whole potential.
bool of_correction(const FitOptions& options) {
  return options.correct.method != "sopr" || options.sopr.mode == "recommended";
}

/// Held repulsive within the contacts of simulation and measurement.
void guard(Correction& correction, double floor, const std::vector<FitView>& views) {
  std::vector<double> contacts(correction.pairs(), correction.knots.cutoff()), temperatures;
  for (const auto& view : views) {
    temperatures.push_back(view.state->temperature);
    for (std::size_t pair = 0; pair < correction.pairs(); ++pair) {
      const auto& targets = view.state->measured->pairs;
      const auto target = std::find_if(targets.begin(), targets.end(),
                                       [&](const PairTarget& one) { return correction.find(one.pair) == pair; });
      contacts[pair] = std::min(contacts[pair], contact_of(view.state->frames->bins(), view.of_pair(view.g.value, pair),
                                                           target == targets.end() ? nullptr : &*target, floor));
    }
  }
  for (std::size_t pair = 0; pair < correction.pairs(); ++pair)
    repel_within(correction, pair, contacts[pair], temperatures);
}

Correction step(const FitOptions& options, const SoprReference& reference, const Correction& now,
                const std::vector<FitView>& views, double gain, FitMemory& memory,
                std::span<const PastIteration* const> past) {
  Correction next = by_method(options, reference, now, views, gain, memory, past);
  if (options.correct.contact > 0.0 && of_correction(options)) guard(next, options.correct.contact, views);
  return next;
}

/// What a state's correction can have been found by.
NewtonState found_by(const Correction& correction, const StateEvidence& state, std::vector<const Evidence*> past) {
  if (past.empty()) return state.line;
  const Evidence own(correction, state.line);
  past.push_back(&own);
  std::vector<double> weights;
  joined(state.line, correction, past, &weights);
  past.pop_back();
  if (std::accumulate(weights.begin(), weights.end() - 1, 0.0) < weights.back()) return state.line;
  return joined(state.line, correction, past);
}

}  // namespace

NextCorrection next_correction(const FitOptions& options, const SoprReference& reference, const Correction& simulated,
                               std::span<const StateEvidence> states, double gain, FitMemory& memory,
                               std::span<const PastIteration* const> past) {
  std::vector<FitView> views;
  for (const auto& state : states)
    if (state.fit) views.emplace_back(state);
  NextCorrection next{step(options, reference, simulated, views, gain, memory, past), 1, 1.0};
  ++memory.steps;
  while (next.updates <= options.correct.reweight) {
    std::vector<FitView> again;
    double share = 1.0;
    for (const auto& view : views) {
      again.emplace_back(*view.state, simulated, next.correction);
      share = std::min(share, again.back().reweighting->share);
    }
    next.share = share;
    if (share < options.correct.effective) break;
    next.correction = step(options, reference, next.correction, again, gain, memory, past);
    ++next.updates;
    ++memory.steps;
  }
  return next;
}

std::optional<FitQuality> quality_of_code(const FitOptions& options, const Correction& now,
                                          std::span<const StateEvidence> states) {
  if (options.correct.method != "sopr" || options.sopr.mode != "code" || !options.sopr.half_bin) return std::nullopt;
  std::vector<FitView> views;
  for (const auto& state : states)
    if (state.fit) views.emplace_back(state);
  FitQuality quality;
  for (const auto& comparison : comparisons(options, views, now)) {
    const auto difference = difference_of_g(comparison, true);
    double squares = 0.0;
    for (std::size_t i = 0; i < difference.size(); ++i) {
      const double d2 = difference[i] * difference[i];
      squares += d2;
      quality.chi2.value +=
          d2 / (std::pow(comparison.simulated_error[i], 2) + std::pow(comparison.measured_error[i], 2));
    }
    quality.points += static_cast<double>(difference.size());
    quality.largest_dg2 = std::max(quality.largest_dg2, squares / static_cast<double>(difference.size()));
  }
  quality.chi2.value /= quality.points;
  return quality;
}

NewtonStep with_posterior(const FitOptions& options, const Correction& correction,
                          std::span<const StateEvidence> states, std::span<const PastIteration* const> past) {
  std::vector<NewtonState> lines;
  for (const auto& state : states)
    if (state.fit) lines.push_back(found_by(correction, state, of_state(past, state.state)));
  NewtonStep known = newton_step(correction, lines, options.newton);
  known.correction.values = correction.values;
  return known;
}

void put(StateWriter& out, const FitMemory& memory) {
  out.put(static_cast<double>(memory.steps));
  out.put(static_cast<double>(memory.sopr.sums.size()));
  for (const auto& sums : memory.sopr.sums) out.put(sums);
  out.put(memory.epsr.state());
}

FitMemory get_memory(StateReader& in) {
  FitMemory memory;
  memory.steps = in.whole();
  for (Index n = in.whole(); n > 0; --n) memory.sopr.sums.push_back(in.numbers());
  memory.epsr.restore(in.numbers());
  return memory;
}

}  // namespace liquidus
