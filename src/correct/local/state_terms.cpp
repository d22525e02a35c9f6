#include "correct/local/state_terms.hpp"

#include <Eigen/Dense>
#include <algorithm>
#include <cmath>

#include "core/units.hpp"

namespace liquidus {
namespace {

/// The symmetric root of a covariance.
Eigen::MatrixXd root(const Eigen::MatrixXd& covariance) {
  const Eigen::SelfAdjointEigenSolver<Eigen::MatrixXd> eigen(covariance);
  return eigen.eigenvectors() * eigen.eigenvalues().cwiseMax(0.0).cwiseSqrt().asDiagonal() *
         eigen.eigenvectors().transpose();
}

}  // namespace

StateTerms::StateTerms(const TemperatureBasis& basis, std::span<const double> temperatures) : terms_(basis.terms()) {
  const auto terms = static_cast<Eigen::Index>(terms_), states = static_cast<Eigen::Index>(temperatures.size());
  Eigen::MatrixXd at(states, terms);
  for (Eigen::Index s = 0; s < states; ++s) {
    const auto b = basis.at(temperatures[static_cast<std::size_t>(s)]);
    at.row(s) = Eigen::Map<const Eigen::RowVectorXd>(b.data(), terms);
  }
  const auto prior = basis.prior();
  const Eigen::MatrixXd half = root(Eigen::Map<const Eigen::MatrixXd>(prior.data(), terms, terms));
  // With c = half · z the likeliest c is the shortest z: the pseudo-inverse.
  const Eigen::MatrixXd least = half * (at * half).completeOrthogonalDecomposition().pseudoInverse();
  for (Eigen::Index m = 0; m < terms; ++m)
    for (Eigen::Index s = 0; s < states; ++s) matrix_.push_back(least(m, s));
}

std::vector<double> StateTerms::operator()(std::span<const double> at_states) const {
  std::vector<double> c(terms_, 0.0);
  for (std::size_t m = 0; m < terms_; ++m)
    for (std::size_t s = 0; s < at_states.size(); ++s) c[m] += matrix_[m * at_states.size() + s] * at_states[s];
  return c;
}

double limit_change(const TemperatureBasis& basis, std::span<const double> temperatures, double limit,
                    std::vector<std::vector<double>>& change) {
  double smallest = 1.0;
  std::vector<std::vector<double>> b;
  for (const double temperature : temperatures) b.push_back(basis.at(temperature));
  for (std::size_t k = 0; k < change.front().size(); ++k) {
    double factor = 1.0;
    for (std::size_t s = 0; s < b.size(); ++s) {
      double at_state = 0.0;
      for (std::size_t m = 0; m < change.size(); ++m) at_state += b[s][m] * change[m][k];
      const double most = limit * units::kB * temperatures[s];
      if (std::abs(at_state) > most) factor = std::min(factor, most / std::abs(at_state));
    }
    for (auto& term : change) term[k] *= factor;
    smallest = std::min(smallest, factor);
  }
  return smallest;
}

void add_change(Correction& correction, std::size_t pair, const std::vector<std::vector<double>>& change) {
  for (std::size_t m = 0; m < change.size(); ++m) {
    auto& values = correction.values[m * correction.pairs() + pair];
    for (std::size_t k = 0; k + 1 < values.size(); ++k) values[k] += change[m][k];
  }
  correction.covariance.clear();
}

}  // namespace liquidus
