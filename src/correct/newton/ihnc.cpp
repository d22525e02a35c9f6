#include "correct/newton/ihnc.hpp"

#include <Eigen/Dense>
#include <algorithm>
#include <cmath>
#include <stdexcept>

#include "scatter/pair_index.hpp"
#include "scatter/transform/sine_transform.hpp"

namespace liquidus {
namespace {

using Curves = std::vector<std::vector<double>>;  // [pairs][…]

void require_fitting(const IhncState& state, const Curves& simulated, const Curves& target) {
  const auto bins = static_cast<std::size_t>(state.bins.count);
  bool fits = simulated.size() == pair_count(state.fractions.size()) && target.size() == simulated.size() && bins > 1 &&
              state.temperature > 0.0 && state.density > 0.0;
  for (const Curves* curves : {&simulated, &target})
    for (const auto& curve : *curves) fits = fits && curve.size() == bins;
  for (const double c : state.fractions) fits = fits && c > 0.0;
  if (!fits) throw std::invalid_argument("g(r) and target must be on the bins of the state, of all pairs of species");
}

Curves continued(const Curves& target, const Curves& simulated) {
  Curves whole = target;
  for (std::size_t p = 0; p < whole.size(); ++p)
    for (std::size_t k = 0; k < whole[p].size(); ++k)
      if (!std::isfinite(whole[p][k])) whole[p][k] = simulated[p][k];
  return whole;
}

/// Q from 0 on, four times as fine as what g(r) out to the bins' end can tell apart: splines then err by 1e-5.
std::vector<double> even_steps(const RadialBins& bins, double q_max) {
  const double step = 0.25 * units::pi / bins.end(), end = std::min(q_max, units::pi / bins.width);
  std::vector<double> q;
  for (Index k = 0; static_cast<double>(k) * step <= end; ++k) q.push_back(static_cast<double>(k) * step);
  return q;
}

/// [q] inverses of the matrices S_ab = δ_ab + √(c_a c_b) ρ ĥ_ab.
std::vector<Eigen::MatrixXd> inverse_structure_factors(const IhncState& state, const Curves& g,
                                                       const std::vector<double>& r, const std::vector<double>& q,
                                                       double least) {
  Curves of_pairs;
  for (auto h : g) {
    for (double& x : h) x -= 1.0;
    of_pairs.push_back(s_minus_1(r, h, state.density, {}, q));
  }
  const std::size_t species = state.fractions.size();
  const auto n = static_cast<Eigen::Index>(species);
  std::vector<Eigen::MatrixXd> inverses;
  for (std::size_t i = 0; i < q.size(); ++i) {
    Eigen::MatrixXd s = Eigen::MatrixXd::Identity(n, n);
    for (std::size_t a = 0; a < species; ++a)
      for (std::size_t b = 0; b < species; ++b)
        s(static_cast<Eigen::Index>(a), static_cast<Eigen::Index>(b)) +=
            std::sqrt(state.fractions[a] * state.fractions[b]) * of_pairs[pair_index(a, b)][i];
    const Eigen::SelfAdjointEigenSolver<Eigen::MatrixXd> eigen(s);
    inverses.emplace_back(eigen.eigenvectors() * eigen.eigenvalues().cwiseMax(least).cwiseInverse().asDiagonal() *
                          eigen.eigenvectors().transpose());
  }
  return inverses;
}

/// [pairs][bins] c* − c.
Curves change_of_direct_correlations(const IhncState& state, const Curves& simulated, const Curves& target,
                                     const IhncOptions& options) {
  std::vector<double> r;
  for (Index k = 0; k < state.bins.count; ++k) r.push_back(state.bins.centre(k));
  const auto q = even_steps(state.bins, options.q_max);
  const auto now = inverse_structure_factors(state, simulated, r, q, options.least_s);
  const auto wanted = inverse_structure_factors(state, target, r, q, options.least_s);
  Curves change(simulated.size());
  for (std::size_t b = 0; b < state.fractions.size(); ++b)
    for (std::size_t a = 0; a <= b; ++a) {
      const auto row = static_cast<Eigen::Index>(a), column = static_cast<Eigen::Index>(b);
      const double root = std::sqrt(state.fractions[a] * state.fractions[b]);
      std::vector<double> in_q;  // ρ (ĉ* − ĉ)
      for (std::size_t i = 0; i < q.size(); ++i) in_q.push_back((now[i](row, column) - wanted[i](row, column)) / root);
      change[pair_index(a, b)] = g_minus_1(q, in_q, state.density, {}, r);
    }
  return change;
}

}  // namespace

std::vector<std::vector<double>> ihnc_change(const IhncState& state, const std::vector<std::vector<double>>& simulated,
                                             const std::vector<std::vector<double>>& target,
                                             const IhncOptions& options) {
  require_fitting(state, simulated, target);
  const Curves wanted = continued(target, simulated);
  const Curves direct = change_of_direct_correlations(state, simulated, wanted, options);
  const double kT = units::kB * state.temperature;
  Curves change = simulated;
  for (std::size_t p = 0; p < change.size(); ++p) {
    std::size_t first = change[p].size();  // bin above the floor
    for (std::size_t k = change[p].size(); k-- > 0;) {
      const double now = simulated[p][k], then = wanted[p][k];
      const bool seen = now > options.floor && then > options.floor;
      if (seen) first = k;
      change[p][k] = seen ? kT * (then - now - std::log(then / now) - direct[p][k]) : 0.0;
    }
    for (std::size_t k = 0; k < first && first < change[p].size(); ++k) change[p][k] = change[p][first];
  }
  return change;
}

}  // namespace liquidus
