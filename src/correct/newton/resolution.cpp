#include "correct/newton/resolution.hpp"

#include <fmt/format.h>

#include <cmath>
#include <stdexcept>

namespace liquidus {
namespace {

/// [pairs × pairs] posterior covariance at a temperature of the pairs' ΔU at knots of a range, in units of the prior
/// variance there, averaged over them. Over the prior its eigenvalues would all be 1.
Eigen::MatrixXd covariance_left(const NewtonStep& step, double temperature, double from, double to) {
  const Correction& c = step.correction;
  const auto pairs = static_cast<Eigen::Index>(c.pairs()), knots = c.knots.count, size = pairs * knots;
  const auto n = static_cast<Eigen::Index>(c.size());
  const Eigen::Map<const Eigen::MatrixXd> posterior(c.covariance.data(), n, n);
  const Eigen::VectorXd prior = step.prior.variances_at(temperature);
  const auto b = c.temperature.at(temperature);
  Eigen::MatrixXd left = Eigen::MatrixXd::Zero(pairs, pairs);
  double count = 0.0;
  for (Index k = 0; k + 1 < knots; ++k) {
    if (c.knots.at(k) < from || c.knots.at(k) > to) continue;
    count += 1.0;
    for (Eigen::Index p = 0; p < pairs; ++p)
      for (Eigen::Index q = 0; q < pairs; ++q)
        for (std::size_t m = 0; m < b.size(); ++m)
          for (std::size_t l = 0; l < b.size(); ++l)
            left(p, q) += b[m] * b[l] / prior(k) *
                          posterior(static_cast<Eigen::Index>(m) * size + p * knots + k,
                                    static_cast<Eigen::Index>(l) * size + q * knots + k);
  }
  if (count == 0.0) throw std::invalid_argument("there is no knot in the range that is to be looked at");
  return left / count;
}

std::vector<PairCombination> combinations_of(const Eigen::MatrixXd& left) {
  const Eigen::SelfAdjointEigenSolver<Eigen::MatrixXd> eigen(left);
  std::vector<PairCombination> all;
  for (Eigen::Index k = left.rows(); k-- > 0;) {  // eigenvalues increase
    Eigen::VectorXd direction = eigen.eigenvectors().col(k);
    Eigen::Index largest = 0;
    direction.cwiseAbs().maxCoeff(&largest);
    if (direction(largest) < 0.0) direction = -direction;
    all.push_back({{direction.begin(), direction.end()}, 1.0 - eigen.eigenvalues()(k)});
  }
  return all;
}

}  // namespace

std::string PairCombination::name(const Correction& of) const {
  std::string text;
  for (std::size_t p = 0; p < coefficients.size(); ++p) {
    if (std::abs(coefficients[p]) < 0.1) continue;
    const char* sign = coefficients[p] < 0.0 ? (text.empty() ? "-" : " - ") : (text.empty() ? "" : " + ");
    const double size = std::abs(coefficients[p]);
    text += size > 0.995 ? sign + of.name(p) : fmt::format("{}{:.2f} {}", sign, size, of.name(p));
  }
  return text;
}

Resolution resolution(const NewtonStep& step, double temperature, double from, double to) {
  const Correction& c = step.correction;
  Resolution result;
  const Eigen::VectorXd prior = step.prior.variances();
  const std::size_t knots = static_cast<std::size_t>(c.knots.count), n = c.size();
  for (std::size_t i = 0; i < n; ++i) {
    if (i % knots == 0) result.resolved.emplace_back();
    const double before = prior(static_cast<Eigen::Index>(i));
    result.resolved.back().push_back(before > 0.0 ? 1.0 - c.covariance[i * n + i] / before : 1.0);
  }
  result.combinations = combinations_of(covariance_left(step, temperature, from, to));
  for (const auto& combination : result.combinations)
    result.statements.push_back(fmt::format("the data take away {:.0f} % of what was uncertain of {}{}",
                                            100.0 * combination.resolved, combination.name(c),
                                            combination.resolved < 0.5 ? ": it is not fixed by them" : ""));
  result.statements.push_back(
      fmt::format("{:.1f} numbers are decided by the data rather than by the prior (mean over "
                  "{:.4g} to {:.4g} Å at {:.5g} K)",
                  step.parameters, from, to, temperature));
  return result;
}

Eigen::MatrixXd resolution_matrix(const NewtonStep& step) {
  // In z it is (1 + H)⁻¹ H; values = L z and z = L⁺ values.
  const auto size = step.information.rows();
  const Eigen::MatrixXd one = Eigen::MatrixXd::Identity(size, size);
  const Eigen::MatrixXd in_z = (one + step.information).llt().solve(step.information);
  const auto n = static_cast<Eigen::Index>(step.correction.size());
  return step.prior.values(in_z * step.prior.coordinates(Eigen::MatrixXd::Identity(n, n)));
}

}  // namespace liquidus
