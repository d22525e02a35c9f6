#include "correct/local/virial.hpp"

#include <Eigen/Dense>
#include <algorithm>
#include <stdexcept>

#include "core/units.hpp"
#include "correct/knot_matrix.hpp"
#include "scatter/pair_index.hpp"

namespace liquidus {
namespace {

/// c_a c_b, and that of b and a for unlike species.
double weight(const PressureComparison& state, std::size_t pair) {
  for (std::size_t b = 0; b < state.fractions.size(); ++b)
    for (std::size_t a = 0; a <= b; ++a)
      if (pair_index(a, b) == pair) return (a == b ? 1.0 : 2.0) * state.fractions[a] * state.fractions[b];
  throw std::invalid_argument("a virial is asked for of a pair that isn't there");
}

}  // namespace

std::vector<double> virial_row(const KnotGrid& knots, const PressureComparison& state, std::size_t pair) {
  if (state.g.size() != pair_count(state.fractions.size()))
    throw std::invalid_argument("a virial needs g(r) of each pair");
  // Simpson's rule for r³ v′ over each bin, in which g is the same.
  std::vector<double> r, factor;
  for (Index k = 0; state.bins.lower(k) < knots.cutoff(); ++k) {
    const double height = k < state.bins.count ? state.g[pair].at(static_cast<std::size_t>(k)) : 1.0;
    const double from = state.bins.lower(k), to = std::min(state.bins.upper(k), knots.cutoff());
    if (height == 0.0) continue;
    for (const auto& [at, share] : {std::pair{from, 1.0}, {0.5 * (from + to), 4.0}, {to, 1.0}}) {
      r.push_back(at);
      factor.push_back(share / 6.0 * (to - from) * height * at * at * at);
    }
  }
  const Eigen::Map<const Eigen::VectorXd> factors(factor.data(), static_cast<Eigen::Index>(factor.size()));
  const Eigen::VectorXd row = knot_slopes(knots, r).transpose() * factors *
                              (-2.0 / 3.0 * units::pi * state.density * state.density * weight(state, pair));
  return {row.begin(), row.end()};
}

double virial_pressure(const KnotGrid& knots, std::span<const double> values, const PressureComparison& state) {
  double pressure = 0.0;
  for (std::size_t pair = 0; pair < pair_count(state.fractions.size()); ++pair) {
    const auto row = virial_row(knots, state, pair);
    for (std::size_t k = 0; k < row.size(); ++k) pressure += row[k] * values[k];
  }
  return pressure;
}

}  // namespace liquidus
