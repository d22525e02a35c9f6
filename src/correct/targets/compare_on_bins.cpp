#include "correct/targets/compare_on_bins.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <tuple>

#include "core/errors.hpp"
#include "correct/targets/ordered_pairs.hpp"
#include "potential/cubic_spline.hpp"

namespace liquidus {
namespace {

using Values = std::vector<double>;

constexpr double empty_core = 0.01, longest_beside_a_short_one = 5.0;

/// The measured points joined.
class MeasuredCurve {
 public:
  explicit MeasuredCurve(const PairTarget& target)
      : target_(target), slopes_(spline_slopes(target.r, target.g)), spacing_(target.spacing()) {
    for (std::size_t k = 0; k + 1 < target.r.size(); ++k) straight_.push_back(stands_alone(target.r, k));
  }
  bool empty_core_below() const { return target_.g.front() < empty_core; }
  double first() const { return empty_core_below() ? 0.0 : target_.r.front(); }
  double last() const { return target_.r.back(); }

  double value(double r) const {
    const auto& [x, y] = std::tie(target_.r, target_.g);
    if (r < x.front()) return empty_core_below() ? 0.0 : y.front();
    const auto k = interval(r);
    if (straight_[k]) return y[k] + (y[k + 1] - y[k]) * (r - x[k]) / (x[k + 1] - x[k]);
    return std::max(0.0, cubic_between(x[k], x[k + 1], y[k], y[k + 1], slopes_[k], slopes_[k + 1], r).value);
  }
  /// σ² h, linear between the points.
  double variance_times_spacing(double r) const {
    const auto& x = target_.r;
    const auto at = [&](std::size_t k) { return target_.error[k] * target_.error[k] * spacing_[k]; };
    if (r <= x.front()) return at(0);
    const auto k = interval(r);
    const double t = std::min(1.0, (r - x[k]) / (x[k + 1] - x[k]));
    return (1.0 - t) * at(k) + t * at(k + 1);
  }
  /// Points per Å in the finest part of [low, high].
  double finest(double low, double high) const {
    double h = high - low;
    const auto& x = target_.r;
    for (auto k = interval(low); k + 1 < x.size() && x[k] < high; ++k) h = std::min(h, x[k + 1] - x[k]);
    return h;
  }

 private:
  static bool stands_alone(const Values& x, std::size_t k) {
    const double shorter = (x[k + 1] - x[k]) / longest_beside_a_short_one;
    return (k > 0 && shorter > x[k] - x[k - 1]) || (k + 2 < x.size() && shorter > x[k + 2] - x[k + 1]);
  }
  std::size_t interval(double r) const {
    const auto& x = target_.r;
    const auto above = static_cast<std::size_t>(std::upper_bound(x.begin(), x.end(), r) - x.begin());
    return std::clamp<std::size_t>(above, 1, x.size() - 1) - 1;
  }

  const PairTarget& target_;
  Values slopes_, spacing_;
  std::vector<bool> straight_;  // [n − 1]
};

/// ∫ g r² dr / ∫ r² dr over a bin, by Gauss's rule of three points on pieces no longer than the points' distance.
double average(const MeasuredCurve& curve, double low, double high) {
  constexpr std::array<double, 3> place{-0.7745966692414834, 0.0, 0.7745966692414834}, weight{5.0, 8.0, 5.0};
  const auto pieces = static_cast<Index>(std::clamp(std::ceil((high - low) / curve.finest(low, high)), 1.0, 64.0));
  const double half = 0.5 * (high - low) / static_cast<double>(pieces);
  double sum = 0.0, norm = 0.0;
  for (Index i = 0; i < pieces; ++i)
    for (std::size_t k = 0; k < 3; ++k) {
      const double r = low + (2.0 * static_cast<double>(i) + 1.0 + place[k]) * half;
      sum += weight[k] * r * r * curve.value(r);
      norm += weight[k] * r * r;
    }
  return sum / norm;
}

}  // namespace

BinnedTarget binned(const PairTarget& target, const RadialBins& bins) {
  const MeasuredCurve curve(target);
  constexpr double rounding = 1e-9;
  const auto first = static_cast<Index>(std::ceil(curve.first() / bins.width - rounding));
  const auto end = std::min(bins.count, static_cast<Index>(std::floor(curve.last() / bins.width + rounding)));
  if (first >= end)
    throw InputError(
        fmt::format("[[target]] '{}': it runs from {:g} to {:g} Å, the simulation's g(r) from 0 to {:g} "
                    "Å in bins of {:g} Å: no bin lies in both",
                    target.name, target.r.front(), target.r.back(), bins.end(), bins.width));
  BinnedTarget result;
  result.first = first;
  for (Index k = first; k < end; ++k) {
    result.g.push_back(average(curve, bins.lower(k), bins.upper(k)));
    result.error.push_back(std::sqrt(curve.variance_times_spacing(bins.centre(k)) / bins.width));
  }
  return result;
}

PairComparison compare_on_bins(const PairTarget& target, const RadialBins& bins, std::span<const double> g,
                               std::span<const double> error, std::size_t pair, std::size_t state, double temperature) {
  auto measured = binned(target, bins);
  PairComparison both;
  both.state = state;
  both.pair = pair;
  both.temperature = temperature;
  for (std::size_t i = 0; i < measured.g.size(); ++i) {
    const auto k = static_cast<std::size_t>(measured.first) + i;
    both.r.push_back(bins.centre(static_cast<Index>(k)));
    both.simulated.push_back(g[k]);
    both.simulated_error.push_back(error[k]);
  }
  both.measured = std::move(measured.g);
  both.measured_error = std::move(measured.error);
  return both;
}

PairComparison compare_on_bins(const PairTarget& target, const PairDistributions& simulated, std::size_t pair,
                               std::size_t state, double temperature) {
  const Partial partial = simulated.pair(target.pair);
  const auto within = cut_at(target, reach_of(simulated));
  return compare_on_bins(within, simulated.bins, partial.g, errors_of(simulated, partial), pair, state, temperature);
}

}  // namespace liquidus
