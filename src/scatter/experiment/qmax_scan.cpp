#include "scatter/experiment/qmax_scan.hpp"

#include <algorithm>
#include <cmath>

#include "core/errors.hpp"
#include "core/units.hpp"
#include "scatter/experiment/quality.hpp"
#include "scatter/transform/sine_transform.hpp"

namespace liquidus {
namespace {

constexpr double step = 0.01, end = 10.0;  // Å, where peaks are looked for
constexpr double least_distance = 0.5;     // Å, no two atoms are closer

/// The highest point of g beyond `from`, by a parabola through it and its neighbours.
void find_peak(std::span<const double> q, std::span<const double> s_minus_1, double density, const Window& window,
               double from, QmaxFigures& figures) {
  std::vector<double> r;
  for (int k = 0; from + k * step < end; ++k) r.push_back(from + k * step);
  const auto h = g_minus_1(q, s_minus_1, density, window, r);
  const auto k = static_cast<std::size_t>(std::max_element(h.begin(), h.end()) - h.begin());
  figures.peak = r[k];
  figures.height = 1.0 + h[k];
  if (k == 0 || k + 1 == h.size()) return;  // no peak, but an end
  const double slope = 0.5 * (h[k + 1] - h[k - 1]), curvature = h[k + 1] - 2.0 * h[k] + h[k - 1];
  if (!(curvature < 0.0)) return;
  figures.peak -= step * slope / curvature;
  figures.height -= 0.5 * slope * slope / curvature;
}

/// No range of the line is no mistake: a curve may not have one.
std::optional<LowRange> range_of(std::span<const double> q, std::span<const double> s_minus_1, double density,
                                 const Window& window, double low_r_end) {
  if (low_r_end > 0.0) return LowRange{std::min(units::pi / (4.0 * window.end), 0.5 * low_r_end), low_r_end};
  try {
    return low_r_range(q, s_minus_1, density, window.end);
  } catch (const InputError&) {
    return std::nullopt;
  }
}

}  // namespace

QmaxFigures qmax_figures(std::span<const double> q, std::span<const double> s_minus_1, double density,
                         const Window& window, double low_r_end) {
  QmaxFigures figures;
  const Window whole = ending_at(window, q);
  figures.qmax = whole.end;
  const auto range = range_of(q, s_minus_1, density, whole, low_r_end);
  find_peak(q, s_minus_1, density, whole, range ? range->to : least_distance, figures);
  if (!range) return figures;
  QualityOptions options;
  options.density = density;
  options.window = whole;
  options.from = figures.from = range->from;
  options.to = figures.to = range->to;
  const auto line = check_quality(q, s_minus_1, {}, options).line;
  figures.density = line.density;
  figures.ripples = line.rms;
  return figures;
}

}  // namespace liquidus
