#include "correct/targets/target_noise.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <vector>

namespace liquidus {
namespace {

constexpr double least_error = 0.005, core_used = 0.85;
constexpr double median_of_normal = 0.6745;  // of |x| where x is normal with standard deviation 1

double median(std::vector<double> values) {
  const auto middle = values.begin() + static_cast<std::ptrdiff_t>(values.size() / 2);
  std::nth_element(values.begin(), middle, values.end());
  return *middle;
}

}  // namespace

std::size_t core_points(std::span<const double> g) {
  const double threshold = 0.05 * *std::max_element(g.begin(), g.end());
  return static_cast<std::size_t>(std::find_if(g.begin(), g.end(), [&](double y) { return y > threshold; }) -
                                  g.begin());
}

double scatter_about_cubics(std::span<const double> x, std::span<const double> y) {
  std::vector<double> residuals;
  for (std::size_t i = 2; i + 2 < x.size(); ++i) {
    const std::array<std::size_t, 4> near{i - 2, i - 1, i + 1, i + 2};
    double at = 0.0, variance = 1.0;
    for (const auto k : near) {
      double weight = 1.0;
      for (const auto l : near)
        if (l != k) weight *= (x[i] - x[l]) / (x[k] - x[l]);
      at += weight * y[k];
      variance += weight * weight;
    }
    residuals.push_back(std::abs(y[i] - at) / std::sqrt(variance));
  }
  return residuals.empty() ? 0.0 : median(std::move(residuals)) / median_of_normal;
}

NoiseEstimate estimated_noise(std::span<const double> r, std::span<const double> g) {
  const auto core = core_points(g);
  // The foot of the flank is left out.
  const double end = core < r.size() ? core_used * r[core] : r.back();
  const auto used = static_cast<std::size_t>(std::lower_bound(r.begin(), r.end(), end) - r.begin());
  double square = 0.0;
  for (const double y : g.first(used)) square += y * y;
  const double in_core = used >= 3 ? std::sqrt(square / static_cast<double>(used)) : 0.0;
  const double scatter = scatter_about_cubics(r.subspan(core), g.subspan(core));
  if (std::max(in_core, scatter) < least_error) return {least_error, "the least that is"};
  if (in_core > scatter) return {in_core, "from its root mean square in the core"};
  return {scatter, "from the scatter of its points about local cubics"};
}

}  // namespace liquidus
