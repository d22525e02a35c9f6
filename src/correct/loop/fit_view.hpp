#pragma once
#include <optional>
#include <span>
#include <vector>

#include "correct/local/pressure_ramp.hpp"
#include "correct/loop/fit_step.hpp"
#include "correct/pair_comparison.hpp"
#include "correct/totals/totals_misfit.hpp"

namespace liquidus {

/// A state's frames as they are, or as those of a run with another correction.
struct FitView {
  const StateEvidence* state;
  std::optional<Reweighting> reweighting;
  WithErrors g;
  Estimate pressure;

  explicit FitView(const StateEvidence& of) : state(&of), g(of.frames->g()), pressure(of.pressure) {}
  FitView(const StateEvidence& of, const Correction& simulated, const Correction& now) : state(&of) {
    const auto energy = [&](const Correction& c) { return BinnedEnergy::of(c, of.temperature, of.frames->bins()); };
    reweighting.emplace(*of.frames, energy(now).less(energy(simulated)), of.temperature);
    g = of.frames->g(reweighting->weights);
    pressure = reweighting->pressure(*of.frames);
  }
  std::span<const double> of_pair(const std::vector<double>& all, std::size_t pair) const {
    const auto n = static_cast<std::size_t>(state->frames->bins().count);
    return std::span(all).subspan(pair * n, n);
  }
  const Reweighting* weights() const { return reweighting ? &*reweighting : nullptr; }
};

/// The view of a state as its simulation with `now` would be.
NewtonState line_of(const FitView& view, const Correction& now);
TotalsMisfit misfit_of(const FitOptions& options, const FitView& view);
/// g(r) simulated and wanted: measured ones, and for pairs without one what totals ask for.
std::vector<PairComparison> comparisons(const FitOptions& options, const std::vector<FitView>& views,
                                        const Correction& now);
/// The same with what the hypernetted chain asks for in place of the measured ones, as g(r) that Boltzmann inversion
/// would turn into its change of the energies: so that trust, core and taper are those of the local rules.
std::vector<PairComparison> by_hypernetted_chain(const FitOptions& options, const std::vector<FitView>& views,
                                                 const Correction& now);
std::vector<PressureComparison> pressures(const std::vector<FitView>& views, const Correction& now);

}  // namespace liquidus
