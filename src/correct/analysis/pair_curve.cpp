#include "correct/analysis/pair_curve.hpp"

#include <algorithm>
#include <cmath>
#include <memory>
#include <stdexcept>

#include "core/errors.hpp"
#include "potential/dimer.hpp"

namespace liquidus {
namespace {

/// Points with slopes, and the cubics between them.
class HermiteTable {
 public:
  explicit HermiteTable(const PairTable& table) : r_(table.r), u_(table.energy) {
    check(table);
    for (const double f : table.force) slope_.push_back(-f);
    if (table.force.empty()) set_natural_slopes();
  }
  double energy(double r) const {
    if (r > r_.back()) return 0.0;
    if (r < r_.front()) return u_.front() + (r - r_.front()) * slope_.front();
    const auto [k, h, t] = place(r);
    const double u = 1.0 - t;
    return u * u * (1.0 + 2.0 * t) * u_[k] + t * t * (3.0 - 2.0 * t) * u_[k + 1] +
           h * t * u * (u * slope_[k] - t * slope_[k + 1]);
  }
  double slope(double r) const {
    if (r > r_.back()) return 0.0;
    if (r < r_.front()) return slope_.front();
    const auto [k, h, t] = place(r);
    const double u = 1.0 - t;
    return 6.0 * t * u * (u_[k + 1] - u_[k]) / h + u * (1.0 - 3.0 * t) * slope_[k] +
           t * (3.0 * t - 2.0) * slope_[k + 1];
  }

 private:
  struct Place {
    std::size_t k;
    double width, t;
  };
  Place place(double r) const {
    const auto above = std::upper_bound(r_.begin(), r_.end(), r);
    const auto k = std::min(static_cast<std::size_t>(above - r_.begin()) - 1, r_.size() - 2);
    const double h = r_[k + 1] - r_[k];
    return {k, h, (r - r_[k]) / h};
  }
  void check(const PairTable& table) const {
    const std::size_t n = r_.size();
    if (n < 3 || u_.size() != n || (!table.force.empty() && table.force.size() != n))
      throw InputError("a pair energy needs three or more points, each with an energy (and a force, or none has one)");
    for (std::size_t k = 0; k < n; ++k) {
      if (!std::isfinite(r_[k]) || !std::isfinite(u_[k]) || (!table.force.empty() && !std::isfinite(table.force[k])))
        throw InputError("a pair energy's numbers must be finite");
      if (k > 0 && !(r_[k] > r_[k - 1])) throw InputError("the distances of a pair energy must increase");
    }
  }
  /// Slopes of the C² spline with no curvature at its ends (Thomas' elimination).
  void set_natural_slopes() {
    const std::size_t n = r_.size();
    std::vector<double> above(n, 0.0);
    slope_.assign(n, 0.0);
    const auto gap = [&](std::size_t k) { return r_[k + 1] - r_[k]; };
    const auto chord = [&](std::size_t k) { return (u_[k + 1] - u_[k]) / gap(k); };
    above[0] = 0.5;
    slope_[0] = 1.5 * chord(0);
    for (std::size_t k = 1; k < n; ++k) {
      const bool last = k + 1 == n;
      const double below = last ? 1.0 : 1.0 / gap(k - 1), next = last ? 0.0 : 1.0 / gap(k);
      const double right = last ? 3.0 * chord(k - 1) : 3.0 * (below * chord(k - 1) + next * chord(k));
      const double pivot = 2.0 * (below + next) - below * above[k - 1];
      above[k] = next / pivot;
      slope_[k] = (right - below * slope_[k - 1]) / pivot;
    }
    for (std::size_t k = n - 1; k-- > 0;) slope_[k] -= above[k] * slope_[k + 1];
  }

  std::vector<double> r_, u_, slope_;
};

}  // namespace

PairCurve interpolated(const PairTable& table) {
  // shared: a std::function is copied, and the points are the same for all copies
  const auto points = std::make_shared<const HermiteTable>(table);
  return {[points](double r) { return points->energy(r); }, [points](double r) { return points->slope(r); },
          table.r.front(), table.r.back()};
}

PairCurve corrected(const PairCurve& base, const KnotSpline& correction, double cutoff) {
  return {[base, correction](double r) { return base.energy(r) + correction(r); },
          [base, correction](double r) { return base.slope(r) + correction.slope(r); }, base.from,
          std::max(base.to, cutoff)};
}

PairTable dimer_table(const Potential& potential, std::span<const Species> species, const DimerGrid& grid) {
  const Reach reach = potential.reach();
  // just inside: what is cut off plainly has its value there, and none at the cutoff itself
  const double to = (grid.to > 0.0 ? std::min(grid.to, reach.cutoff) : reach.cutoff) * (1.0 - 1e-9);
  if (species.empty() || species.size() > 2) throw std::invalid_argument("a dimer is of one or two species");
  if (!(grid.from > 0.0 && grid.from < to && grid.step > 0.0))
    throw std::invalid_argument("a dimer's distances need 0 < from < to and a positive step");
  const auto gaps = std::max(2.0, std::ceil((to - grid.from) / grid.step));
  std::vector<double> r;
  for (double k = 0.0; k <= gaps; ++k) r.push_back(grid.from + k / gaps * (to - grid.from));
  return dimer_energies(potential, species, 0, species.size() - 1, r);
}

}  // namespace liquidus
