#include "scatter/experiment/quality.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "core/errors.hpp"
#include "core/units.hpp"
#include "scatter/transform/sine_transform.hpp"

namespace liquidus {
namespace {

using Values = std::vector<double>;
using Span = std::span<const double>;
constexpr double pi = units::pi;

Values grid(double from, double to, double step) {
  Values r;
  const auto n = static_cast<Index>(std::floor((to - from) / step + 1e-9));
  for (Index k = 0; k <= n; ++k) r.push_back(from + static_cast<double>(k) * step);
  return r;
}

/// D(r) = 4πρ r (g − 1), in which ρ cancels.
Values d_of(Span q, Span s, const Window& window, const Values& r) {
  auto d = g_minus_1(q, s, 1.0, window, r);
  for (std::size_t k = 0; k < r.size(); ++k) d[k] *= 4.0 * pi * r[k];
  return d;
}

DensityLine fit_line(Span q, Span s, const Window& window, LowRange range) {
  const double step = std::min(0.02, (range.to - range.from) / 20.0);
  const auto r = grid(range.from, range.to, step);
  const auto d = d_of(q, s, window, r);
  double rr = 0.0, rd = 0.0, scatter = 0.0;
  for (std::size_t k = 0; k < r.size(); ++k) {
    rr += r[k] * r[k];
    rd += r[k] * d[k];
  }
  const double slope = rd / rr;
  for (std::size_t k = 0; k < r.size(); ++k) scatter += std::pow(d[k] - slope * r[k], 2);
  const auto n = static_cast<double>(r.size());
  const double independent = std::max(2.0, (range.to - range.from) * window.end / pi);
  DensityLine line{range.from, range.to, {-slope / (4.0 * pi), {}}, std::sqrt(scatter / n)};
  line.density.error = std::sqrt(scatter / (independent - 1.0) / rr) / (4.0 * pi);
  return line;
}

/// g below r_min taken out of S.
BackTransform take_out(Span q, Span s, const QualityOptions& options) {
  BackTransform back{options.to, {s.begin(), s.end()}, {}};
  // Simpson's rule over steps of a fifth of a radian at the highest Q errs by 1e-5 of what is taken out.
  const auto half = static_cast<Index>(std::ceil(options.to * q.back() / 0.4)) + 8;
  const double step = options.to / static_cast<double>(2 * half);
  const auto r = grid(0.0, options.to, step);
  const auto h = g_minus_1(q, s, options.density, options.window, r);
  for (std::size_t k = 0; k < q.size(); ++k) {
    double sum = 0.0;
    for (std::size_t i = 0; i < r.size(); ++i) {
      const double weight = i == 0 || i + 1 == r.size() ? 1.0 : i % 2 == 1 ? 4.0 : 2.0;
      const double x = q[k] * r[i];
      sum += weight * r[i] * r[i] * (h[i] + 1.0) * (x > 1e-6 ? std::sin(x) / x : 1.0);
    }
    back.s_minus_1[k] -= 4.0 * pi * options.density * sum * step / 3.0;
  }
  const Values edges{0.0, 2.0, 5.0, 10.0, std::numeric_limits<double>::infinity()};
  for (std::size_t e = 0; e + 1 < edges.size(); ++e) {
    BackTransform::Range range{edges[e], std::min(edges[e + 1], q.back()), 0, 0.0};
    for (std::size_t k = 0; k < q.size(); ++k) {
      if (q[k] < edges[e] || q[k] >= edges[e + 1]) continue;
      range.rms += std::pow(back.s_minus_1[k] - s[k], 2);
      ++range.points;
    }
    if (range.points == 0) continue;
    range.rms = std::sqrt(range.rms / static_cast<double>(range.points));
    back.ranges.push_back(range);
  }
  return back;
}

/// a of a + b Q² by least squares through the points below q_to, weighed by their errors if all have one.
std::optional<Estimate> extrapolate(Span q, Span s, Span error, double q_to) {
  double w0 = 0.0, wx = 0.0, wxx = 0.0, wy = 0.0, wxy = 0.0;
  std::size_t n = 0;
  const auto weight = [&](std::size_t k) {
    return !error.empty() && error[k] > 0.0 ? 1.0 / (error[k] * error[k]) : 1.0;
  };
  for (; n < q.size() && q[n] <= q_to; ++n) {
    const double w = weight(n), x = q[n] * q[n];
    w0 += w, wx += w * x, wxx += w * x * x, wy += w * s[n], wxy += w * x * s[n];
  }
  if (n < 5) return {};
  const double determinant = w0 * wxx - wx * wx;
  const double a = (wxx * wy - wx * wxy) / determinant, b = (w0 * wxy - wx * wy) / determinant;
  double chi2 = 0.0;
  for (std::size_t k = 0; k < n; ++k) chi2 += weight(k) * std::pow(s[k] - a - b * q[k] * q[k], 2);
  return Estimate{1.0 + a, std::sqrt(wxx / determinant * chi2 / static_cast<double>(n - 2))};
}

SumRules sum_rules(Span q, Span s, Span error, const QualityOptions& options) {
  SumRules sums;
  // The first peak: the highest point before S falls by half of what it stands above 1.
  std::size_t peak = 0;
  for (std::size_t k = 1; k < q.size(); ++k) {
    if (s[k] > s[peak]) peak = k;
    if (s[peak] > 0.1 && s[k] < 0.5 * s[peak]) break;
  }
  sums.s0_to = 0.4 * q[peak];
  sums.s0 = extrapolate(q, s, error, sums.s0_to);
  Window lorch{WindowKind::lorch, options.window.end, 0.0};
  const double origin = 0.0;
  sums.integral = 2.0 * pi * pi * g_minus_1(q, s, 1.0, lorch, Span(&origin, 1)).front();
  sums.expected = -2.0 * pi * pi * options.density;
  if (sums.s0 && std::isfinite(options.temperature))
    sums.compressibility = sums.s0->value / (options.density * units::kB * options.temperature) * units::GPa;
  return sums;
}

/// Where the limit at high Q is taken from, and the mean of S − 1 there.
OffsetAndScale limit_of(Span q, Span s, double q_end) {
  OffsetAndScale fit;
  fit.from = 0.75 * q_end;
  double n = 0.0, sum = 0.0, square = 0.0;
  for (std::size_t k = 0; k < q.size(); ++k) {
    if (q[k] < fit.from || q[k] > q_end) continue;
    n += 1.0;
    sum += s[k];
    square += s[k] * s[k];
  }
  fit.high_q.value = n > 0.0 ? sum / n : 0.0;
  const double variance = n > 0.0 ? square / n - fit.high_q.value * fit.high_q.value : 0.0;
  if (n > 1.0) fit.high_q.error = std::sqrt(std::max(0.0, variance) / (n - 1.0));
  return fit;
}

Values less(Span s, double limit) {
  Values shifted(s.begin(), s.end());
  for (double& x : shifted) x -= limit;
  return shifted;
}

OffsetAndScale offset_and_scale(Span q, Span s, const QualityOptions& options) {
  auto fit = limit_of(q, s, options.window.end);
  const double limit = fit.high_q.value;
  const auto line = fit_line(q, less(s, limit), options.window, {options.from, options.to});
  // S' − 1 = α (S − 1 − limit), so that β = 1 − α − α limit.
  fit.scale = options.density / line.density.value;
  fit.offset = 1.0 - fit.scale * (1.0 + limit);
  return fit;
}

}  // namespace

LowRange low_r_range(Span q, Span s_minus_1, double density, double q_end) {
  const double step = 0.02;
  const auto r = grid(0.6, 8.0, step);
  // A limit other than 1 would look like a peak at small r.
  const auto s = less(s_minus_1, limit_of(q, s_minus_1, q_end).high_q.value);
  auto g = g_minus_1(q, s, density, {WindowKind::lorch, q_end, 0.0}, r);
  double highest = 0.0;
  for (double& x : g) highest = std::max(highest, std::abs(x += 1.0));
  std::size_t peak = 1;
  const auto is_peak = [&](std::size_t k) {
    const double x = std::abs(g[k]);
    return x >= 0.3 * highest && x >= std::abs(g[k - 1]) && x >= std::abs(g[k + 1]);
  };
  while (peak + 1 < g.size() && !is_peak(peak)) ++peak;
  std::size_t foot = peak;
  while (foot > 0 && std::abs(g[foot]) > 0.1 * std::abs(g[peak])) --foot;
  const double to = r[foot] - 0.5 * pi / q_end;
  if (peak + 1 >= g.size() || foot == 0 || to < 0.3)
    throw InputError("no range of r without atoms is found before a first peak of g(r); give one");
  return {0.25 * to, to};
}

Quality check_quality(Span q, Span s_minus_1, Span error, const QualityOptions& given) {
  Quality quality{given, {}, {}, {}, {}};
  auto& options = quality.options;
  if (options.window.end == 0.0 && !q.empty()) options.window.end = q.back();
  if (options.to == 0.0) {
    const auto range = low_r_range(q, s_minus_1, options.density, options.window.end);
    options.to = range.to;
    if (options.from == 0.0) options.from = range.from;
  }
  if (!(options.from >= 0.0 && options.from < options.to))
    throw InputError(fmt::format("a low-r range from {:g} to {:g} Å was asked for; it must be 0 ≤ from < to",
                                 options.from, options.to));
  quality.line = fit_line(q, s_minus_1, options.window, {options.from, options.to});
  quality.back = take_out(q, s_minus_1, options);
  quality.sums = sum_rules(q, s_minus_1, error, options);
  quality.fit = offset_and_scale(q, s_minus_1, options);
  return quality;
}

}  // namespace liquidus
