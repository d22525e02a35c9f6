#include "correct/local/point_update.hpp"

#include <algorithm>
#include <cmath>
#include <string>

#include "core/errors.hpp"
#include "core/units.hpp"
#include "correct/gp/prior.hpp"

namespace liquidus {
namespace {

/// How a change goes on inwards from the innermost valid point: u0 there, falling outwards with `slope`.
struct Core {
  std::string kind;
  double r0, u0, slope, power;

  double operator()(double r) const {
    // A slope that pulls atoms together isn't carried into the core, where nothing would stop them.
    const double push = std::min(slope, 0.0);
    if (kind == "linear") return u0 + push * (r - r0);
    // u0 + B ((r0/r)ⁿ − 1), whose slope at r0 is −nB/r0.
    if (kind == "power") return u0 - push * r0 / power * (std::pow(r0 / std::max(r, 0.1 * r0), power) - 1.0);
    return u0;
  }
};

/// Slope of the line through up to five valid points from `first` on, by least squares.
double slope_from(const PairComparison& comparison, const PointUpdate& update, std::size_t first,
                  const std::vector<double>& energy) {
  std::size_t end = first;
  while (end < energy.size() && end < first + 5 && update.valid[end]) ++end;
  const auto n = static_cast<double>(end - first);
  double r = 0.0, u = 0.0, rr = 0.0, ru = 0.0;
  for (std::size_t i = first; i < end; ++i) r += comparison.r[i] / n, u += energy[i] / n;
  for (std::size_t i = first; i < end; ++i) {
    rr += (comparison.r[i] - r) * (comparison.r[i] - r);
    ru += (comparison.r[i] - r) * (energy[i] - u);
  }
  return rr > 0.0 ? ru / rr : 0.0;
}

/// Lines through what isn't valid between valid points; beyond the last of them its value.
void bridge(const PointUpdate& update, std::size_t first, std::vector<double>& energy, std::vector<double>& variance) {
  std::size_t before = first;
  for (std::size_t i = first + 1; i < energy.size(); ++i) {
    if (!update.valid[i]) continue;
    for (std::size_t k = before + 1; k < i; ++k) {
      const double t = static_cast<double>(k - before) / static_cast<double>(i - before);
      energy[k] = (1.0 - t) * energy[before] + t * energy[i];
      variance[k] = std::max(variance[before], variance[i]);
    }
    before = i;
  }
  for (std::size_t k = before + 1; k < energy.size(); ++k) energy[k] = energy[before], variance[k] = variance[before];
}

}  // namespace

PointUpdate point_update(const PairComparison& comparison, UpdateRule rule, double floor) {
  const std::size_t n = comparison.r.size();
  const double kT = units::kB * comparison.temperature;
  PointUpdate update{std::vector<double>(n, 0.0), std::vector<double>(n, 0.0), std::vector<bool>(n, false)};
  for (std::size_t i = 0; i < n; ++i) {
    const double s = comparison.simulated[i], m = comparison.measured[i];
    double ds = comparison.simulated_error[i], dm = comparison.measured_error[i];
    if (rule == UpdateRule::ibi) {
      if (!(s > floor && m > floor)) continue;
      update.energy[i] = kT * std::log(s / m);
      ds /= s, dm /= m;
    } else {
      update.energy[i] = kT * (s - m);
    }
    update.variance[i] = kT * kT * (ds * ds + dm * dm);
    update.valid[i] = true;
  }
  return update;
}

std::size_t innermost(const PairComparison& comparison, const PointUpdate& update) {
  const std::size_t n = comparison.r.size();
  for (std::size_t begin = 0; begin < n; ++begin) {
    if (!update.valid[begin]) continue;
    std::size_t end = begin;
    bool peak = false;
    for (; end < n && update.valid[end]; ++end) peak = peak || comparison.measured[end] >= 0.5;
    if (peak) return begin;
    begin = end;
  }
  return n;
}

UpdateCurve update_curve(const PairComparison& comparison, const LocalOptions& options, const KnotGrid& knots) {
  const auto rule = options.rule == "ibi" ? UpdateRule::ibi : UpdateRule::schommers;
  const PointUpdate update = point_update(comparison, rule, options.floor);
  const std::size_t first = innermost(comparison, update), n = comparison.r.size();
  if (first == n || comparison.r[first] >= knots.cutoff())
    throw InputError("below the cutoff the measured g(r) doesn't reach 1/2 with both above the floor of " +
                     std::to_string(options.floor) + "; does the target begin beyond its first peak?");
  const double limit = options.trust * units::kB * comparison.temperature;
  const auto trusted = [&](double u) { return std::clamp(u, -limit, limit); };
  std::vector<double> energy = update.energy, variance = update.variance;
  for (std::size_t i = 0; i < n; ++i) {
    const double gain = gain_at(options, comparison.r[i]);
    energy[i] = trusted(gain * energy[i]), variance[i] *= gain * gain;
  }
  bridge(update, first, energy, variance);

  const double spacing = n > 1 ? (comparison.r[n - 1] - comparison.r[0]) / static_cast<double>(n - 1) : knots.spacing;
  const double end = std::min(knots.cutoff(), comparison.r[n - 1] + 0.5 * spacing);
  const Core core{options.core, comparison.r[first], energy[first], slope_from(comparison, update, first, energy),
                  options.core_power};
  UpdateCurve curve;
  curve.temperature = comparison.temperature;
  const auto add = [&](double r, double u, double square, bool seen) {
    curve.r.push_back(r), curve.energy.push_back(trusted(u) * taper_at(r, end, options.taper));
    curve.variance.push_back(square), curve.seen.push_back(seen);
  };
  const auto inwards = static_cast<Index>(std::floor((comparison.r[first] - knots.first) / spacing + 1e-9));
  for (Index k = inwards; k > 0; --k) {
    const double r = comparison.r[first] - static_cast<double>(k) * spacing;
    // As uncertain as the change from a constant to the line, or back, would be.
    const double guess = core.slope * (comparison.r[first] - r);
    add(r, core(r), variance[first] + guess * guess, false);
  }
  for (std::size_t i = first; i < n && comparison.r[i] < end; ++i)
    add(comparison.r[i], energy[i], variance[i], update.valid[i]);
  for (double r = curve.r.back() + spacing; r < knots.cutoff(); r += spacing) add(r, 0.0, variance[n - 1], false);
  return curve;
}

}  // namespace liquidus
