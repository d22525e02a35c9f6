#include "correct/newton/ihnc.hpp"

#include <catch2/catch.hpp>
#include <cmath>
#include <limits>
#include <stdexcept>

#include "scatter/transform/sine_transform.hpp"

using namespace liquidus;

namespace {

constexpr double temperature = 300.0, kT = units::kB * temperature;
using Curves = std::vector<std::vector<double>>;

const RadialBins bins = RadialBins::up_to(20.0, 0.02);

std::vector<double> centres() {
  std::vector<double> r;
  for (Index k = 0; k < bins.count; ++k) r.push_back(bins.centre(k));
  return r;
}

std::vector<double> on_bins(double (*f)(double)) {
  auto r = centres();
  for (double& x : r) x = f(x);
  return r;
}

double target_g(double r) { return 1.0 - std::exp(-r * r / 4.0) + 0.8 * std::exp(-4.0 * std::pow(r - 3.0, 2)); }
double simulated_g(double r) { return 1.0 - std::exp(-r * r / 4.2) + 0.6 * std::exp(-3.0 * std::pow(r - 3.2, 2)); }

/// A fluid in which the hypernetted chain holds exactly, by construction: the direct correlations are Gaussians
/// c_ab(r) = −A_ab exp(−r²/w²), h follows from the Ornstein–Zernike relation, and the energy is whatever makes the
/// chain right, βU = h − ln(1 + h) − c.
struct ExactFluid {
  Curves g, energy;  // [pairs][bins], energy in kT

  ExactFluid(double density, const std::vector<double>& fractions, const std::vector<double>& amplitudes,
             double width) {
    std::vector<double> q;
    for (int i = 0; i <= 1200; ++i) q.push_back(0.01 * i);
    const std::size_t species = fractions.size(), pairs = amplitudes.size();
    Curves in_q(pairs);
    for (const double k : q) {
      // ρ ĉ of a Gaussian is (√π w)³ ρ exp(−w²k²/4); for two species (1 − ρĉ)⁻¹ by Cramer's rule.
      const double gauss =
          density * std::pow(units::pi, 1.5) * std::pow(width, 3) * std::exp(-0.25 * width * width * k * k);
      const auto c = [&](std::size_t a, std::size_t b) {
        return -amplitudes[pair_index(a, b)] * gauss * std::sqrt(fractions[a] * fractions[b]);
      };
      if (species == 1) {
        in_q[0].push_back(c(0, 0) / (1.0 - c(0, 0)));
        continue;
      }
      const double determinant = (1.0 - c(0, 0)) * (1.0 - c(1, 1)) - c(0, 1) * c(0, 1);
      in_q[0].push_back(((1.0 - c(1, 1)) / determinant - 1.0) / fractions[0]);
      in_q[1].push_back(c(0, 1) / determinant / std::sqrt(fractions[0] * fractions[1]));
      in_q[2].push_back(((1.0 - c(0, 0)) / determinant - 1.0) / fractions[1]);
    }
    const auto r = centres();
    for (std::size_t p = 0; p < pairs; ++p) {
      g.push_back(g_minus_1(q, in_q[p], density, {}, r));
      energy.emplace_back();
      for (std::size_t k = 0; k < r.size(); ++k) {
        const double h = g[p][k], c = -amplitudes[p] * std::exp(-r[k] * r[k] / (width * width));
        energy[p].push_back(h - std::log1p(h) - c);
        g[p][k] = 1.0 + h;
      }
    }
  }

 private:
  static std::size_t pair_index(std::size_t a, std::size_t b) { return a == b ? 2 * a : 1; }
};

}  // namespace

TEST_CASE("nothing is changed where g is the target, or the target isn't known", "[ihnc_test]") {
  const IhncState state{bins, temperature, 0.02, {1.0}};
  const auto g = on_bins(simulated_g);
  for (const auto& change : ihnc_change(state, {g}, {g}))
    for (const double u : change) CHECK(std::abs(u) < 1e-12 * kT);
  // Beyond its range a target is what was simulated, whatever that is.
  auto ends = on_bins(target_g), whole = ends;
  for (std::size_t k = 200; k < g.size(); ++k) {
    ends[k] = std::numeric_limits<double>::quiet_NaN();
    whole[k] = g[k];
  }
  CHECK(ihnc_change(state, {g}, {ends}) == ihnc_change(state, {g}, {whole}));
}

