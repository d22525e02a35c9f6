#include "correct/totals/poisson_functions.hpp"

#include <catch2/catch.hpp>
#include <cmath>

#include "core/units.hpp"

using namespace liquidus;

TEST_CASE("Poisson functions have their peaks where they were asked for", "[poisson_functions_test]") {
  const PoissonFunctions p(0.05, 0.12, 1.0, 3.0);
  CHECK(p.order(0) == 20);
  CHECK(p.order(1) == 22);  // 0.12 is two widths
  CHECK(p.order(p.size() - 1) == 60);
  for (const std::size_t i : {std::size_t{0}, std::size_t{7}, p.size() - 1}) {
    const double peak = 0.05 * static_cast<double>(p.order(i));
    CHECK(p.value(i, peak) > p.value(i, peak + 1e-3));
    CHECK(p.value(i, peak) > p.value(i, peak - 1e-3));
    CHECK(p.value(i, 0.0) == 0.0);
  }
}

TEST_CASE("A Poisson function's transform is that of its curve", "[poisson_functions_test]") {
  const PoissonFunctions p(0.1, 0.9, 0.9, 20.0);  // n = 9 … 198: factorials beyond a double's range too
  for (const std::size_t i : {std::size_t{0}, std::size_t{3}, p.size() - 1})
    for (const double q : {0.0, 1e-6, 0.3, 2.0, 9.0}) {
      constexpr double h = 0.002;  // midpoints of a smooth curve that vanishes at both ends: exact to rounding
      double sum = 0.0;
      for (double r = 0.5 * h; r < 40.0; r += h)
        sum += p.value(i, r) * 4.0 * units::pi * r * (q > 0.0 ? std::sin(q * r) / q : r) * h;
      CHECK(p.transform(i, q) == Approx(sum).margin(1e-9));
    }
}

TEST_CASE("The transform is Soper's", "[poisson_functions_test]") {
  const PoissonFunctions p(0.1, 0.5, 2.0, 4.0);
  for (std::size_t i = 0; i < p.size(); ++i)
    for (const double q : {0.5, 3.0, 7.0}) {
      const double n = static_cast<double>(p.order(i)), x = 0.1 * q, alpha = std::atan(x);
      const double of_soper = (2.0 * std::cos(n * alpha) + (1.0 - x * x) / x * std::sin(n * alpha)) /
                              ((n + 2.0) * std::pow(1.0 + x * x, 0.5 * (n + 4.0)));
      CHECK(p.transform(i, q) == Approx(of_soper).epsilon(1e-10).margin(1e-15));
    }
}
