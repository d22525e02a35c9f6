#include "correct/totals/partial_targets.hpp"

#include <algorithm>
#include <cmath>

#include "core/units.hpp"
#include "correct/targets/ordered_pairs.hpp"
#include "scatter/transform/sine_transform.hpp"

namespace liquidus {

std::vector<PairComparison> partial_targets(const PartialsEstimate& estimate, const PairDistributions& pairs,
                                            const TotalsOptions& options, std::size_t state, double temperature) {
  constexpr double empty = 0.01;
  const Window window{window_kind(options.window), estimate.q.back(), 0.0};
  const auto bins = static_cast<std::size_t>(reach_of(pairs) / pairs.bins.width + 1e-9);
  const double finer = std::sqrt(std::max(1.0, units::pi / (window.end * pairs.bins.width)));
  std::vector<PairComparison> all;
  for (std::size_t p = 0; p < estimate.pairs.size(); ++p) {
    const auto i = static_cast<Eigen::Index>(p);
    const Partial partial = pairs.pair(estimate.pairs[p]);
    std::vector<double> change, error;
    for (const auto& at : estimate.at) {
      change.push_back(at.change(i));
      error.push_back(std::sqrt(std::max(0.0, at.covariance(i, i))));
    }
    PairComparison both;
    both.state = state;
    both.pair = p;
    both.temperature = temperature;
    both.r.assign(partial.r.begin(), partial.r.begin() + static_cast<std::ptrdiff_t>(bins));
    both.simulated.assign(partial.g.begin(), partial.g.begin() + static_cast<std::ptrdiff_t>(bins));
    both.simulated_error = errors_of(pairs, partial);
    both.simulated_error.resize(bins);
    both.measured = g_minus_1(estimate.q, change, estimate.density, window, both.r);
    both.measured_error = g_error(estimate.q, error, estimate.density, window, both.r);
    bool core = true;
    for (std::size_t k = 0; k < bins; ++k) {
      core = core && !(both.simulated[k] > empty);
      both.measured[k] = core ? both.simulated[k] : std::max(0.0, both.simulated[k] + both.measured[k]);
      both.measured_error[k] *= finer;
    }
    all.push_back(std::move(both));
  }
  return all;
}

}  // namespace liquidus
