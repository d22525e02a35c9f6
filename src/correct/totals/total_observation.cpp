#include "correct/totals/total_observation.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "core/errors.hpp"
#include "core/units.hpp"
#include "correct/totals/simulated_total.hpp"
#include "scatter/transform/partials_from_pairs.hpp"
#include "scatter/transform/sine_transform.hpp"
#include "scatter/weights/weights.hpp"

namespace liquidus {
namespace {

using Values = std::vector<double>;
using RowMajor = Eigen::Matrix<double, Eigen::Dynamic, Eigen::Dynamic, Eigen::RowMajor>;

/// y = constant + of_g · g.
struct Line {
  Eigen::VectorXd constant;
  Eigen::MatrixXd of_g;
};

/// I(Q) at all Q of the total.
Line line_in_q(const SimulatedTotal& total, const PairDistributions& pairs) {
  PairTransformOptions transform;
  transform.correction = finite_size_correction(total.result.options.finite_size);
  const auto& made = total.result.total;
  const auto partials = line_of_partials(pairs, made.q, transform);
  const auto m = static_cast<Eigen::Index>(made.q.size()), bins = static_cast<Eigen::Index>(partials.bins);
  const auto n = static_cast<Eigen::Index>(made.weights.size());
  Line line{Eigen::VectorXd::Zero(m), Eigen::MatrixXd(m, n * bins)};
  for (Eigen::Index p = 0; p < n; ++p) {
    const auto k = static_cast<std::size_t>(p);
    const Eigen::VectorXd w = Eigen::VectorXd::Map(made.weights[k].data(), m);
    line.constant += w.cwiseProduct(Eigen::VectorXd::Map(partials.constant[k].data(), m));
    line.of_g.middleCols(p * bins, bins) = w.asDiagonal() * RowMajor::Map(partials.of_g[k].data(), m, bins);
  }
  return line;
}

/// The total g(r) at all r of the data: the transform of I(Q) as run_experiment makes it.
Line line_in_r(const SimulatedTotal& total, const PairDistributions& pairs) {
  const auto& result = total.result;
  const auto& q = result.total.q;
  const auto c = fractions(pairs);
  if (mean(c, total.scatterers.at(0.0)) == 0.0 ||
      std::abs(mean(c, total.scatterers.at(0.0))) < 1e-3 * std::sqrt(mean_square(c, total.scatterers.at(0.0))))
    throw InputError("of a null scatterer, whose mean length is 0, only a function of Q can be a target");
  Line line = line_in_q(total, pairs);
  for (Eigen::Index k = 0; k < line.constant.size(); ++k) {
    const auto b = total.scatterers.at(q[static_cast<std::size_t>(k)]);
    const double factor = divisor(result.convention.divided(), c, b) / divisor(DividedBy::average_square, c, b);
    line.constant(k) *= factor;
    line.of_g.row(k) *= factor;
  }
  const auto& r = result.measured_r.r;
  const auto matrix = g_minus_1_matrix(q, result.density, result.model_r.window, r);
  const auto transform =
      RowMajor::Map(matrix.data(), static_cast<Eigen::Index>(r.size()), static_cast<Eigen::Index>(q.size()));
  return {(transform * line.constant).array() + 1.0, transform * line.of_g};
}

/// The sum of the g_ij with the weights at Q = 0, interpolated.
Line line_of_fixed_weights(const SimulatedTotal& total, const PairDistributions& pairs) {
  const auto w = pair_weights(fractions(pairs), total.scatterers.at(0.0), DividedBy::average_square);
  const auto& r = total.result.measured_r.r;
  const auto m = static_cast<Eigen::Index>(r.size());
  const Eigen::Index bins = pairs.bins.count;
  Eigen::MatrixXd at(m, bins);
  Values unit(static_cast<std::size_t>(bins), 0.0);
  for (Eigen::Index k = 0; k < bins; ++k) {
    unit[static_cast<std::size_t>(k)] = 1.0;
    const auto column = interpolate(pairs.total.r, unit, r);
    at.col(k) = Eigen::VectorXd::Map(column.data(), m);
    unit[static_cast<std::size_t>(k)] = 0.0;
  }
  double sum = 0.0;
  for (const double x : w) sum += x;
  Line line{Eigen::VectorXd::Constant(m, 1.0 - sum), Eigen::MatrixXd(m, static_cast<Eigen::Index>(w.size()) * bins)};
  for (std::size_t p = 0; p < w.size(); ++p)
    line.of_g.middleCols(static_cast<Eigen::Index>(p) * bins, bins) = w[p] * at;
  return line;
}

/// Points that are too close to be independent share what they tell.
Eigen::VectorXd shared(const Values& r, const Values& error, double resolution) {
  Eigen::VectorXd variance(static_cast<Eigen::Index>(r.size()));
  for (std::size_t k = 0; k < r.size(); ++k) {
    const std::size_t low = k > 0 ? k - 1 : k, high = k + 1 < r.size() ? k + 1 : k;
    const double spacing = high > low ? (r[high] - r[low]) / static_cast<double>(high - low) : resolution;
    variance(static_cast<Eigen::Index>(k)) = error[k] * error[k] * std::max(1.0, resolution / spacing);
  }
  return variance;
}

/// The rows from `low` to `high`.
Observation rows(Line line, const Values& x, const Values& measured, const Eigen::VectorXd& variance, double low,
                 double high) {
  const auto begin = std::lower_bound(x.begin(), x.end(), low - 1e-9) - x.begin();
  const auto n = std::upper_bound(x.begin(), x.end(), high + 1e-9) - x.begin() - begin;
  if (n < 2) throw InputError(fmt::format("fewer than two measured points lie between {:.3g} and {:.3g}", low, high));
  Observation seen;
  seen.x.assign(x.begin() + begin, x.begin() + begin + n);
  seen.measured = Eigen::VectorXd::Map(measured.data() + begin, n);
  seen.variance = variance.segment(begin, n);
  seen.constant = line.constant.segment(begin, n);
  seen.of_g = line.of_g.middleRows(begin, n);
  return seen;
}

double or_else(double value, double otherwise) { return std::isnan(value) ? otherwise : value; }

Observation of_q(const SimulatedTotal& total, const PairDistributions& pairs, std::vector<std::string>& remarks) {
  const auto& q = total.result.total.q;
  const Eigen::VectorXd error = Eigen::VectorXd::Map(total.error.data(), static_cast<Eigen::Index>(q.size()));
  auto seen = rows(line_in_q(total, pairs), q, total.result.measured, error.array().square(), total.q_from,
                   or_else(total.result.options.q_to, q.back()));
  if (const auto n = q.size() - seen.x.size(); n > 0)
    remarks.push_back(fmt::format("{}: {} points outside of {:.3g} to {:.3g} 1/Å aren't fitted.",
                                  total.result.options.name, n, seen.x.front(), seen.x.back()));
  return seen;
}

Observation of_r(const SimulatedTotal& total, const PairDistributions& pairs) {
  const auto& result = total.result;
  const auto& r = result.measured_r.r;
  const double from = or_else(result.options.from, 1.0);
  if (result.fixed_weights) {
    const Eigen::VectorXd error = Eigen::VectorXd::Map(total.error.data(), static_cast<Eigen::Index>(r.size()));
    return rows(line_of_fixed_weights(total, pairs), r, result.measured_r.g.value, error.array().square(), from,
                std::min(or_else(result.options.to, r.back()), r.back()));
  }
  PairTransformOptions transform;
  transform.correction = finite_size_correction(result.options.finite_size);
  const double reach = transform_reach(pairs, transform);
  return rows(line_in_r(total, pairs), r, result.measured_r.g.value,
              shared(r, total.error, units::pi / result.model_r.window.end), from,
              std::min(or_else(result.options.to, reach), reach));
}

}  // namespace

TotalObservation observation_of(const ExperimentOptions& options, const TotalsOptions& totals,
                                const PairDistributions& pairs) {
  const auto total = simulated_total(options, totals, pairs);
  TotalObservation made{{}, total.remarks};
  try {
    made.observation = total.result.convention.of_r() ? of_r(total, pairs) : of_q(total, pairs, made.remarks);
  } catch (const InputError& error) {
    throw InputError("[[experiment]] '" + options.name + "': " + error.what());
  }
  made.observation.name = options.name;
  return made;
}

}  // namespace liquidus
