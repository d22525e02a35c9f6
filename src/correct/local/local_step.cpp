#include "correct/local/local_step.hpp"

#include <Eigen/Dense>
#include <algorithm>
#include <cmath>
#include <set>

#include "core/errors.hpp"
#include "core/units.hpp"
#include "correct/gp/value_regression.hpp"
#include "correct/knot_matrix.hpp"
#include "correct/local/point_update.hpp"
#include "correct/local/state_terms.hpp"

namespace liquidus {
namespace {

using Change = std::vector<std::vector<double>>;  // [terms][knots] eV

/// Values at the knots of the spline nearest to the points by least squares. Where points are further apart than knots
/// the square of the second differences decides: its weight of a millionth moves nothing that points speak of.
Eigen::VectorXd least_squares(const KnotGrid& knots, const UpdateCurve& curve) {
  const Eigen::Index free = knots.count - 1;  // the last value is zero
  const auto n = static_cast<Eigen::Index>(curve.r.size());
  const Eigen::MatrixXd a = knot_values(knots, curve.r).leftCols(free);
  Eigen::MatrixXd normal = a.transpose() * a;
  for (Eigen::Index k = 1; k + 1 < free; ++k) {
    Eigen::RowVector3d second(1.0, -2.0, 1.0);
    normal.block(k - 1, k - 1, 3, 3) += 1e-6 * second.transpose() * second;
  }
  const Eigen::Map<const Eigen::VectorXd> energy(curve.energy.data(), n);
  Eigen::VectorXd values = Eigen::VectorXd::Zero(knots.count);
  values.head(free) = normal.ldlt().solve(a.transpose() * energy);
  return values;
}

Change by_knots(const Correction& current, const std::vector<UpdateCurve>& curves,
                const std::vector<double>& temperatures) {
  std::vector<Eigen::VectorXd> at_states;
  for (const auto& curve : curves) at_states.push_back(least_squares(current.knots, curve));
  const StateTerms to_terms(current.temperature, temperatures);
  const auto n = static_cast<std::size_t>(current.knots.count);
  Change change(current.terms(), std::vector<double>(n));
  std::vector<double> here(curves.size());
  for (std::size_t k = 0; k < n; ++k) {
    for (std::size_t s = 0; s < here.size(); ++s) here[s] = at_states[s](static_cast<Eigen::Index>(k));
    const auto terms = to_terms(here);
    for (std::size_t m = 0; m < terms.size(); ++m) change[m][k] = terms[m];
  }
  return change;
}

/// Points of the curves, all or those seen; a standard error is at least a thousandth of kT, so that one without any
/// doesn't stand against all others.
std::vector<EnergyPoints> points_of(const std::vector<UpdateCurve>& curves, bool all) {
  std::vector<EnergyPoints> points;
  for (const auto& curve : curves) {
    const double least = std::pow(1e-3 * units::kB * curve.temperature, 2);
    EnergyPoints set;
    set.temperature = curve.temperature;
    for (std::size_t i = 0; i < curve.r.size(); ++i)
      if (all || curve.seen[i]) {
        set.r.push_back(curve.r[i]), set.energy.push_back(curve.energy[i]);
        set.variance.push_back(std::max(curve.variance[i], least));
      }
    points.push_back(std::move(set));
  }
  return points;
}

Change by_process(const Correction& current, const std::vector<UpdateCurve>& curves, const LocalOptions& options) {
  const KnotGrid& knots = current.knots;
  const double kT = units::kB * curves.front().temperature;
  const auto bound = [](double value, double otherwise) { return std::isnan(value) ? otherwise : value; };
  const KernelBounds bounds{bound(options.width, 1e-3 * kT), bound(options.width, 3.0 * kT),
                            bound(options.length, 2.0 * knots.spacing), bound(options.length, 0.3 * knots.cutoff())};
  const ValueRegression seen(knots, current.temperature, points_of(curves, false));
  // How curves vary is learnt from what was measured alone, the change itself from the core's continuation too.
  const CorrectionPrior prior = seen.most_likely(bounds, options.taper);
  const auto mean = ValueRegression(knots, current.temperature, points_of(curves, true)).solve(prior).mean;
  const auto n = static_cast<std::size_t>(knots.count);
  Change change;
  for (std::size_t m = 0; m < current.terms(); ++m) change.emplace_back(mean.data() + m * n, mean.data() + (m + 1) * n);
  return change;
}

/// The pairs that are changed in this iteration.
std::vector<std::size_t> turn(std::span<const PairComparison> data, bool alternate, Index iteration) {
  std::set<std::size_t> pairs;
  for (const auto& comparison : data) pairs.insert(comparison.pair);
  std::vector<std::size_t> all(pairs.begin(), pairs.end());
  if (!alternate || all.empty()) return all;
  return {all[static_cast<std::size_t>(iteration) % all.size()]};
}

}  // namespace

Correction local_step(const Correction& current, std::span<const PairComparison> data, const LocalOptions& options,
                      Index iteration) {
  Correction next = current;
  next.covariance.clear();
  for (const std::size_t pair : turn(data, options.alternate, iteration)) {
    std::vector<UpdateCurve> curves;
    std::vector<double> temperatures;
    for (const auto& comparison : data) {
      if (comparison.pair != pair) continue;
      try {
        curves.push_back(update_curve(comparison, options, current.knots));
      } catch (const InputError& error) {
        throw InputError(current.name(pair) + " at " + std::to_string(std::lround(comparison.temperature)) +
                         " K: " + error.what());
      }
      temperatures.push_back(comparison.temperature);
    }
    Change change =
        options.smoothing == "gp" ? by_process(current, curves, options) : by_knots(current, curves, temperatures);
    limit_change(current.temperature, temperatures, options.trust, change);
    add_change(next, pair, change);
  }
  return next;
}

}  // namespace liquidus
