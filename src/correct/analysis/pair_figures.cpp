#include "correct/analysis/pair_figures.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <stdexcept>

#include "core/units.hpp"

namespace liquidus {
namespace {

constexpr double scan_step = 0.01;         // Å: features closer to each other than this are one
constexpr double integration_step = 2e-3;  // Å; a Boltzmann factor that rises within 0.1 Å is integrated to 1e-8 Å

/// Where f, of opposite signs at a < b, changes its sign; by halving to the last bits.
template <class F>
double sign_change(const F& f, double a, double b) {
  const bool rises = f(b) > f(a);
  for (int k = 0; k < 60 && b - a > 1e-14 * b; ++k) {
    const double middle = 0.5 * (a + b);
    ((f(middle) > 0.0) == rises ? b : a) = middle;
  }
  return 0.5 * (a + b);
}

/// Simpson's rule on [a, b].
template <class F>
double integral(const F& f, double a, double b) {
  if (!(b > a)) return 0.0;
  const auto halves = std::max<Index>(1, static_cast<Index>(std::ceil((b - a) / (2.0 * integration_step))));
  const double h = (b - a) / static_cast<double>(2 * halves);
  double sum = f(a) + f(b);
  for (Index k = 1; k < 2 * halves; ++k) sum += (k % 2 == 1 ? 4.0 : 2.0) * f(a + static_cast<double>(k) * h);
  return sum * h / 3.0;
}

/// A curve's values on a grid, outwards, from the first distance where they are finite.
struct Scan {
  std::vector<double> r, energy, slope;

