#include "correct/local/pressure_ramp.hpp"

#include <algorithm>

#include "core/units.hpp"
#include "correct/local/state_terms.hpp"

namespace liquidus {

std::vector<double> ramp(const KnotGrid& knots, double amplitude) {
  auto values = knots.all();
  for (double& v : values) v = amplitude * (1.0 - v / knots.cutoff());
  values.back() = 0.0;
  return values;
}

double ramp_amplitude(const KnotGrid& knots, const PressureComparison& state, const LocalOptions& options) {
  const double limit = options.ramp_limit * units::kB * state.temperature, excess = state.simulated - state.wanted;
  if (options.ramp == "simple") return -limit * std::clamp(excess / options.ramp_full, -1.0, 1.0);
  return std::clamp(-excess / virial_pressure(knots, ramp(knots, 1.0), state), -limit, limit);
}

Correction pressure_step(const Correction& current, std::span<const PressureComparison> states,
                         const LocalOptions& options) {
  if (options.ramp == "none" || states.empty()) return current;
  std::vector<double> amplitudes, temperatures;
  for (const auto& state : states) {
    amplitudes.push_back(ramp_amplitude(current.knots, state, options));
    temperatures.push_back(state.temperature);
  }
  Correction next = current;
  std::vector<std::vector<double>> change;
  for (const double amplitude : StateTerms(current.temperature, temperatures)(amplitudes))
    change.push_back(ramp(current.knots, amplitude));
  const auto covariance = next.covariance;
  for (std::size_t pair = 0; pair < current.pairs(); ++pair) add_change(next, pair, change);
  next.covariance = covariance;  // a known curve was added to what is as uncertain as before
  return next;
}

}  // namespace liquidus
