#include "scatter/transform/sine_transform.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <string_view>
#include <utility>

#include "core/errors.hpp"
#include "core/threads.hpp"
#include "core/units.hpp"
#include "scatter/transform/cubic_segments.hpp"
#include "scatter/transform/interpolate.hpp"
#include "scatter/transform/spherical_bessel.hpp"

namespace liquidus {
namespace {

/// What messages call a curve and its abscissa.
struct Names {
  std::string_view x, y, unit;
  double widest_gap;
};
constexpr Names of_q{"Q", "S(Q)", "1/Å", widest_gap_in_q}, of_r{"r", "g(r)", "Å", widest_gap_in_r};

/// Points of x·y·W, [n].
struct Knots {
  std::vector<double> x, y;
  void add(double at, double value) {
    x.push_back(at);
    y.push_back(value);
  }
  void drop_last() {
    x.pop_back();
    y.pop_back();
  }
};

void check_curve(std::span<const double> x, std::span<const double> y, double density, const Names& names) {
  if (x.size() != y.size() || x.size() < 2)
    throw InputError(
        fmt::format("the {} that is to be transformed has {} points and {} values; it needs as many of "
                    "both and at least two",
                    names.y, x.size(), y.size()));
  for (std::size_t i = 0; i < x.size(); ++i) {
    if (!std::isfinite(x[i]) || !std::isfinite(y[i]))
      throw InputError(
          fmt::format("the {} that is to be transformed has something that is not a finite number at "
                      "point {}",
                      names.y, i + 1));
    if (x[i] < 0.0 || (i > 0 && !(x[i] > x[i - 1])))
      throw InputError(
          fmt::format("{} must increase from 0 or above in the {} that is to be transformed; point {} is "
                      "at {} {}",
                      names.x, names.y, i + 1, x[i], names.unit));
    if (i > 0 && x[i] - x[i - 1] > names.widest_gap)
      throw InputError(fmt::format(
          "the {} that is to be transformed has no point from {:.6g} to {:.6g} {}; gaps of up to {} {} are bridged",
          names.y, x[i - 1], x[i], names.unit, names.widest_gap, names.unit));
  }
  if (!(density > 0.0 && std::isfinite(density)))
    throw InputError(fmt::format("a density of {} atoms/Å³ was given for a transform; it must be positive", density));
}

/// The window with its end filled in; one that ends up to half a spacing behind the last point ends there.
Window resolved(Window window, std::span<const double> x, const Names& names) {
  const double last = x.back(), spacing = last - x[x.size() - 2];
  window = ending_at(window, x);
  if (!(window.end > x.front()) || !(window.end <= last + 0.5 * spacing) || !(window.width >= 0.0))
    throw InputError(fmt::format("a window that ends at {} {} was asked for; the {} runs from {} to {} {}", window.end,
                                 names.unit, names.y, x.front(), last, names.unit));
  return window;
}

/// x·y·W at the points up to the window's end, which becomes one; `below` stands for y before the first point and is
/// laid out in steps of the first spacing, so that the window is seen there too.
Knots knots_of(std::span<const double> x, std::span<const double> y, double below, const Window& window) {
  Knots knots;
  const auto steps = static_cast<Index>(std::ceil(std::min(x[0] / (x[1] - x[0]) - 1e-6, 1e6)));
  for (Index k = 0; k < steps; ++k) {
    const double at = x[0] * static_cast<double>(k) / static_cast<double>(steps);
    knots.add(at, at * below * window(at));
  }
  if (x[0] > 0.0 && below != y[0]) knots.add(x[0], x[0] * below * window(x[0]));  // a jump
  for (std::size_t i = 0; i < x.size() && x[i] <= window.end; ++i) knots.add(x[i], x[i] * y[i] * window(x[i]));
  if (knots.x.back() < std::min(window.end, x.back())) {
    // in place of a point so near that what lies before it would be far longer than what lies behind
    const auto next = static_cast<std::size_t>(std::upper_bound(x.begin(), x.end(), window.end) - x.begin());
    if (knots.x.size() > 1 && window.end - x[next - 1] < 0.25 * (x[next] - x[next - 1])) knots.drop_last();
    const double unwindowed = interpolate(x, y, std::span(&window.end, 1))[0];
    knots.add(window.end, window.end * unwindowed * window(window.end));
  }
  return knots;
}

std::vector<double> transformed(const Knots& knots, double factor, std::span<const double> at) {
  constexpr double ns_per_segment = 40.0;
  const CubicSegments curve(knots.x, knots.y);
  std::vector<double> values(at.size());
  parallel_ranges(static_cast<Index>(at.size()), Nanoseconds{ns_per_segment * static_cast<double>(curve.size())},
                  [&](Index begin, Index end, int) {
                    for (auto i = static_cast<std::size_t>(begin); i < static_cast<std::size_t>(end); ++i)
                      values[i] = factor * curve.sine_integral(at[i]);
                  });
  return values;
}

/// √Σ [x σ W Δx sin(kx)/k]², at k = 0 the limit.
std::vector<double> transformed_errors(std::span<const double> x, std::span<const double> error, double factor,
                                       const Window& window, std::span<const double> at) {
  std::vector<double> weighted(x.size(), 0.0), values(at.size());
  for (std::size_t i = 0; i < x.size() && x[i] <= window.end; ++i) {
    const double from = i > 0 ? x[i - 1] : x[i], to = i + 1 < x.size() ? x[i + 1] : x[i];
    weighted[i] = x[i] * x[i] * error[i] * window(x[i]) * 0.5 * (to - from);
  }
  parallel_ranges(static_cast<Index>(at.size()), Nanoseconds{20.0 * static_cast<double>(x.size())},
                  [&](Index begin, Index end, int) {
                    for (auto k = static_cast<std::size_t>(begin); k < static_cast<std::size_t>(end); ++k) {
                      double sum = 0.0;
                      for (std::size_t i = 0; i < x.size(); ++i) {
                        const double part = weighted[i] * spherical_bessel(at[k] * x[i]).j0;
                        sum += part * part;
                      }
                      values[k] = factor * std::sqrt(sum);
                    }
                  });
  return values;
}

double to_real_space(double density) { return 1.0 / (2.0 * units::pi * units::pi * density); }
double to_reciprocal_space(double density) { return 4.0 * units::pi * density; }

}  // namespace

Window ending_at(Window window, std::span<const double> x) {
  if (window.end == 0.0) window.end = x.back();
  return window;
}

std::vector<double> g_minus_1(std::span<const double> q, std::span<const double> s_minus_1, double density,
                              const Window& window, std::span<const double> r) {
  check_curve(q, s_minus_1, density, of_q);
  const Knots knots = knots_of(q, s_minus_1, s_minus_1[0], resolved(window, q, of_q));
  return transformed(knots, to_real_space(density), r);
}

std::vector<double> g_minus_1_matrix(std::span<const double> q, double density, const Window& window,
                                     std::span<const double> r) {
  const std::size_t n = q.size();
  std::vector<double> unit(n, 0.0), matrix(r.size() * n, 0.0);
  check_curve(q, unit, density, of_q);
  const Window whole = resolved(window, q, of_q);
  // Where the knots are doesn't depend on the values, which they are linear in: each value is that of a few.
  std::vector<Knots> of_point;
  std::vector<std::pair<std::size_t, std::size_t>> range;
  for (std::size_t k = 0; k < n; ++k) {
    unit[k] = 1.0;
    of_point.push_back(knots_of(q, unit, unit[0], whole));
    unit[k] = 0.0;
    const auto& y = of_point.back().y;
    const auto used = [](double value) { return value != 0.0; };
    const auto first = static_cast<std::size_t>(std::find_if(y.begin(), y.end(), used) - y.begin());
    const auto behind = static_cast<std::size_t>(std::find_if(y.rbegin(), y.rend(), used) - y.rbegin());
    range.emplace_back(std::min(first, y.size() - behind), y.size() - behind);
  }
  const auto& x = of_point.front().x;
  parallel_ranges(static_cast<Index>(r.size()), Nanoseconds{60.0 * static_cast<double>(n)},
                  [&](Index begin, Index end, int) {
                    for (auto i = static_cast<std::size_t>(begin); i < static_cast<std::size_t>(end); ++i) {
                      const auto weight = sine_weights(x, r[i]);
                      for (std::size_t k = 0; k < n; ++k) {
                        double sum = 0.0;
                        for (auto j = range[k].first; j < range[k].second; ++j) sum += weight[j] * of_point[k].y[j];
                        matrix[i * n + k] = to_real_space(density) * sum;
                      }
                    }
                  });
  return matrix;
}

std::vector<double> s_minus_1(std::span<const double> r, std::span<const double> g_minus_1, double density,
                              const Window& window, std::span<const double> q) {
  check_curve(r, g_minus_1, density, of_r);
  return transformed(knots_of(r, g_minus_1, -1.0, resolved(window, r, of_r)), to_reciprocal_space(density), q);
}

std::vector<double> g_error(std::span<const double> q, std::span<const double> s_error, double density,
                            const Window& window, std::span<const double> r) {
  check_curve(q, s_error, density, of_q);
  return transformed_errors(q, s_error, to_real_space(density), resolved(window, q, of_q), r);
}

std::vector<double> s_error(std::span<const double> r, std::span<const double> g_error, double density,
                            const Window& window, std::span<const double> q) {
  check_curve(r, g_error, density, of_r);
  return transformed_errors(r, g_error, to_reciprocal_space(density), resolved(window, r, of_r), q);
}

}  // namespace liquidus