  explicit Scan(const PairCurve& curve) {
    const auto gaps = std::max<Index>(2, static_cast<Index>(std::ceil((curve.to - curve.from) / scan_step)));
    for (Index k = 0; k <= gaps; ++k) {
      const double at = curve.from + (curve.to - curve.from) * static_cast<double>(k) / static_cast<double>(gaps);
      const double u = curve.energy(at), s = curve.slope(at);
      if (!std::isfinite(u) || !std::isfinite(s)) {
        r.clear(), energy.clear(), slope.clear();
        continue;
      }
      r.push_back(at), energy.push_back(u), slope.push_back(s);
    }
  }
};

struct Minimum {
  double r, energy;
};

std::vector<Minimum> minima(const PairCurve& curve, const Scan& scan) {
  std::vector<Minimum> all;
  for (std::size_t k = 0; k + 1 < scan.r.size(); ++k)
    if (scan.slope[k] < 0.0 && scan.slope[k + 1] >= 0.0) {
      const double r = sign_change(curve.slope, scan.r[k], scan.r[k + 1]);
      if (curve.energy(r) < 0.0) all.push_back({r, curve.energy(r)});
    }
  return all;
}

/// How far one must climb from one minimum on the way to the other.
double barrier(const Scan& scan, const Minimum& from, const Minimum& to) {
  double highest = from.energy;
  for (std::size_t k = 0; k < scan.r.size(); ++k)
    if (scan.r[k] > std::min(from.r, to.r) && scan.r[k] < std::max(from.r, to.r))
      highest = std::max(highest, scan.energy[k]);
  return highest - from.energy;
}

void find_minimum(const PairCurve& curve, const Scan& scan, PairFigures& found) {
  const auto all = minima(curve, scan);
  const auto deepest =
      std::min_element(all.begin(), all.end(), [](const auto& a, const auto& b) { return a.energy < b.energy; });
  if (deepest == all.end()) return found.remarks.push_back("there is no minimum below zero");
  found.r_min = deepest->r;
  found.epsilon = -deepest->energy;
  for (const auto& other : all)  // ripples of a hundredth of the well are no minima of their own
    if (other.r != deepest->r && barrier(scan, other, *deepest) > 0.01 * *found.epsilon)
      found.remarks.push_back(
          fmt::format("there is another minimum at {:.3f} Å, {:.3g} meV deep", other.r, -other.energy / units::meV));
}

void find_zero(const PairCurve& curve, const Scan& scan, PairFigures& found) {
  const double end = found.r_min.value_or(curve.to);
  for (std::size_t k = scan.r.size(); k-- > 1;) {
    if (scan.r[k - 1] >= end || !(scan.energy[k - 1] >= 0.0)) continue;
    const double outer = std::min(scan.r[k], end);
    if (!(curve.energy(outer) < 0.0)) continue;
    found.sigma = sign_change(curve.energy, scan.r[k - 1], outer);
    return;
  }
  found.remarks.push_back(found.r_min ? "there is no zero inside the minimum" : "there is no zero");
}

/// Where the energy inside the minimum is highest: below, it falls again or isn't known.
void find_core(const PairCurve& curve, const Scan& scan, PairFigures& found) {
  const double end = found.r_min.value_or(curve.to);
  std::size_t top = 0;
  for (std::size_t k = 1; k < scan.r.size() && scan.r[k] < end; ++k)
    if (scan.energy[k] > scan.energy[top]) top = k;
  found.core = scan.r[top];
  if (top > 0 && scan.slope[top - 1] > 0.0 && scan.slope[top + 1] < 0.0)
    found.core = sign_change(curve.slope, scan.r[top - 1], scan.r[top + 1]);
}

void add_diameters(const PairCurve& curve, double temperature, PairFigures& found) {
  const auto end = WcaSplit::end_of_repulsion(curve, found);
  if (!end) return found.remarks.push_back("without a minimum there is no split into repulsion and attraction");
  const WcaSplit split(curve, found, temperature);
  if (!found.r_min) found.remarks.emplace_back("repulsive throughout: all of it is the reference of the diameters");
  const double at_core = split.reference(found.core) / (units::kB * temperature);
  if (at_core < 20.0)  // beyond, what an infinite core makes of the diameters is below exp(−20) = 2e-9 of it
    found.remarks.push_back(
        fmt::format("below {:.3f} Å the energy doesn't rise any further ({:.3g} kT there): taken as infinite",
                    found.core, at_core));
  found.hard_particle = split.hard_particle_diameter();
  found.blip_diameter = split.blip_diameter();
}

/// −2π ∫ (exp(−βU) − 1) r² dr, Å³.
double second_virial(const PairCurve& curve, double core, double temperature) {
  const double beta = 1.0 / (units::kB * temperature);
  const double outside =
      integral([&](double r) { return r * r * std::expm1(-beta * curve.energy(r)); }, core, curve.to);
  return 2.0 * units::pi * (core * core * core / 3.0 - outside);
}

}  // namespace

PairFigures shape_of(const PairCurve& curve) {
  PairFigures found;
  const Scan scan(curve);
  if (scan.r.size() < 3) {
    found.core = curve.to;
    found.remarks.emplace_back("the energy isn't finite");
    return found;
  }
  find_minimum(curve, scan, found);
  find_zero(curve, scan, found);
  find_core(curve, scan, found);
  return found;
}

PairFigures figures_of(const PairCurve& curve, double temperature) {
  if (!(temperature > 0.0)) throw std::invalid_argument("a temperature must be positive");
  PairFigures found = shape_of(curve);
  if (found.core >= curve.to) return found;
  add_diameters(curve, temperature, found);
  found.second_virial = second_virial(curve, found.core, temperature);
  return found;
}

std::optional<double> WcaSplit::end_of_repulsion(const PairCurve& curve, const PairFigures& shape) {
  if (shape.r_min) return shape.r_min;
  const Scan scan(curve);
  const bool repulsive = std::all_of(scan.energy.begin(), scan.energy.end(), [](double u) { return u >= 0.0; });
  return repulsive && !scan.r.empty() ? std::optional(curve.to) : std::nullopt;
}

WcaSplit::WcaSplit(const PairCurve& curve, const PairFigures& shape, double temperature)
    : curve_(curve), core_(shape.core), epsilon_(shape.epsilon.value_or(0.0)), beta_(1.0 / (units::kB * temperature)) {
  const auto end = end_of_repulsion(curve, shape);
  if (!(temperature > 0.0) || !end) throw std::invalid_argument("a split needs a temperature and a repulsion");
  end_ = *end;
}

double WcaSplit::reference(double r) const { return r < end_ ? curve_.energy(r) + epsilon_ : 0.0; }

double WcaSplit::attraction(double r) const { return r < end_ ? -epsilon_ : curve_.energy(r); }

double WcaSplit::boltzmann(double r) const { return r < core_ ? 0.0 : std::exp(-beta_ * reference(r)); }

/// ∫ weight(r) [1 − exp(−βu0)] dr.
template <class Weight>
double WcaSplit::shadow(Weight weight) const {
  return integral(weight, 0.0, core_) +
         integral([&](double r) { return weight(r) * -std::expm1(-beta_ * reference(r)); }, core_, end_);
}

double WcaSplit::hard_particle_diameter() const {
  return shadow([](double) { return 1.0; });
}

double WcaSplit::blip_diameter() const {
  return std::cbrt(3.0 * shadow([](double r) { return r * r; }));
}

}  // namespace liquidus
