#include "scatter/dynamics/correlated_mean.hpp"

#include <algorithm>
#include <cmath>
#include <numeric>

namespace liquidus {

CorrelatedMean correlated_mean(std::span<const double> values) {
  const std::size_t n = values.size();
  const double count = static_cast<double>(n);
  CorrelatedMean result;
  if (n == 0) return result;
  result.mean.value = std::accumulate(values.begin(), values.end(), 0.0) / count;
  if (n < 4) return result;
  const auto covariance = [&](std::size_t t) {
    double sum = 0.0;
    for (std::size_t k = 0; k + t < n; ++k)
      sum += (values[k] - result.mean.value) * (values[k + t] - result.mean.value);
    return sum / static_cast<double>(n - t);
  };
  const double variance = covariance(0);
  // what doesn't vary but by rounding has no error to speak of
  if (!(variance > 1e-28 * result.mean.value * result.mean.value)) {
    result.mean.error = 0.0;
    return result;
  }
  constexpr double S = 1.5;
  double sum = 0.5;
  for (std::size_t window = 1; window < n / 2; ++window) {
    sum += covariance(window) / variance;
    const double tau = sum <= 0.5 ? 1e-9 : S / std::log((2.0 * sum + 1.0) / (2.0 * sum - 1.0));
    const double w = static_cast<double>(window);
    if (std::exp(-w / tau) - tau / std::sqrt(w * count) >= 0.0) continue;
    result.correlation_time = std::max(0.5, sum * (1.0 + (2.0 * w + 1.0) / count));
    if (count >= 20.0 * result.correlation_time)
      // the mean square about the sample's own mean lacks the variance of that mean
      result.mean.error =
          std::sqrt(variance * (1.0 + 2.0 * result.correlation_time / count) * 2.0 * result.correlation_time / count);
    return result;
  }
  result.correlation_time = std::max(0.5, sum);
  return result;
}

}  // namespace liquidus
