#include "scatter/pairs/peaks.hpp"

#include <algorithm>
#include <cmath>
#include <vector>

#include "core/errors.hpp"
#include "scatter/pairs/cubic_fit.hpp"

namespace liquidus {
namespace {

using Values = std::vector<double>;

/// Points i … j − 1 of a curve.
struct Window {
  std::size_t begin, end;
  std::size_t size() const { return end - begin; }
};

Window around(std::span<const double> r, std::size_t i, double half) {
  Window w{i, i + 1};
  while (w.begin > 0 && r[i] - r[w.begin - 1] <= half) --w.begin;
  while (w.end < r.size() && r[w.end] - r[i] <= half) ++w.end;
  return w;
}

/// Local least-squares cubics; where a window has fewer than five points the curve stays as it is.
Values smoothed(std::span<const double> r, std::span<const double> g, double half) {
  Values s(g.begin(), g.end());
  for (std::size_t i = 0; i < r.size(); ++i) {
    const Window w = around(r, i, half);
    if (w.size() < 5) continue;
    if (const auto fit = fit_cubic(r.subspan(w.begin, w.size()), g.subspan(w.begin, w.size()), r[i], half))
      s[i] = fit->c[0];
  }
  return s;
}

/// Noise of a curve without blocks: how far it scatters about its smoothed self.
Values scatter_about(std::span<const double> r, std::span<const double> g, const Values& smooth, double half) {
  Values noise(g.size());
  for (std::size_t i = 0; i < g.size(); ++i) {
    const Window w = around(r, i, 3.0 * half);
    double sum = 0.0;
    for (std::size_t k = w.begin; k < w.end; ++k) sum += (g[k] - smooth[k]) * (g[k] - smooth[k]);
    noise[i] = std::sqrt(sum / static_cast<double>(w.size()));
  }
  return noise;
}

/// The highest (sign 1) or lowest (−1) point from `begin` on before the curve turns back by `drop` and by four errors.
std::optional<std::size_t> turning_point(const Values& g, const Values& noise, std::size_t begin, int sign, double drop,
                                         double least) {
  std::size_t best = begin;
  for (std::size_t i = begin; i < g.size(); ++i) {
    if (sign * (g[i] - g[best]) > 0.0) best = i;
    const double back = sign * (g[best] - g[i]);
    const double error = std::hypot(noise[best], noise[i]);
    if (g[best] >= least && back > drop && back > 4.0 * error) return best;
  }
  return std::nullopt;
}

/// Points around an extremum whose smoothed values differ from it by less than `depth`, at least two on either side.
Window flank(const Values& smooth, std::size_t at, double depth) {
  const auto near = [&](std::size_t i) { return std::abs(smooth[i] - smooth[at]) < depth; };
  Window w{at - std::min<std::size_t>(at, 2), std::min(at + 3, smooth.size())};
  while (w.begin > 0 && near(w.begin - 1) && near(w.begin)) --w.begin;
  while (w.end < smooth.size() && near(w.end) && near(w.end - 1)) ++w.end;
  return w;
}

struct Point {
  double r, height;
};

/// The extremum of a cubic through the window, or of a parabola through the extreme point and its neighbours, or the
/// extreme point itself.
Point located(std::span<const double> r, std::span<const double> g, const Window& w, int sign) {
  const auto x = r.subspan(w.begin, w.size()), y = g.subspan(w.begin, w.size());
  const double centre = 0.5 * (x.front() + x.back()), scale = std::max(0.5 * (x.back() - x.front()), 1e-12);
  if (x.size() >= 5)
    if (const auto fit = fit_cubic(x, y, centre, scale))
      if (const auto at = fit->extremum(sign); at && std::abs(*at - centre) <= scale) return {*at, (*fit)(*at)};
  const auto lower = [&](double p, double q) { return sign * p < sign * q; };
  const auto k = static_cast<std::size_t>(std::max_element(y.begin(), y.end(), lower) - y.begin());
  if (k == 0 || k + 1 == y.size()) return {x[k], y[k]};
  const double left = x[k - 1] - x[k], right = x[k + 1] - x[k];
  const double p = (y[k - 1] - y[k]) / left, q = (y[k + 1] - y[k]) / right;
  const double curvature = (q - p) / (right - left), slope = p - curvature * left;
  if (!(sign * curvature < 0.0)) return {x[k], y[k]};
  const double t = -0.5 * slope / curvature;
  return {x[k] + t, y[k] + 0.5 * slope * t};
}

/// Where the first shell's extrema are to be fitted.
struct Places {
  Window peak;
  std::optional<Window> minimum;
};

std::optional<Places> find(std::span<const double> r, const Values& smooth, const Values& noise,
                           const PeakOptions& options) {
  const auto begin = static_cast<std::size_t>(std::lower_bound(r.begin(), r.end(), options.from) - r.begin());
  if (begin == r.size()) return std::nullopt;
  const auto peak = turning_point(smooth, noise, begin, 1, options.drop, options.least);
  if (!peak) return std::nullopt;
  const auto minimum = turning_point(smooth, noise, *peak, -1, options.drop, -1e300);
  const double height = smooth[*peak] - (minimum ? smooth[*minimum] : 0.0);
  // With noise the extreme point is one that noise has pushed out: the window is as much deeper.
  Places places{flank(smooth, *peak, 0.15 * height + 2.0 * noise[*peak]), {}};
  if (minimum) places.minimum = flank(smooth, *minimum, 0.05 * height + 2.0 * noise[*minimum]);
  return places;
}

/// n between the upper edges of bins, where the atoms of a bin fill its shell evenly.
double running_number(const Partial& p, const Values& n, double r) {
  if (!(r >= 0.0 && r <= p.r_upper.back()))
    throw InputError("a coordination number out to " + std::to_string(r) + " Å was asked for; g(r) ends at " +
                     std::to_string(p.r_upper.back()) + " Å");
  const auto k = static_cast<std::size_t>(std::lower_bound(p.r_upper.begin(), p.r_upper.end(), r) - p.r_upper.begin());
  const double r0 = k == 0 ? 0.0 : p.r_upper[k - 1], r1 = p.r_upper[k], n0 = k == 0 ? 0.0 : n[k - 1];
  return n0 + (n[k] - n0) * (r * r * r - r0 * r0 * r0) / (r1 * r1 * r1 - r0 * r0 * r0);
}

/// value_of(blocks left out) with its jackknife error.
template <class F>
Estimate estimate(const Partial& p, F value_of) {
  Estimate e{value_of(std::nullopt), {}};
  if (!p.jackknife.empty())
    e.error = p.jackknife.error(e.value, [&](std::size_t b) { return value_of(std::optional<std::size_t>(b)); });
  return e;
}

using Left = std::optional<std::size_t>;
const Values& pick(const Values& all, const std::vector<Values>& without, Left b) { return b ? without[*b] : all; }

Extremum extremum(const Partial& p, const Window& w, int sign) {
  const auto at = [&](Left b) { return located(p.r, pick(p.g, p.g_without, b), w, sign); };
  return {estimate(p, [&](Left b) { return at(b).r; }), estimate(p, [&](Left b) { return at(b).height; })};
}

}  // namespace

std::optional<FirstShell> first_shell(const Partial& p, const PeakOptions& options) {
  const Values smooth = smoothed(p.r, p.g, options.smoothing);
  Values noise;
  if (p.jackknife.empty()) {
    noise = scatter_about(p.r, p.g, smooth, options.smoothing);
  } else {
    std::vector<Values> without;
    for (const auto& g : p.g_without) without.push_back(smoothed(p.r, g, options.smoothing));
    for (std::size_t k = 0; k < smooth.size(); ++k)
      noise.push_back(p.jackknife.error(smooth[k], [&](std::size_t b) { return without[b][k]; }));
  }
  const auto places = find(p.r, smooth, noise, options);
  if (!places) return std::nullopt;
  FirstShell shell{extremum(p, places->peak, 1), {}, {}, {}};
  if (!places->minimum) return shell;
  const Window w = *places->minimum;
  shell.minimum = extremum(p, w, -1);
  // With blocks left out the minimum moves too: that is part of the error.
  const auto n_to = [&](const Values& n, const std::vector<Values>& without) {
    return estimate(p, [&](Left b) {
      return running_number(p, pick(n, without, b), located(p.r, pick(p.g, p.g_without, b), w, -1).r);
    });
  };
  shell.n_ab = n_to(p.n_ab, p.n_ab_without);
  shell.n_ba = n_to(p.n_ba, p.n_ba_without);
  return shell;
}

std::optional<FirstShell> first_shell(std::span<const double> r, std::span<const double> g,
                                      const PeakOptions& options) {
  const Values smooth = smoothed(r, g, options.smoothing);
  const auto places = find(r, smooth, scatter_about(r, g, smooth, options.smoothing), options);
  if (!places) return std::nullopt;
  const auto bare = [&](const Window& w, int sign) {
    const Point at = located(r, g, w, sign);
    return Extremum{{at.r, {}}, {at.height, {}}};
  };
  FirstShell shell{bare(places->peak, 1), {}, {}, {}};
  if (places->minimum) shell.minimum = bare(*places->minimum, -1);
  return shell;
}

Estimate coordination_ab(const Partial& p, double r) {
  return estimate(p, [&](Left b) { return running_number(p, pick(p.n_ab, p.n_ab_without, b), r); });
}

Estimate coordination_ba(const Partial& p, double r) {
  return estimate(p, [&](Left b) { return running_number(p, pick(p.n_ba, p.n_ba_without, b), r); });
}

double coordination(std::span<const double> r, std::span<const double> g, double density, double upper) {
  if (r.empty() || r.size() != g.size() || !(upper <= r.back()))
    throw InputError("a coordination number out to " + std::to_string(upper) + " Å was asked for; g(r) ends at " +
                     std::to_string(r.empty() ? 0.0 : r.back()) + " Å");
  double sum = 0.0;
  for (std::size_t k = 1; k < r.size() && r[k - 1] < upper; ++k) {
    const double end = std::min(r[k], upper), t = (end - r[k - 1]) / (r[k] - r[k - 1]);
    const double g_end = g[k - 1] + t * (g[k] - g[k - 1]);
    sum += 0.5 * (end - r[k - 1]) * (r[k - 1] * r[k - 1] * g[k - 1] + end * end * g_end);
  }
  return 4.0 * units::pi * density * sum;
}

}  // namespace liquidus
