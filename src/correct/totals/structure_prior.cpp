#include "correct/totals/structure_prior.hpp"

#include <algorithm>
#include <cmath>

#include "core/units.hpp"
#include "correct/knot_matrix.hpp"
#include "scatter/pair_index.hpp"
#include "scatter/transform/spherical_bessel.hpp"
#include "scatter/weights/totals.hpp"

namespace liquidus {
namespace {

/// Prior variance of ΔU at a temperature over that of one term: bᵀ B b.
double variance_factor(const TemperatureBasis& basis, double temperature) {
  const auto b = basis.at(temperature), prior = basis.prior();
  double sum = 0.0;
  for (std::size_t m = 0; m < b.size(); ++m)
    for (std::size_t l = 0; l < b.size(); ++l) sum += b[m] * prior[m * b.size() + l] * b[l];
  return sum;
}

}  // namespace

StructurePrior::StructurePrior(const PairDistributions& pairs, const Correction& shape, const CorrectionPrior& prior,
                               double temperature)
    : density_(pairs.number_density),
      beta_(1.0 / (units::kB * temperature)),
      bins_(pairs.bins),
      knots_covariance_(variance_factor(shape.temperature, temperature) * prior_covariance(prior, shape.knots)) {
  const auto c = fractions(pairs);
  root_ = Eigen::VectorXd::Map(c.data(), static_cast<Eigen::Index>(c.size())).cwiseSqrt();
  bins_.count = std::min(bins_.count, static_cast<Index>(std::ceil(shape.knots.cutoff() / bins_.width)));
  std::vector<double> r;
  for (Index k = 0; k < bins_.count; ++k) r.push_back(bins_.centre(k));
  const Eigen::MatrixXd values = knot_values(shape.knots, r);
  for (std::size_t j = 0; j < pairs.species.size(); ++j)
    for (std::size_t i = 0; i <= j; ++i) {
      const auto& g = pairs.pair(pairs.species[i] + "-" + pairs.species[j]).g;
      Eigen::VectorXd shell(bins_.count);
      for (Index k = 0; k < bins_.count; ++k) shell(k) = bins_.shell(k) * g[static_cast<std::size_t>(k)];
      shells_.push_back(shell.asDiagonal() * values);
    }
}

Eigen::MatrixXd StructurePrior::at(double q, const Eigen::VectorXd& a_minus_1) const {
  const Eigen::Index s = root_.size(), n = a_minus_1.size();
  Eigen::MatrixXd structure = Eigen::MatrixXd::Identity(s, s);
  for (Eigen::Index j = 0; j < s; ++j)
    for (Eigen::Index i = 0; i < s; ++i)
      structure(i, j) +=
          root_(i) * root_(j) *
          a_minus_1(static_cast<Eigen::Index>(pair_index(static_cast<std::size_t>(i), static_cast<std::size_t>(j))));
  // D⁻¹ S D from the left and D S D⁻¹, its transpose, from the right.
  const Eigen::MatrixXd left = root_.cwiseInverse().asDiagonal() * structure * root_.asDiagonal();
  Eigen::VectorXd bessel(bins_.count);
  for (Index k = 0; k < bins_.count; ++k) bessel(k) = spherical_bessel(q * bins_.centre(k)).j0;
  Eigen::MatrixXd map(n, n);
  Eigen::VectorXd variance(n);
  Eigen::Index p = 0;
  for (Eigen::Index j = 0; j < s; ++j)
    for (Eigen::Index i = 0; i <= j; ++i, ++p) {
      const Eigen::VectorXd of_knots = shells_[static_cast<std::size_t>(p)].transpose() * bessel;
      variance(p) = std::pow(beta_ * density_, 2) * of_knots.dot(knots_covariance_ * of_knots);
      Eigen::MatrixXd unit = Eigen::MatrixXd::Zero(s, s);
      unit(i, j) = unit(j, i) = 1.0;
      const Eigen::MatrixXd change = left * unit * left.transpose();
      Eigen::Index row = 0;
      for (Eigen::Index b = 0; b < s; ++b)
        for (Eigen::Index a = 0; a <= b; ++a) map(row++, p) = change(a, b);
    }
  return map * variance.asDiagonal() * map.transpose();
}

}  // namespace liquidus
