#include "correct/temperature_basis.hpp"

#include <Eigen/Dense>
#include <cmath>
#include <stdexcept>

namespace liquidus {
namespace {

double likeness(const TemperatureBasis& basis, double a, double b) {
  const double x = (a - b) / basis.length;
  return std::exp(-0.5 * x * x);
}

Eigen::MatrixXd node_covariance(const TemperatureBasis& basis) {
  const auto n = static_cast<Eigen::Index>(basis.nodes.size());
  Eigen::MatrixXd k(n, n);
  for (Eigen::Index i = 0; i < n; ++i)
    for (Eigen::Index j = 0; j < n; ++j)
      k(i, j) = likeness(basis, basis.nodes[static_cast<std::size_t>(i)], basis.nodes[static_cast<std::size_t>(j)]);
  return k;
}

}  // namespace

std::vector<double> TemperatureBasis::at(double temperature) const {
  if (kind == Kind::constant) return {1.0};
  if (kind == Kind::linear) return {1.0, (temperature - reference) / reference};
  // The mean of the process given its values at the nodes: k(T, nodes) K⁻¹.
  Eigen::VectorXd k(static_cast<Eigen::Index>(nodes.size()));
  for (Eigen::Index i = 0; i < k.size(); ++i) k(i) = likeness(*this, temperature, nodes[static_cast<std::size_t>(i)]);
  const Eigen::VectorXd b = node_covariance(*this).ldlt().solve(k);
  return {b.begin(), b.end()};
}

std::vector<double> TemperatureBasis::prior() const {
  if (kind == Kind::constant) return {1.0};
  if (kind == Kind::linear) return {1.0, 0.0, 0.0, slope * slope};
  const Eigen::MatrixXd k = node_covariance(*this);
  return {k.data(), k.data() + k.size()};
}

void TemperatureBasis::check() const {
  if (kind == Kind::linear && !(reference > 0.0 && slope > 0.0))
    throw std::invalid_argument("a correction that is linear in temperature needs a positive T0 and slope");
  if (kind != Kind::kernel) return;
  if (nodes.empty() || !(length > 0.0)) throw std::invalid_argument("a kernel in temperature needs nodes and a length");
  for (std::size_t i = 0; i < nodes.size(); ++i) {
    if (!(nodes[i] > 0.0)) throw std::invalid_argument("temperatures must be positive");
    for (std::size_t j = 0; j < i; ++j)
      if (std::abs(nodes[i] - nodes[j]) < 1e-3 * length)
        throw std::invalid_argument("two temperatures of a kernel are the same, or too close for its length");
  }
}

}  // namespace liquidus
