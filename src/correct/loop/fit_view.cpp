#include "correct/loop/fit_view.hpp"

#include <cmath>
#include <set>

#include "core/units.hpp"
#include "correct/newton/ihnc.hpp"
#include "correct/targets/compare_on_bins.hpp"
#include "correct/totals/partial_targets.hpp"

namespace liquidus {
namespace {

PairDistributions distributions_of(const FitView& view) {
  return view.weights() ? view.state->frames->distributions(view.weights()->weights)
                        : view.state->frames->distributions();
}

/// What the totals of a state ask of its pairs.
std::vector<PairComparison> from_totals(const FitOptions& options, const FitView& view, const Correction& now) {
  const auto& state = *view.state;
  const auto pairs = distributions_of(view);
  const StructurePrior prior(pairs, now, options.newton.prior(), state.temperature);
  return partial_targets(per_q_inverse(misfit_of(options, view), prior), pairs, options.totals, state.state,
                         state.temperature);
}

/// What by_hypernetted_chain() is for one state.
void as_hypernetted_chain(const FitView& view, const Correction& now, std::vector<PairComparison>& of_state) {
  const auto& state = *view.state;
  const auto& bins = state.frames->bins();
  std::vector<std::vector<double>> simulated, wanted;
  for (std::size_t pair = 0; pair < now.pairs(); ++pair) {
    const auto g = view.of_pair(view.g.value, pair);
    simulated.emplace_back(g.begin(), g.end());
    wanted.emplace_back(g.size(), std::nan(""));
  }
  const auto bin_of = [&](double r) { return static_cast<std::size_t>(r / bins.width); };
  for (const auto& comparison : of_state)
    for (std::size_t i = 0; i < comparison.r.size(); ++i)
      wanted[comparison.pair][bin_of(comparison.r[i])] = comparison.measured[i];
  const auto change = ihnc_change({bins, state.temperature, state.density, state.fractions}, simulated, wanted);
  for (auto& comparison : of_state)
    for (std::size_t i = 0; i < comparison.r.size(); ++i)
      comparison.measured[i] = comparison.simulated[i] * std::exp(-change[comparison.pair][bin_of(comparison.r[i])] /
                                                                  (units::kB * state.temperature));
}

}  // namespace

NewtonState line_of(const FitView& view, const Correction& now) {
  if (!view.weights()) return view.state->line;
  return newton_state(*view.state->frames, now.knots, view.state->temperature, view.state->observations,
                      view.state->measured->pressure, view.weights());
}

TotalsMisfit misfit_of(const FitOptions& options, const FitView& view) {
  return totals_misfit(view.state->measured->totals, options.totals, distributions_of(view), view.state->temperature);
}

std::vector<PairComparison> comparisons(const FitOptions& options, const std::vector<FitView>& views,
                                        const Correction& now) {
  std::vector<PairComparison> all;
  for (const auto& view : views) {
    std::set<std::size_t> measured;
    for (const auto& target : view.state->measured->pairs) {
      const std::size_t pair = now.find(target.pair);
      measured.insert(pair);
      all.push_back(compare_on_bins(target, view.state->frames->bins(), view.of_pair(view.g.value, pair),
                                    view.of_pair(view.g.error, pair), pair, view.state->state,
                                    view.state->temperature));
    }
    if (view.state->measured->totals.empty()) continue;
    for (auto& comparison : from_totals(options, view, now))
      if (!measured.contains(comparison.pair)) all.push_back(std::move(comparison));
  }
  return all;
}

std::vector<PairComparison> by_hypernetted_chain(const FitOptions& options, const std::vector<FitView>& views,
                                                 const Correction& now) {
  std::vector<PairComparison> all;
  for (const auto& view : views) {
    auto of_state = comparisons(options, {view}, now);
    as_hypernetted_chain(view, now, of_state);
    all.insert(all.end(), of_state.begin(), of_state.end());
  }
  return all;
}

std::vector<PressureComparison> pressures(const std::vector<FitView>& views, const Correction& now) {
  std::vector<PressureComparison> all;
  for (const auto& view : views) {
    const auto& state = *view.state;
    if (!state.measured->pressure) continue;
    PressureComparison comparison;
    comparison.temperature = state.temperature;
    comparison.density = state.density;
    comparison.fractions = state.fractions;
    comparison.simulated = view.pressure.value;
    comparison.wanted = state.measured->pressure->value;
    comparison.simulated_error = view.pressure.error.value_or(0.0);
    comparison.wanted_error = state.measured->pressure->error;
    comparison.bins = state.frames->bins();
    for (std::size_t pair = 0; pair < now.pairs(); ++pair) {
      const auto g = view.of_pair(view.g.value, pair);
      comparison.g.emplace_back(g.begin(), g.end());
    }
    all.push_back(std::move(comparison));
  }
  return all;
}

}  // namespace liquidus
