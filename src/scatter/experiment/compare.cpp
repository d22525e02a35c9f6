#include "scatter/experiment/compare.hpp"

#include <algorithm>
#include <cmath>
#include <string>

#include "core/errors.hpp"

namespace liquidus {
namespace {

std::string number(double x) {
  std::string text = std::to_string(x);
  text.erase(text.find_last_not_of('0') + 1);
  if (text.back() == '.') text.pop_back();
  return text;
}

void check_curve(std::span<const double> r, std::span<const double> y, std::size_t least, const std::string& whose) {
  if (r.size() != y.size() || r.size() < least)
    throw InputError("the " + whose + " g(r) needs at least " + std::to_string(least) + " points with as many values");
  for (std::size_t i = 0; i < r.size(); ++i) {
    if (!std::isfinite(r[i]) || !std::isfinite(y[i]))
      throw InputError("the " + whose + " g(r) has something that is not a finite number at point " +
                       std::to_string(i + 1));
    if (i > 0 && !(r[i] > r[i - 1]))
      throw InputError("r doesn't increase in the " + whose + " g(r) at r = " + number(r[i]) + " Å");
  }
}

/// The measured points in the range, as [begin, end).
std::pair<std::size_t, std::size_t> points_in(std::span<const double> r, double from, double to) {
  if (!(from >= 0.0 && from < to && std::isfinite(to)))
    throw InputError("a range from " + number(from) + " to " + number(to) +
                     " Å was asked for; it must be 0 ≤ from < to");
  const auto begin = std::lower_bound(r.begin(), r.end(), from), end = std::upper_bound(begin, r.end(), to);
  if (begin == end)
    throw InputError("no measured point lies between " + number(from) + " and " + number(to) +
                     " Å; the measured g(r) runs from " + number(r.front()) + " to " + number(r.back()) + " Å");
  return {static_cast<std::size_t>(begin - r.begin()), static_cast<std::size_t>(end - r.begin())};
}

/// Half a spacing beyond its ends a curve of bin centres still has its bins; r = 0 belongs to every curve.
void check_overlap(std::span<const double> model, double first, double last, double to) {
  const std::size_t n = model.size();
  const double low = 1.5 * model[0] - 0.5 * model[1], high = 1.5 * model[n - 1] - 0.5 * model[n - 2];
  constexpr double rounding = 1e-9;
  if (first < low - rounding)
    throw InputError("the model's g(r) begins at " + number(low) + " Å, but is compared from " + number(first) +
                     " Å on: raise 'from'");
  if (last > high + rounding)
    throw InputError("the model's g(r) ends at " + number(high) + " Å, but is compared out to " + number(to) +
                     " Å: lower 'to' or raise the cutoff of the measure");
}

/// g as another function but for factors that cancel in R_χ.
double scaled(PairFunction function, double r, double g) {
  switch (function) {
    case PairFunction::D:
      return r * (g - 1.0);
    case PairFunction::T:
      return r * g;
    case PairFunction::G:
      return g - 1.0;
    case PairFunction::R:
      return r * r * g;
    case PairFunction::g:
      break;
  }
  return g;
}

struct Sums {
  double difference2 = 0.0, measured2 = 0.0, dg2 = 0.0;
  double r_chi() const { return std::sqrt(difference2 / measured2); }
};

Sums sums(std::span<const double> r, std::span<const double> measured, std::span<const double> model,
          PairFunction function) {
  Sums s;
  for (std::size_t i = 0; i < r.size(); ++i) {
    const double y = scaled(function, r[i], measured[i]), d = y - scaled(function, r[i], model[i]);
    s.difference2 += d * d;
    s.measured2 += y * y;
    s.dg2 += (measured[i] - model[i]) * (measured[i] - model[i]);
  }
  return s;
}

}  // namespace

Agreement compare(std::span<const double> r_model, std::span<const double> g_model, std::span<const double> r,
                  std::span<const double> g, PairFunction function, double from, double to) {
  check_curve(r_model, g_model, 2, "model's");
  check_curve(r, g, 1, "measured");
  const auto [begin, end] = points_in(r, from, to);
  const auto x = r.subspan(begin, end - begin), y = g.subspan(begin, end - begin);
  check_overlap(r_model, x.front(), x.back(), to);
  const Sums s = sums(x, y, interpolate(r_model, g_model, x), function);
  if (!(s.measured2 > 0.0))
    throw InputError("the measured " + std::string(name_of(function)) + "(r) is zero from " + number(from) + " to " +
                     number(to) + " Å, so R_χ has no meaning there");
  return {function, from, to, static_cast<Index>(x.size()), s.r_chi(), s.dg2 / static_cast<double>(x.size()), {}, {}};
}

Agreement compare(const Partial& model, std::span<const double> r, std::span<const double> g, PairFunction function,
                  double from, double to) {
  Agreement whole = compare(model.r, model.g, r, g, function, from, to);
  if (model.jackknife.empty()) return whole;
  const auto without = [&](std::size_t b) { return compare(model.r, model.g_without[b], r, g, function, from, to); };
  whole.r_chi_error = model.jackknife.error(whole.r_chi, [&](std::size_t b) { return without(b).r_chi; });
  whole.mean_square_dg_error =
      model.jackknife.error(whole.mean_square_dg, [&](std::size_t b) { return without(b).mean_square_dg; });
  return whole;
}

}  // namespace liquidus
