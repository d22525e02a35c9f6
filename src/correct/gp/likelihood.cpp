#include "correct/gp/likelihood.hpp"

#include <algorithm>
#include <cmath>
#include <stdexcept>

namespace liquidus {
namespace {

constexpr int grid_points = 7;

/// Greatest f in [from, to] by golden section, to 0.01.
template <class F>
double golden_section(double from, double to, F&& f) {
  const double ratio = 0.5 * (std::sqrt(5.0) - 1.0);
  double a = to - ratio * (to - from), b = from + ratio * (to - from), fa = f(a), fb = f(b);
  while (to - from > 0.01) {
    if (fa > fb) {
      to = b;
      b = a, fb = fa;
      a = to - ratio * (to - from), fa = f(a);
    } else {
      from = a;
      a = b, fa = fb;
      b = from + ratio * (to - from), fb = f(b);
    }
  }
  return 0.5 * (from + to);
}

/// A range of a logarithm.
struct Range {
  double from, to;
  bool fixed() const { return from == to; }
  double step() const { return (to - from) / (grid_points - 1); }
};

Range logarithms(double least, double most) {
  if (!(least > 0.0 && least <= most && std::isfinite(most)))
    throw std::invalid_argument("bounds of a kernel's width and length must be positive and not cross");
  return {std::log(least), std::log(most)};
}

}  // namespace

Kernel most_likely_kernel(Kernel::Form form, const KernelBounds& bounds,
                          const std::function<double(const Kernel&)>& log_likelihood) {
  const Range widths = logarithms(bounds.least_width, bounds.most_width),
              lengths = logarithms(bounds.least_length, bounds.most_length);
  const auto at = [&](double w, double l) { return log_likelihood({form, std::exp(w), std::exp(l)}); };
  double best_w = widths.from, best_l = lengths.from, best = at(best_w, best_l);
  for (int j = 0; j < (lengths.fixed() ? 1 : grid_points); ++j)
    for (int i = 0; i < (widths.fixed() ? 1 : grid_points); ++i) {
      const double w = widths.from + i * widths.step(), l = lengths.from + j * lengths.step();
      if (const double value = at(w, l); value > best) best = value, best_w = w, best_l = l;
    }
  const auto refine = [&](const Range& range, double& place, auto&& f) {
    if (range.fixed()) return;
    const double reach = range.step();
    double found = golden_section(std::max(range.from, place - reach), std::min(range.to, place + reach), f);
    // Where the maximum is the bound itself, a section ends just beside it.
    if (found - range.from < 0.01) found = f(range.from) >= f(found) ? range.from : found;
    if (range.to - found < 0.01) found = f(range.to) >= f(found) ? range.to : found;
    if (const double value = f(found); value > best) best = value, place = found;
  };
  for (int turn = 0; turn < 3; ++turn) {
    const double before = best;
    refine(widths, best_w, [&](double w) { return at(w, best_l); });
    if (turn > 0 && best - before < 1e-3) break;
    refine(lengths, best_l, [&](double l) { return at(best_w, l); });
    if (best - before < 1e-3) break;  // a thousandth in ln p is nothing
  }
  return {form, std::exp(best_w), std::exp(best_l)};
}

}  // namespace liquidus
