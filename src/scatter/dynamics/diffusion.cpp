#include "scatter/dynamics/diffusion.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "core/errors.hpp"
#include "core/units.hpp"

namespace liquidus {
namespace {

std::vector<double> weights(std::span<const double> x) {
  std::vector<double> w(x.size());
  for (std::size_t k = 0; k < x.size(); ++k) {
    const double left = x[k > 0 ? k - 1 : 0], right = x[std::min(k + 1, x.size() - 1)];
    w[k] = (right - left) / (x[k] * x[k]);
  }
  return w;
}

StraightLine weighted_line(std::span<const double> x, std::span<const double> y, std::span<const double> w) {
  double sum = 0.0, mean_x = 0.0, mean_y = 0.0;
  for (std::size_t k = 0; k < x.size(); ++k) {
    sum += w[k];
    mean_x += w[k] * x[k];
    mean_y += w[k] * y[k];
  }
  mean_x /= sum;
  mean_y /= sum;
  double xx = 0.0, xy = 0.0;
  for (std::size_t k = 0; k < x.size(); ++k) {
    xx += w[k] * (x[k] - mean_x) * (x[k] - mean_x);
    xy += w[k] * (x[k] - mean_x) * (y[k] - mean_y);
  }
  return {mean_y - xy / xx * mean_x, xy / xx};
}

/// Slope of y and of ln y by ln x over the range; the latter NaN where y isn't positive.
std::vector<double> slopes(std::span<const double> x, std::span<const double> y) {
  const auto w = weights(x);
  std::vector<double> log_x, log_y, log_w;
  for (std::size_t k = 0; k < x.size(); ++k) {
    log_x.push_back(std::log(x[k]));
    log_y.push_back(std::log(y[k]));
    log_w.push_back(w[k] * x[k]);
  }
  return {weighted_line(x, y, w).slope, weighted_line(log_x, log_y, log_w).slope};
}

LongTimeSlope fit_range(const BlockCurves& curves, std::size_t curve, LagRange range) {
  const auto t = curves.times();
  const auto x = std::span(t).subspan(range.from, range.size());
  const BlockCurves joined = curves.joined(curves.lags[range.to - 1]);
  const auto found = joined.evaluate(
      [&](const BlockCurves::Means& means) { return slopes(x, means.curve(curve).subspan(range.from, range.size())); });
  LongTimeSlope result;
  result.range = range;
  result.slope.value = found.value[0];
  result.exponent.value = found.value[1];
  if (!found.error.empty()) {
    result.slope.error = found.error[0];
    result.exponent.error = found.error[1];
    for (const auto& without : found.without) result.slope_without.push_back(without[0]);
  }
  const double allowed = std::max(0.05, 2.0 * result.exponent.error.value_or(0.0));
  result.straight = std::abs(result.exponent.value - 1.0) <= allowed;
  return result;
}

}  // namespace

StraightLine fit_line(std::span<const double> x, std::span<const double> y) { return weighted_line(x, y, weights(x)); }

LongTimeSlope long_time_slope(const BlockCurves& curves, std::size_t curve, double from, double to) {
  const auto t = curves.times();
  const auto first_at = [&](double time) {
    const auto least = std::max(time * (1.0 - 1e-9), 0.5 * curves.spacing);  // never the lag of zero
    return static_cast<std::size_t>(std::lower_bound(t.begin(), t.end(), least) - t.begin());
  };
  const double whole = curves.spacing * static_cast<double>(curves.frames());
  const double longest = t.empty() ? 0.0 : t.back();
  const double end = std::isnan(to) ? std::min(std::max(0.1 * whole, 4.0 * curves.spacing), longest) : to;
  LagRange range{0, std::min(t.size(), first_at(end * (1.0 + 2e-9)))};
  std::vector<double> begins{from};
  if (std::isnan(from)) begins = {0.1 * end, 0.2 * end, end / 3.0, 0.5 * end};
  LongTimeSlope result;
  for (const double begin : begins) {
    range.from = first_at(begin);
    if (range.to < range.from + 3) break;
    result = fit_range(curves, curve, range);
    if (result.straight) break;
  }
  if (result.range.size() < 3)
    throw InputError(fmt::format("a slope needs three lags in its range; there are lags from {:g} to {:g} fs",
                                 t.size() > 1 ? t[1] : 0.0, longest));
  return result;
}

double without_finite_size(double diffusion, double temperature, double viscosity, double volume) {
  return diffusion + 2.837297 * units::kB * temperature / (6.0 * units::pi * viscosity * std::cbrt(volume));
}

std::string slope_remark(const std::string& of, const LongTimeSlope& slope) {
  if (slope.straight) return "";
  return fmt::format(
      "{} doesn't grow in proportion to time where its slope was taken, but as t^{:.2f}: the run is too short, the "
      "range "
      "begins too early, or nothing flows",
      of, slope.exponent.value);
}

}  // namespace liquidus
