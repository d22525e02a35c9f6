#pragma once
#include <cmath>
#include <vector>

#include "core/random.hpp"
#include "correct/newton/gauss_newton.hpp"

namespace liquidus::testing {

inline Eigen::Map<const Eigen::VectorXd> as_vector(const std::vector<double>& x) {
  return {x.data(), static_cast<Eigen::Index>(x.size())};
}

/// A world of two species and two temperatures in which g(r) is linear in a correction that is linear in temperature:
/// exactly what a Gauss–Newton step assumes. Truths are drawn from the prior.
struct LinearWorld {
  NewtonOptions options;
  std::vector<double> temperatures{900.0, 1100.0};  // K
  RadialBins bins = RadialBins::up_to(5.0, 0.1);
  /// How much of each pair's g the data see; 0 leaves a pair to the prior.
  std::vector<double> seen{1.0, 1.0, 1.0};

  LinearWorld() {
    options.width = 0.1;
    options.length = 0.6;
    options.trust = 1e6;
  }
  static KnotGrid knots() { return KnotGrid::up_to(5.0, 0.2, 2.0); }
  static Correction nothing() {
    return Correction::zero({"Na", "Cl"}, knots(), {TemperatureBasis::Kind::linear, 1000.0, 2.0, {}, 0.0});
  }
  Eigen::MatrixXd prior() const {
    const Eigen::MatrixXd one = prior_covariance(options.prior(), knots());
    const Eigen::Index n = one.rows();
    Eigen::MatrixXd all = Eigen::MatrixXd::Zero(6 * n, 6 * n);
    for (Eigen::Index p = 0; p < 6; ++p) all.block(p * n, p * n, n, n) = (p < 3 ? 1.0 : 4.0) * one;
    return all;
  }
  static Eigen::VectorXd flat(const Correction& c) {
    Eigen::VectorXd values(static_cast<Eigen::Index>(c.size()));
    for (std::size_t k = 0; k < c.values.size(); ++k)
      values.segment(static_cast<Eigen::Index>(k) * c.knots.count, c.knots.count) = as_vector(c.values[k]);
    return values;
  }
  Correction drawn(Index number) const {
    const Eigen::SelfAdjointEigenSolver<Eigen::MatrixXd> eigen(prior());
    Eigen::VectorXd z(eigen.eigenvalues().size());
    Random random(3, Stream::bootstrap, 1, number);
    for (double& x : z) x = random.normal();
    const Eigen::VectorXd values = eigen.eigenvectors() * eigen.eigenvalues().cwiseMax(0.0).cwiseSqrt().cwiseProduct(z);
    Correction c = nothing();
    for (std::size_t k = 0; k < c.values.size(); ++k) {
      for (std::size_t i = 0; i + 1 < c.values[k].size(); ++i)
        c.values[k][i] = values(static_cast<Eigen::Index>(k) * c.knots.count + static_cast<Eigen::Index>(i));
    }
    return c;
  }

  /// ∂g/∂U of a state: −β g on the pair's own bins, smeared, and some of the other pairs' with the other sign.
  Response response(double temperature) const {
    const Eigen::Index n = knots().count, m = bins.count;
    Response r{Eigen::MatrixXd::Zero(3 * m, 3 * n), {}};
    const double beta = 1.0 / (units::kB * temperature);
    for (Eigen::Index p = 0; p < 3; ++p)
      for (Eigen::Index q = 0; q < 3; ++q)
        for (Eigen::Index k = 0; k < m; ++k)
          for (Eigen::Index i = 0; i + 1 < n; ++i) {
            const double x = (bins.centre(k) - knots().at(i)) / 0.25;
            r.g(p * m + k, q * n + i) = beta * (p == q ? -1.0 : 0.3) * 0.3 * std::exp(-0.5 * x * x);
          }
    return r;
  }
  /// [m × terms · pairs · knots] ∂y/∂values.
  Eigen::MatrixXd slopes(const NewtonState& state) const {
    const Eigen::MatrixXd of_energy = state.observations.front().of_g * state.response.g;
    Eigen::MatrixXd all(of_energy.rows(), 2 * of_energy.cols());
    all << of_energy, (state.temperature / 1000.0 - 1.0) * of_energy;
    return all;
  }
  /// As simulated with `now`, measured with that noise. Each number measured is the sum of g at two neighbouring bins.
  std::vector<NewtonState> states(const Correction& truth, double noise, Index number, const Correction& now) const {
    std::vector<NewtonState> all;
    for (const double temperature : temperatures) {
      NewtonState state;
      state.temperature = temperature;
      state.bins = bins;
      state.response = response(temperature);
      const auto g_of = [&](const Correction& c) -> Eigen::VectorXd {
        Eigen::VectorXd energy(3 * c.knots.count);
        for (std::size_t p = 0; p < 3; ++p)
          energy.segment(static_cast<Eigen::Index>(p) * c.knots.count, c.knots.count) = as_vector(c.at(p, temperature));
        return Eigen::VectorXd::Ones(3 * bins.count) + state.response.g * energy;
      };
      const Eigen::VectorXd wanted = g_of(truth), is = g_of(now);
      state.g.value.assign(is.begin(), is.end());
      Observation seen_here;
      seen_here.name = "linear";
      const Eigen::Index m = 3 * bins.count - 1;
      seen_here.of_g = Eigen::MatrixXd::Zero(m, 3 * bins.count);
      for (Eigen::Index i = 0; i < m; ++i) {
        seen_here.x.push_back(static_cast<double>(i));
        seen_here.of_g(i, i) = seen[static_cast<std::size_t>(i / bins.count)];
        seen_here.of_g(i, i + 1) = seen[static_cast<std::size_t>((i + 1) / bins.count)];
      }
      seen_here.constant = Eigen::VectorXd::Constant(m, -2.0);
      seen_here.variance = Eigen::VectorXd::Constant(m, noise * noise);
      seen_here.measured = seen_here.constant + seen_here.of_g * wanted;
      Random random(4, Stream::bootstrap, static_cast<Index>(temperature), number);
      for (double& y : seen_here.measured) y += noise * random.normal();
      state.observations.push_back(seen_here);
      all.push_back(state);
    }
    return all;
  }
};

}  // namespace liquidus::testing
