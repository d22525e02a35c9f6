#include "potential/bspline.hpp"

#include <catch2/catch.hpp>
#include <cmath>

#include "core/units.hpp"

using namespace liquidus;

namespace {

double weight(const double (&table)[largest_spline_order][largest_spline_order], int j, double t) {
  double sum = 0.0;
  for (int k = largest_spline_order - 1; k >= 0; --k) sum = sum * t + table[k][j];
  return sum;
}

/// M_p(u) from its closed form Σ_k (−1)^k C(p,k) (u − k)₊^(p−1)/(p−1)!.
double closed_form(int p, double u) {
  double sum = 0.0, binomial = 1.0;
  for (int k = 0; k <= p; ++k) {
    if (u > k) sum += binomial * std::pow(u - k, p - 1);
    binomial *= -static_cast<double>(p - k) / (k + 1);
  }
  return sum / std::tgamma(p);
}

}  // namespace

TEST_CASE("spline weights are the cardinal B-spline's values and slopes", "[bspline_test]") {
  for (int p = least_spline_order; p <= largest_spline_order; ++p) {
    const SplineTable table(p);
    for (const double t : {0.0, 0.125, 0.3, 0.5, 0.77, 0.999}) {
      INFO("order " << p << " at " << t);
      double sum = 0.0, slopes = 0.0;
      for (int j = 0; j < largest_spline_order; ++j) {
        const double u = t + p - 1 - j;
        // the closed form loses up to p^p/p! in its alternating sum
        CHECK(weight(table.value, j, t) == Approx(j < p ? closed_form(p, u) : 0.0).margin(1e-12));
        const double slope = j < p ? closed_form(p - 1, u) - closed_form(p - 1, u - 1.0) : 0.0;
        CHECK(weight(table.slope, j, t) == Approx(slope).margin(1e-12));
        sum += weight(table.value, j, t);
        slopes += weight(table.slope, j, t);
      }
      CHECK(sum == Approx(1.0).epsilon(1e-14));
      CHECK(slopes == Approx(0.0).margin(1e-14));
    }
  }
}

TEST_CASE("spline sums over aliases are those of the discrete Fourier transform", "[bspline_test]") {
  // Σ_m W(ν + m)² is the transform of the spline's autocorrelation at whole steps, which is M_2p(p + n).
  constexpr int points = 20;
  for (int p = least_spline_order; p <= largest_spline_order; ++p) {
    const auto factor = spline_influence(p, points);
    for (const int n : {-8, -2, 1, 5, 9}) {
      const double nu = static_cast<double>(n) / points, x = units::pi * nu, w2 = std::pow(std::sin(x) / x, 2 * p);
      double squares = closed_form(2 * p, p);
      for (int m = 1; m < p; ++m) squares += 2.0 * closed_form(2 * p, p + m) * std::cos(2.0 * x * m);
      INFO("order " << p << " at " << nu);
      // the closed form of order 16 is good to 1e-9
      CHECK(w2 * (1.0 + spline_aliases(p, nu).squares) == Approx(squares).margin(2e-9));
      const double found = factor[static_cast<std::size_t>((n + points) % points)];
      CHECK(found * squares * squares == Approx(w2).margin(2e-9));
    }
  }
}

TEST_CASE("the influence factors of a mesh are even, 1 at zero and 0 where a wave stands for two", "[bspline_test]") {
  const auto factor = spline_influence(6, 20);
  CHECK(factor[0] == 1.0);
  CHECK(factor[10] == 0.0);
  for (std::size_t n = 1; n < 10; ++n) CHECK(factor[n] == Approx(factor[20 - n]).epsilon(1e-14));
}
