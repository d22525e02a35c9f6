#include "correct/local/pressure_ramp.hpp"

#include <algorithm>
#include <cmath>
#include <stdexcept>

#include "core/units.hpp"
#include "correct/local/state_terms.hpp"
#include "scatter/pair_index.hpp"

namespace liquidus {
namespace {

/// ∫ r³ v′(r) dr over a bin, by Simpson's rule.
double bin_integral(const KnotSpline& v, double from, double to) {
  const auto f = [&](double r) { return r * r * r * v.slope(r); };
  return (to - from) / 6.0 * (f(from) + 4.0 * f(0.5 * (from + to)) + f(to));
}

/// ∫ r³ v′(r) g(r) dr up to the cutoff, where v′ is zero.
double virial_integral(const KnotGrid& knots, const KnotSpline& v, const RadialBins& bins,
                       const std::vector<double>& g) {
  double sum = 0.0;
  for (Index k = 0; bins.lower(k) < knots.cutoff(); ++k) {
    const double height = k < bins.count ? g.at(static_cast<std::size_t>(k)) : 1.0;
    if (height != 0.0) sum += height * bin_integral(v, bins.lower(k), std::min(bins.upper(k), knots.cutoff()));
  }
  return sum;
}

}  // namespace

double virial_pressure(const KnotGrid& knots, std::span<const double> values, const PressureComparison& state) {
  const std::size_t species = state.fractions.size();
  if (state.g.size() != pair_count(species)) throw std::invalid_argument("a virial needs g(r) of each pair");
  const KnotSpline v(knots, values);
  double sum = 0.0;
  for (std::size_t b = 0; b < species; ++b)
    for (std::size_t a = 0; a <= b; ++a) {
      const double weight = (a == b ? 1.0 : 2.0) * state.fractions[a] * state.fractions[b];
      sum += weight * virial_integral(knots, v, state.bins, state.g[pair_index(a, b)]);
    }
  return -2.0 / 3.0 * units::pi * state.density * state.density * sum;
}

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
