#include "potential/ewald_fit.hpp"

#include <catch2/catch.hpp>
#include <cmath>
#include <numbers>

using namespace liquidus;

namespace {

double polynomial(const std::vector<double>& c, double t) {
  double sum = 0.0;
  for (auto k = c.rbegin(); k != c.rend(); ++k) sum = sum * t + *k;
  return sum;
}

struct Exact {
  long double value, slope;
};

/// erf(βr)/r and its derivative, from the series Σ (−1)ⁿ 2β(βr)²ⁿ/(√π n!(2n + 1)) where the closed form cancels.
Exact exact(long double beta, long double r) {
  const long double x = beta * r, a = 2.0L * beta * std::numbers::inv_sqrtpi_v<long double>;
  if (x > 0.5L) {
    const long double value = std::erf(x) / r;
    return {value, (a * std::exp(-x * x) - value) / r};
  }
  Exact sum{0.0L, 0.0L};
  long double term = a;
  for (int n = 0; n < 30; ++n) {
    sum.value += term / (2 * n + 1);
    sum.slope += term * 2 * n / (2 * n + 1) / r;
    term *= -x * x / (n + 1);
  }
  return sum;
}

}  // namespace

TEST_CASE("the polynomial in r² stands for erf(βr)/r as well as it was asked to", "[ewald_fit_test]") {
  const double cutoff = 9.0;
  for (const double product : {0.5, 1.0, 2.0, 3.0, 3.5, 4.5, 6.0, 8.0})
    for (const double tolerance : {1e-13, 1e-10}) {
      const double beta = product / cutoff;
      const EwaldFit fit = fit_ewald_real(beta, cutoff, tolerance);
      double energy = 0.0, force = 0.0;
      for (double r = 0.01; r <= cutoff; r += 0.0137) {
        const double t = r * r * fit.scale - 1.0;
        const Exact e = exact(beta, r);
        energy = std::max(energy, static_cast<double>(std::abs(polynomial(fit.energy, t) - e.value)));
        force = std::max(force, static_cast<double>(std::abs(polynomial(fit.force, t) * r - e.slope)));
      }
      INFO("beta times cutoff " << product << ", tolerance " << tolerance);
      CHECK(energy < tolerance * beta);
      CHECK(force < tolerance * beta * beta);
      CHECK(fit.force.size() % 4 == 0);
      CHECK(fit.energy.size() % 4 == 0);
    }
}

TEST_CASE("fewer digits take fewer coefficients", "[ewald_fit_test]") {
  CHECK(fit_ewald_real(0.35, 9.0, 1e-8).force.size() < fit_ewald_real(0.35, 9.0, 1e-13).force.size());
}
