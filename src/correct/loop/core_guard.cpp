#include "correct/loop/core_guard.hpp"

#include <algorithm>
#include <cmath>

#include "correct/targets/compare_on_bins.hpp"

namespace liquidus {
namespace {

/// Bin of the first peak of a measured curve, which has to reach a half for that.
std::size_t first_peak(const BinnedTarget& measured) {
  const auto peak = std::find_if(measured.g.begin(), measured.g.end(), [](double g) { return g >= 0.5; });
  return static_cast<std::size_t>(measured.first) + static_cast<std::size_t>(peak - measured.g.begin());
}

}  // namespace

double contact_of(const RadialBins& bins, std::span<const double> simulated, const PairTarget* measured, double floor) {
  std::vector<double> most(simulated.begin(), simulated.end());
  auto at = static_cast<std::size_t>(std::max_element(most.begin(), most.end()) - most.begin());
  if (measured) {
    const BinnedTarget there = binned(*measured, bins);
    for (std::size_t i = 0; i < there.g.size(); ++i) {
      double& g = most[static_cast<std::size_t>(there.first) + i];
      g = std::max(g, there.g[i]);
    }
    at = std::min(first_peak(there), most.size() - 1);
  }
  if (!(most[at] > floor)) return bins.end();
  while (at > 0 && most[at - 1] > floor) --at;
  return static_cast<double>(at) * bins.width;
}

void repel_within(Correction& correction, std::size_t pair, double contact, std::span<const double> temperatures) {
  const auto& knots = correction.knots;
  auto k = std::min(knots.count - 1, static_cast<Index>(std::ceil((contact - knots.first) / knots.spacing)));
  const auto energy = [&](std::size_t t, Index knot) {
    const auto b = correction.temperature.at(temperatures[t]);
    double sum = 0.0;
    for (std::size_t m = 0; m < b.size(); ++m)
      sum += b[m] * correction.values[m * correction.pairs() + pair][static_cast<std::size_t>(knot)];
    return sum;
  };
  for (--k; k >= 0; --k) {
    bool falls = false;
    for (std::size_t t = 0; t < temperatures.size(); ++t) falls = falls || energy(t, k) < energy(t, k + 1);
    if (!falls) continue;
    for (std::size_t m = 0; m < correction.terms(); ++m) {
      auto& values = correction.values[m * correction.pairs() + pair];
      values[static_cast<std::size_t>(k)] = values[static_cast<std::size_t>(k) + 1];
    }
  }
}

}  // namespace liquidus
