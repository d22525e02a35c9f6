#include "potential/ewald_real.hpp"

#include <catch2/catch.hpp>

#include "core/units.hpp"
#include "potential/form_checks.hpp"

using namespace liquidus;
using namespace liquidus::testing;

TEST_CASE("the real-space Ewald term is q² erfc(βr)/r", "[ewald_real_test]") {
  const std::vector<double> charges{1.7, -0.8};
  const double beta = 0.5, cutoff = 6.0;
  const auto strength = [=](int a, int b) {
    return units::coulomb * charges[static_cast<std::size_t>(a)] * charges[static_cast<std::size_t>(b)];
  };
  check_form({{"Na", "Cl"},
              2.2,
              cutoff,
              [=](int a, int b, double r) { return strength(a, b) * std::erfc(beta * r) / r; },
              [=](int a, int b, double r) {
                const double x = beta * r, peak = 2.0 * x / std::sqrt(units::pi) * std::exp(-x * x);
                return -strength(a, b) * (std::erfc(x) + peak) / (r * r);
              },
              [=] { return make_ewald_real(charges, cutoff, beta); }});
}

TEST_CASE("the real-space Ewald term is right from contact to the cutoff", "[ewald_real_test]") {
  const std::vector<double> charges{1.0};
  for (const double beta : {0.1, 0.35, 0.8}) {
    const auto pair = make_ewald_real(charges, 9.0, beta);
    for (const double r : {0.05, 0.5, 1.0, 2.7, 5.0, 8.999}) {
      const double exact = units::coulomb * std::erfc(beta * r) / r;
      // the polynomial's error and the rounding of the two terms that cancel
      CHECK(std::abs(pair->at(0, 0, r).energy - exact) < units::coulomb * (1e-13 * beta + 1e-15 / r));
    }
  }
}

TEST_CASE("a real-space Ewald term refuses what it can't compute", "[ewald_real_test]") {
  const std::vector<double> charges{1.0, -1.0};
  CHECK_THROWS_WITH(make_ewald_real(charges, 0.0, 0.3), "the real-space cutoff of an Ewald sum must be positive");
  CHECK_THROWS_WITH(make_ewald_real(charges, 9.0, 0.0),
                    "the beta of an Ewald sum must be positive and at most 8/cutoff");
  CHECK_THROWS_WITH(make_ewald_real(charges, 9.0, 1.0),
                    "the beta of an Ewald sum must be positive and at most 8/cutoff");
}
