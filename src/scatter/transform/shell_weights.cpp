#include "scatter/transform/shell_weights.hpp"

#include <algorithm>
#include <cmath>
#include <numeric>

#include "core/units.hpp"

namespace liquidus {
namespace {

double volume_of(const PairDistributions& pairs) {
  return std::accumulate(pairs.atoms.begin(), pairs.atoms.end(), 0.0) / pairs.number_density;
}

/// w of FiniteSizeCorrection.
double nearness(double r_over_reach) {
  const double c = std::cos(units::pi * std::max(r_over_reach - 0.5, 0.0));
  return c * c;
}

}  // namespace

Index bins_used(const PairDistributions& pairs, const PairTransformOptions& options) {
  double reach = pairs.bins.end();
  if (options.window.end > 0.0) reach = std::min(reach, options.window.end);
  if (options.correction != FiniteSizeCorrection::none)
    reach = std::min(reach, 0.5 * (pairs.least_height > 0.0 ? pairs.least_height : std::cbrt(volume_of(pairs))));
  return static_cast<Index>(reach / pairs.bins.width + 1e-9);
}

ShellWeights::ShellWeights(const PairDistributions& pairs, const PairTransformOptions& options)
    : correct_(options.correction != FiniteSizeCorrection::none), volume_(volume_of(pairs)) {
  const Index used = bins_used(pairs, options);
  Window window = options.window;
  if (window.end == 0.0 || window.end > pairs.bins.upper(used - 1)) window.end = pairs.bins.upper(used - 1);
  for (Index k = 0; k < used; ++k) {
    shell_.push_back(pairs.bins.shell(k));
    window_.push_back(window(pairs.bins.centre(k)));
    near_.push_back(nearness(pairs.bins.centre(k) / pairs.bins.upper(used - 1)));
    filled_ += shell_.back() * near_.back();
  }
}

void ShellWeights::add(const std::vector<double>& g, double alike, std::vector<double>& into) const {
  const double scale = correct_ ? factor(g, alike) : 1.0;
  for (std::size_t k = 0; k < bins(); ++k) into.push_back(shell_[k] * (scale * g[k] - 1.0) * window_[k]);
}

/// ρ_j/ρ'_ij, numerator and denominator divided by ρ_j.
double ShellWeights::factor(const std::vector<double>& g, double alike) const {
  double within = 0.0;  // n_w/ρ_j
  for (std::size_t k = 0; k < bins(); ++k) within += shell_[k] * near_[k] * g[k];
  return (volume_ - filled_) / (volume_ - within - (alike > 0.0 ? volume_ / alike : 0.0));
}

ShellWeights::Line ShellWeights::line(const std::vector<double>& g, double alike) const {
  Line at;
  if (correct_) at.factor = factor(g, alike);
  for (std::size_t k = 0; k < bins(); ++k) {
    at.shell.push_back(shell_[k] * window_[k]);
    at.of_factor.push_back(correct_ ? at.factor * at.factor * shell_[k] * near_[k] / (volume_ - filled_) : 0.0);
  }
  return at;
}

}  // namespace liquidus
