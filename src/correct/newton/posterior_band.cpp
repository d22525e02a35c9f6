#include "correct/newton/posterior_band.hpp"

#include <fmt/format.h>

#include <cmath>
#include <stdexcept>

#include "core/errors.hpp"
#include "core/random.hpp"
#include "scatter/transform/spherical_bessel.hpp"

namespace liquidus {
namespace {

Eigen::Map<const Eigen::MatrixXd> covariance_of(const Correction& correction) {
  const std::size_t n = correction.size();
  if (correction.covariance.size() != n * n) throw std::invalid_argument("the correction has no posterior covariance");
  return {correction.covariance.data(), static_cast<Eigen::Index>(n), static_cast<Eigen::Index>(n)};
}

}  // namespace

std::vector<double> posterior_deviations(const Correction& correction, double temperature,
                                         const Eigen::MatrixXd& slopes) {
  const auto all = covariance_of(correction);
  const auto size = static_cast<Eigen::Index>(correction.pairs()) * correction.knots.count;
  if (slopes.cols() != size) throw std::invalid_argument("slopes are with the energies at all knots of all pairs");
  const auto b = correction.temperature.at(temperature);
  Eigen::MatrixXd covariance = Eigen::MatrixXd::Zero(size, size);
  for (std::size_t m = 0; m < b.size(); ++m)
    for (std::size_t l = 0; l < b.size(); ++l)
      covariance +=
          b[m] * b[l] * all.block(static_cast<Eigen::Index>(m) * size, static_cast<Eigen::Index>(l) * size, size, size);
  const Eigen::VectorXd deviations =
      (slopes * covariance).cwiseProduct(slopes).rowwise().sum().cwiseMax(0.0).cwiseSqrt();
  return {deviations.begin(), deviations.end()};
}

Eigen::MatrixXd structure_factor_of_g(const RadialBins& bins, double density, std::span<const double> q) {
  Eigen::MatrixXd matrix(static_cast<Eigen::Index>(q.size()), bins.count);
  for (Eigen::Index i = 0; i < matrix.rows(); ++i) {
    const double at = q[static_cast<std::size_t>(i)];
    if (!(at >= 0.0 && at <= units::pi / bins.width))
      throw InputError(fmt::format("a structure factor at {} 1/Å needs bins of g(r) of at most π/Q; they are {} Å wide",
                                   at, bins.width));
    const double of_bin = spherical_bessel(0.5 * at * bins.width).j0;
    for (Index k = 0; k < bins.count; ++k)
      matrix(i, k) = density * bins.shell(k) * spherical_bessel(at * bins.centre(k)).j0 / of_bin;
  }
  return matrix;
}

PosteriorBand posterior_band(const Correction& correction, double temperature, const Response& response,
                             const RadialBins& bins, double density, std::span<const double> q,
                             const std::vector<Eigen::MatrixXd>& totals) {
  PosteriorBand band;
  band.g = posterior_deviations(correction, temperature, response.g);
  if (response.pressure.size() > 0)
    band.pressure = posterior_deviations(correction, temperature, response.pressure.transpose()).front();
  const Eigen::MatrixXd of_g = structure_factor_of_g(bins, density, q);
  std::vector<Eigen::MatrixXd> partials;
  for (std::size_t p = 0; p < correction.pairs(); ++p) {
    partials.emplace_back(of_g * response.g.middleRows(static_cast<Eigen::Index>(p) * bins.count, bins.count));
    band.partials.push_back(posterior_deviations(correction, temperature, partials.back()));
  }
  for (const auto& weights : totals) {
    if (weights.rows() != of_g.rows() || weights.cols() != static_cast<Eigen::Index>(partials.size()))
      throw std::invalid_argument("a total has a weight for each Q and each pair");
    Eigen::MatrixXd total = Eigen::MatrixXd::Zero(of_g.rows(), response.g.cols());
    for (std::size_t p = 0; p < partials.size(); ++p)
      total += weights.col(static_cast<Eigen::Index>(p)).asDiagonal() * partials[p];
    band.totals.push_back(posterior_deviations(correction, temperature, total));
  }
  return band;
}

PosteriorDraws::PosteriorDraws(const Correction& mean, std::uint64_t seed) : mean_(mean), seed_(seed) {
  const Eigen::SelfAdjointEigenSolver<Eigen::MatrixXd> eigen(covariance_of(mean));
  root_ = eigen.eigenvectors() * eigen.eigenvalues().cwiseMax(0.0).cwiseSqrt().asDiagonal();
  mean_.covariance.clear();
}

Correction PosteriorDraws::operator()(Index number) const {
  Random random(seed_, Stream::bootstrap, 0, number);
  Eigen::VectorXd z(root_.cols());
  for (double& x : z) x = random.normal();
  const Eigen::VectorXd change = root_ * z;
  Correction drawn = mean_;
  Eigen::Index at = 0;
  for (auto& curve : drawn.values) {
    for (double& value : curve) value += change(at++);
    curve.back() = 0.0;
  }
  return drawn;
}

}  // namespace liquidus
