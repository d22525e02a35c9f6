#include "active/query/trust_levels.hpp"

#include <algorithm>
#include <cmath>
#include <functional>
#include <limits>
#include <stdexcept>

namespace liquidus {

double force_deviation(std::span<const std::vector<Vec3>> forces, double level) {
  const std::size_t members = forces.size();
  if (members < 2) throw std::invalid_argument("a committee has two members or more");
  for (const auto& member : forces)
    if (member.size() != forces.front().size()) throw std::invalid_argument("members give forces of other atoms");
  double worst = 0.0;
  for (std::size_t i = 0; i < forces.front().size(); ++i) {
    Vec3 mean{};
    for (const auto& member : forces) mean += member[i] / static_cast<double>(members);
    double squares = 0.0;
    for (const auto& member : forces) squares += norm2(member[i] - mean);
    double deviation = std::sqrt(squares / static_cast<double>(members - 1));
    if (level > 0.0) deviation /= norm(mean) + level;
    if (!std::isfinite(deviation)) return std::numeric_limits<double>::infinity();
    worst = std::max(worst, deviation);
  }
  return worst;
}

Triage triage(std::span<const double> deviations, const TrustLevels& levels) {
  if (!(levels.low >= 0.0 && levels.low <= levels.high)) throw std::invalid_argument("expected 0 <= low <= high");
  if (levels.most < 1) throw std::invalid_argument("expected one candidate or more");
  const auto has_failed = [&](double x) { return !std::isfinite(x) || x > levels.high; };
  Triage result;
  result.low = levels.low;
  if (levels.adaptive) {
    std::vector<double> above;
    for (const double x : deviations)
      if (!has_failed(x) && x >= levels.low) above.push_back(x);
    const auto most = static_cast<std::size_t>(levels.most);
    if (above.size() > most) {
      std::nth_element(above.begin(), above.begin() + levels.most, above.end(), std::greater<>());
      result.low = std::nextafter(above[most], std::numeric_limits<double>::infinity());
    }
  }
  for (std::size_t k = 0; k < deviations.size(); ++k) {
    if (has_failed(deviations[k]))
      ++result.failed;
    else if (deviations[k] < result.low)
      ++result.accurate;
    else
      result.candidates.push_back(static_cast<Index>(k));
  }
  return result;
}

}  // namespace liquidus