TEST_CASE("at low density it is the Boltzmann inversion", "[ihnc_test]") {
  const auto g = on_bins(simulated_g), target = on_bins(target_g);
  const auto thin = ihnc_change({bins, temperature, 1e-6, {1.0}}, {g}, {target}).front();
  const auto dense = ihnc_change({bins, temperature, 0.02, {1.0}}, {g}, {target}).front();
  double most = 0.0;
  for (std::size_t k = 0; k < g.size(); ++k) {
    // What is left is ρ ∫ of products of h: 1e-6 Å⁻³ · some 30 Å³; and the transform back and forth.
    CHECK(thin[k] / kT == Approx(-std::log(target[k] / g[k])).margin(2e-4));
    most = std::max(most, std::abs(dense[k] - thin[k]) / kT);
  }
  CHECK(most > 0.05);
}

TEST_CASE("where the hypernetted chain is exact one step finds the energy", "[ihnc_test]") {
  const ExactFluid now(0.03, {1.0}, {0.8}, 1.6), wanted(0.03, {1.0}, {1.3}, 1.8);
  const auto change = ihnc_change({bins, temperature, 0.03, {1.0}}, now.g, wanted.g).front();
  double most = 0.0;
  // Below the first bin g is taken as 0, as atoms have it. Here it is 0.3 at r = 0: that hole of 4π/3 (0.01 Å)³ is seen
  // by c(0) as 4π/3 1e-6 · 0.7 · q_max³/(6π²) = 8e-4 and fades over some 1/q_max, so that it is left out.
  for (std::size_t k = 20; k < change.size(); ++k) {
    const double expected = wanted.energy[0][k] - now.energy[0][k];
    CHECK(change[k] / kT == Approx(expected).margin(1e-4));
    most = std::max(most, std::abs(expected + std::log(wanted.g[0][k] / now.g[0][k])));
  }
  CHECK(most > 0.05);  // Boltzmann's inversion alone is off by that much
}

TEST_CASE("and so it is in a mixture", "[ihnc_test]") {
  const std::vector<double> fractions{0.3, 0.7};
  const ExactFluid now(0.03, fractions, {0.8, 0.3, 0.5}, 1.6), wanted(0.03, fractions, {0.9, 0.7, 0.2}, 1.8);
  const auto change = ihnc_change({bins, temperature, 0.03, fractions}, now.g, wanted.g);
  for (std::size_t p = 0; p < 3; ++p)
    for (std::size_t k = 20; k < change[p].size(); ++k)
      CHECK(change[p][k] / kT == Approx(wanted.energy[p][k] - now.energy[p][k]).margin(1e-4));
}

TEST_CASE("one fluid under two labels changes as it does under one", "[ihnc_test]") {
  const auto g = on_bins(simulated_g), target = on_bins(target_g);
  const auto one = ihnc_change({bins, temperature, 0.02, {1.0}}, {g}, {target}).front();
  const auto two = ihnc_change({bins, temperature, 0.02, {0.25, 0.75}}, {g, g, g}, {target, target, target});
  for (const auto& pair : two)
    for (std::size_t k = 0; k < one.size(); ++k) CHECK(pair[k] == Approx(one[k]).margin(1e-10 * kT));
}

TEST_CASE("within the core the change is held from the first bin that atoms come to", "[ihnc_test]") {
  auto g = on_bins(simulated_g), target = on_bins(target_g);
  for (std::size_t k = 0; k < 100; ++k) g[k] = 0.0;
  const auto change = ihnc_change({bins, temperature, 0.02, {1.0}}, {g}, {target}).front();
  for (std::size_t k = 0; k < 100; ++k) CHECK(change[k] == change[100]);
  CHECK(change[100] != change[101]);
  CHECK_THROWS_AS(ihnc_change({bins, temperature, 0.02, {1.0}}, {g}, {{1.0}}), std::invalid_argument);
  CHECK_THROWS_AS(ihnc_change({bins, temperature, 0.02, {0.0, 1.0}}, {g, g, g}, {g, g, g}), std::invalid_argument);
}
