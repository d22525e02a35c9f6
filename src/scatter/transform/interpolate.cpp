#include "scatter/transform/interpolate.hpp"

#include <algorithm>

namespace liquidus {

std::vector<double> interpolate(std::span<const double> r, std::span<const double> y, std::span<const double> x) {
  std::vector<double> values;
  values.reserve(x.size());
  const std::size_t n = r.size();
  for (const double at : x) {
    const auto above = static_cast<std::size_t>(std::lower_bound(r.begin(), r.end(), at) - r.begin());
    const bool outside = at < r.front() || at > r.back();
    const std::size_t points = outside ? std::min<std::size_t>(n, 2) : std::min<std::size_t>(n, 4);
    const std::size_t first = std::min(above < points / 2 ? 0 : above - points / 2, n - points);
    double sum = 0.0;
    for (std::size_t i = first; i < first + points; ++i) {
      double weight = 1.0;
      for (std::size_t j = first; j < first + points; ++j)
        if (j != i) weight *= (at - r[j]) / (r[i] - r[j]);
      sum += weight * y[i];
    }
    values.push_back(sum);
  }
  return values;
}

}  // namespace liquidus
