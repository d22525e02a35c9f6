#include "correct/analysis/drude_scaling.hpp"

#include <algorithm>
#include <cmath>
#include <limits>
#include <stdexcept>

namespace liquidus {
namespace {

constexpr double unknown = std::numeric_limits<double>::quiet_NaN();

void check(const std::vector<ScalingPoint>& points) {
  if (points.empty()) throw std::invalid_argument("a law needs points");
  for (const auto& p : points)
    if (!(p.polarisability > 0.0 && p.value > 0.0 && p.error >= 0.0))
      throw std::invalid_argument("a power law goes through positive numbers");
}

bool all_have_errors(const std::vector<ScalingPoint>& points) {
  return std::all_of(points.begin(), points.end(), [](const auto& p) { return p.error > 0.0; });
}

/// What the variances of a fit that used the points' errors (or 1 where there are none) are to be multiplied by: the
/// misfit per degree of freedom, which errors that are too small for the scatter don't take below 1.
double scale(double misfit, Index freedom, bool weighted) {
  if (freedom <= 0) return weighted ? 1.0 : unknown;
  const double per_freedom = misfit / static_cast<double>(freedom);
  return weighted ? std::max(1.0, per_freedom) : per_freedom;
}

void set_scatter(PowerLaw& law, const std::vector<ScalingPoint>& points, Index freedom) {
  double sum = 0.0;
  for (const auto& p : points) sum += std::pow(std::log(p.value / law.at(p.polarisability)), 2);
  law.scatter = freedom > 0 ? std::sqrt(sum / static_cast<double>(freedom)) : unknown;
}

}  // namespace

double PowerLaw::at(double polarisability) const { return amplitude * std::pow(polarisability, exponent); }

double PowerLaw::error_at(double polarisability) const {
  const double l = std::log(polarisability), a = amplitude_error / amplitude;
  const double variance = a * a + 2.0 * covariance * l + exponent_error * exponent_error * l * l;
  return at(polarisability) * (std::isnan(variance) ? unknown : std::sqrt(std::max(0.0, variance)));
}

PowerLaw fit_amplitude(const std::vector<ScalingPoint>& points, double exponent) {
  check(points);
  PowerLaw law;
  law.exponent = exponent;
  law.points = static_cast<Index>(points.size());
  law.weighted = all_have_errors(points);
  const auto weight = [&](const ScalingPoint& p) { return law.weighted ? 1.0 / (p.error * p.error) : 1.0; };
  const auto power = [&](const ScalingPoint& p) { return std::pow(p.polarisability, exponent); };
  double xx = 0.0, xy = 0.0, misfit = 0.0;
  for (const auto& p : points) {
    xx += weight(p) * power(p) * power(p);
    xy += weight(p) * power(p) * p.value;
  }
  law.amplitude = xy / xx;
  for (const auto& p : points) misfit += weight(p) * std::pow(p.value - law.amplitude * power(p), 2);
  law.amplitude_error = std::sqrt(scale(misfit, law.points - 1, law.weighted) / xx);
  set_scatter(law, points, law.points - 1);
  return law;
}

PowerLaw fit_power_law(const std::vector<ScalingPoint>& points) {
  check(points);
  PowerLaw law;
  law.points = static_cast<Index>(points.size());
  law.weighted = all_have_errors(points);
  const auto weight = [&](const ScalingPoint& p) { return law.weighted ? std::pow(p.value / p.error, 2) : 1.0; };
  double w = 0.0, x = 0.0, y = 0.0, xx = 0.0, xy = 0.0, misfit = 0.0;
  for (const auto& p : points) {
    w += weight(p);
    x += weight(p) * std::log(p.polarisability);
    y += weight(p) * std::log(p.value);
  }
  x /= w, y /= w;
  for (const auto& p : points) {
    const double dx = std::log(p.polarisability) - x;
    xx += weight(p) * dx * dx;
    xy += weight(p) * dx * (std::log(p.value) - y);
  }
  if (!(xx > 1e-12 * w)) throw std::invalid_argument("an exponent needs two different polarisabilities");
  law.exponent = xy / xx;
  law.amplitude = std::exp(y - law.exponent * x);
  for (const auto& p : points) misfit += weight(p) * std::pow(std::log(p.value / law.at(p.polarisability)), 2);
  const double s = scale(misfit, law.points - 2, law.weighted);
  law.exponent_error = std::sqrt(s / xx);
  law.amplitude_error = law.amplitude * std::sqrt(s * (1.0 / w + x * x / xx));
  law.covariance = -s * x / xx;
  set_scatter(law, points, law.points - 2);
  return law;
}

}  // namespace liquidus
