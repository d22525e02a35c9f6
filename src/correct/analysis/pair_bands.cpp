#include "correct/analysis/pair_bands.hpp"

#include <fmt/format.h>

#include <Eigen/Dense>
#include <algorithm>
#include <cmath>
#include <stdexcept>

#include "core/random.hpp"
#include "core/units.hpp"
#include "correct/knot_matrix.hpp"

namespace liquidus {
namespace {

using Matrix = Eigen::Matrix<double, Eigen::Dynamic, Eigen::Dynamic, Eigen::RowMajor>;
using Row = Eigen::RowVectorXd;

Eigen::Map<const Matrix> matrix_of(const KnotCovariance& covariance) {
  const auto n = static_cast<Eigen::Index>(covariance.knots.count);
  if (static_cast<Eigen::Index>(covariance.matrix.size()) != n * n)
    throw std::invalid_argument("a covariance needs a row and a column for each knot");
  return {covariance.matrix.data(), n, n};
}

/// The value at `share` of the way through sorted numbers.
double quantile(const std::vector<double>& sorted, double share) {
  const double place = share * static_cast<double>(sorted.size() - 1);
  const auto k = std::min(static_cast<std::size_t>(place), sorted.size() - 2);
  return sorted[k] + (place - static_cast<double>(k)) * (sorted[k + 1] - sorted[k]);
}

Band band(std::vector<double> values) {
  std::sort(values.begin(), values.end());
  constexpr double below = 0.158655;  // one standard deviation below the mean, of what is normal
  return {0.5 * (quantile(values, 1.0 - below) - quantile(values, below)), quantile(values, 0.025),
          quantile(values, 0.975)};
}

PairCurve moved(const PairCurve& curve, const KnotSpline& by, const KnotCovariance& covariance) {
  return corrected(curve, by, covariance.knots.cutoff());
}

double curvature(const PairCurve& curve, double r) {
  constexpr double h = 1e-4;  // Å: small against a well, and large against the rounding of slopes
  return (curve.slope(r + h) - curve.slope(r - h)) / (2.0 * h);
}

/// dd/dy of the hard-particle diameter by the knots' values: β ∫ exp(−βu0) [B(r) − B(r_min)] dr.
Row diameter_by_knots(const PairCurve& curve, const PairFigures& figures, const KnotGrid& knots, double temperature) {
  const WcaSplit split(curve, figures, temperature);
  const double end = *figures.r_min, at = end, step = 2e-3;
  const auto count = static_cast<std::size_t>(std::ceil((end - figures.core) / step));
  const double h = (end - figures.core) / static_cast<double>(count);
  std::vector<double> r;  // the middles of the steps
  for (std::size_t k = 0; k < count; ++k) r.push_back(figures.core + (static_cast<double>(k) + 0.5) * h);
  const Eigen::MatrixXd values = knot_values(knots, r);
  const Row at_minimum = knot_values(knots, std::span(&at, 1)).row(0);
  Row sum = Row::Zero(values.cols());
  for (std::size_t k = 0; k < count; ++k)
    sum += split.boltzmann(r[k]) * (values.row(static_cast<Eigen::Index>(k)) - at_minimum);
  return h / (units::kB * temperature) * sum;
}

/// Standard deviations of one of the curves over draws.
template <class Of>
std::vector<double> spread(const std::vector<WcaSplit>& splits, const std::vector<double>& r, const Of& of) {
  std::vector<double> errors, values(splits.size());
  for (const double at : r) {
    for (std::size_t k = 0; k < splits.size(); ++k) values[k] = of(splits[k], at);
    errors.push_back(band(values).deviation);
  }
  return errors;
}

}  // namespace

KnotCovariance covariance_of(const Correction& correction, std::size_t pair, double temperature) {
  if (correction.covariance.size() != correction.size() * correction.size())
    throw std::invalid_argument("the correction has no covariance");
  const auto b = correction.temperature.at(temperature);
  const auto n = static_cast<std::size_t>(correction.knots.count);
  KnotCovariance found{correction.knots, std::vector<double>(n * n, 0.0)};
  for (std::size_t m = 0; m < b.size(); ++m)
    for (std::size_t l = 0; l < b.size(); ++l)
      for (std::size_t i = 0; i < n; ++i)
        for (std::size_t j = 0; j < n; ++j) {
          const std::size_t row = (m * correction.pairs() + pair) * n + i;
          const std::size_t column = (l * correction.pairs() + pair) * n + j;
          found.matrix[i * n + j] += b[m] * b[l] * correction.covariance[row * correction.size() + column];
        }
  return found;
}

std::vector<double> energy_deviation(const KnotCovariance& covariance, const std::vector<double>& r) {
  const Eigen::MatrixXd values = knot_values(covariance.knots, r);
  const Eigen::VectorXd variance = (values * matrix_of(covariance)).cwiseProduct(values).rowwise().sum();
  std::vector<double> errors;
  for (const double v : variance) errors.push_back(std::sqrt(std::max(0.0, v)));
  return errors;
}

std::vector<KnotSpline> draw_corrections(const KnotCovariance& covariance, Index count, std::uint64_t seed) {
  // V√λ of the eigenvectors is a root also where some combinations of knots are certain, which Cholesky's isn't
  const Eigen::SelfAdjointEigenSolver<Eigen::MatrixXd> solver{Eigen::MatrixXd(matrix_of(covariance))};
  const Eigen::MatrixXd root = solver.eigenvectors() * solver.eigenvalues().cwiseMax(0.0).cwiseSqrt().asDiagonal();
  std::vector<KnotSpline> draws;
  for (Index k = 0; k < count; ++k) {
    Random random(seed, Stream::bootstrap, k, 0);
    Eigen::VectorXd z(root.cols());
    for (double& x : z) x = random.normal();
    Eigen::VectorXd values = root * z;
    values(values.size() - 1) = 0.0;  // but for rounding
    draws.emplace_back(covariance.knots, std::vector<double>(values.begin(), values.end()));
  }
  return draws;
}

PairBands bands_of(const PairCurve& curve, const KnotCovariance& covariance, const std::vector<KnotSpline>& draws,
                   double temperature) {
  std::vector<std::vector<double>> values(pair_figures.size());
  for (const auto& draw : draws) {
    const PairFigures figures = figures_of(moved(curve, draw, covariance), temperature);
    for (std::size_t f = 0; f < pair_figures.size(); ++f)
      if (const auto& value = figures.*pair_figures[f].value) values[f].push_back(*value);
  }
  PairBands bands;
  for (std::size_t f = 0; f < pair_figures.size(); ++f) {
    const auto missing = draws.size() - values[f].size();
    if (missing > 0 && !values[f].empty())
      bands.remarks.push_back(fmt::format("{} of {} drawn curves have no {}; its band is of the others", missing,
                                          draws.size(), pair_figures[f].key));
    bands.figures.push_back(values[f].size() < 2 ? std::nullopt : std::optional(band(std::move(values[f]))));
  }
  return bands;
}

std::vector<std::optional<double>> linear_deviations(const PairCurve& curve, const PairFigures& figures,
                                                     const KnotCovariance& covariance, double temperature) {
  const auto knots = covariance.knots;
  const auto of = [&](const Row& by_knots) {
    return std::sqrt(std::max(0.0, (by_knots * matrix_of(covariance) * by_knots.transpose()).value()));
  };
  std::vector<std::optional<double>> all(pair_figures.size());
  if (figures.sigma)
    all[0] = of(knot_values(knots, std::span(&*figures.sigma, 1)).row(0)) / std::abs(curve.slope(*figures.sigma));
  if (!figures.r_min) return all;
  all[1] = of(knot_slopes(knots, std::span(&*figures.r_min, 1)).row(0)) / std::abs(curvature(curve, *figures.r_min));
  all[2] = of(knot_values(knots, std::span(&*figures.r_min, 1)).row(0));
  all[3] = of(diameter_by_knots(curve, figures, knots, temperature));
  return all;
}

SplitCurves split_curves(const PairCurve& curve, const PairFigures& figures, double temperature, std::vector<double> r,
                         const KnotCovariance* covariance, const std::vector<KnotSpline>& draws) {
  SplitCurves curves;
  curves.r = std::move(r);
  for (const double at : curves.r) curves.energy.push_back(curve.energy(at));
  if (covariance) curves.err_energy = energy_deviation(*covariance, curves.r);
  if (!figures.hard_particle) return curves;
  const WcaSplit split(curve, figures, temperature);
  for (const double at : curves.r) {
    curves.reference.push_back(split.reference(at));
    curves.attraction.push_back(split.attraction(at));
    curves.blip.push_back(split.blip(at, *figures.hard_particle));
  }
  std::vector<WcaSplit> splits;
  if (covariance)
    for (const auto& draw : draws) {
      const PairCurve drawn = moved(curve, draw, *covariance);
      const PairFigures shape = shape_of(drawn);
      if (WcaSplit::end_of_repulsion(drawn, shape)) splits.emplace_back(drawn, shape, temperature);
    }
  if (splits.size() < 2) return curves;
  curves.err_reference = spread(splits, curves.r, [](const WcaSplit& s, double at) { return s.reference(at); });
  curves.err_attraction = spread(splits, curves.r, [](const WcaSplit& s, double at) { return s.attraction(at); });
  // with the mean's diameter: that of each draw would only move the step
  curves.err_blip = spread(splits, curves.r, [](const WcaSplit& s, double at) { return s.boltzmann(at); });
  return curves;
}

}  // namespace liquidus
