#include "potential/mie.hpp"

#include <catch2/catch.hpp>

#include "core/units.hpp"
#include "potential/form_checks.hpp"
#include "potential/lennard_jones.hpp"

using namespace liquidus;
using namespace liquidus::testing;

namespace {

const std::vector<MiePair> mixture{
    {0.0105, 3.4, 12.0, 6.0}, {0.007, 3.1, 14.37, 6.2}, {0.007, 3.1, 14.37, 6.2}, {0.004, 2.8, 9.5, 4.75}};

double prefactor(const MiePair& p) { return p.epsilon * p.n / (p.n - p.m) * std::pow(p.n / p.m, p.m / (p.n - p.m)); }
double energy(const MiePair& p, double r) {
  return prefactor(p) * (std::pow(p.sigma / r, p.n) - std::pow(p.sigma / r, p.m));
}
double slope(const MiePair& p, double r) {
  return -prefactor(p) * (p.n * std::pow(p.sigma / r, p.n) - p.m * std::pow(p.sigma / r, p.m)) / r;
}

}  // namespace

TEST_CASE("Mie is right for real exponents", "[mie_test]") {
  const auto at = [](int a, int b) { return static_cast<std::size_t>(2 * a + b); };
  // exponents of 14 amplify a rounding of ln(σ/r) fourteenfold
  check_form({{"Ar", "Ne"},
              2.2,
              6.0,
              [=](int a, int b, double r) { return energy(mixture[at(a, b)], r); },
              [=](int a, int b, double r) { return slope(mixture[at(a, b)], r); },
              [] { return make_mie(2, mixture, PairCutoff{6.0}); }});
}

TEST_CASE("a Mie well is epsilon deep, and 12-6 is Lennard-Jones", "[mie_test]") {
  const auto potential = make_mie(2, mixture, PairCutoff{9.0});
  for (const auto& [a, b] : {std::pair{0, 0}, {0, 1}, {1, 1}}) {
    const auto& p = mixture[static_cast<std::size_t>(2 * a + b)];
    const auto bottom = potential->at(a, b, p.sigma * std::pow(p.n / p.m, 1.0 / (p.n - p.m)));
    CHECK(bottom.energy == Approx(-p.epsilon).epsilon(1e-13));
    CHECK(std::abs(bottom.slope) < 1e-14);
    CHECK(std::abs(potential->at(a, b, p.sigma).energy) < 1e-15);
  }
  const std::vector<double> epsilon{0.0105}, sigma{3.4};
  const auto lj = make_lennard_jones(1, epsilon, sigma, PairCutoff{9.0});
  for (double r = 2.0; r < 9.0; r += 0.37) {
    CHECK(potential->at(0, 0, r).energy == Approx(lj->at(0, 0, r).energy).epsilon(1e-12));
    CHECK(potential->at(0, 0, r).slope == Approx(lj->at(0, 0, r).slope).epsilon(1e-12));
  }
}

TEST_CASE("the tail of Mie is the integral of its powers", "[mie_test]") {
  // ∫ 4πr² (σ/r)^k dr from r_c is 4π σ^k r_c^(3−k)/(k−3)
  const MiePair p{0.01, 3.0, 11.0, 4.0};
  const double rc = 7.0, volume = 1000.0;
  Structure atoms;
  atoms.cell = Cell::cubic(10.0);
  atoms.add("Ar", {0.0, 0.0, 0.0});
  const auto with = evaluate(*make_mie(1, std::vector{p}, {rc, Truncation::plain, 0.0, true}), atoms),
             without = evaluate(*make_mie(1, std::vector{p}, {rc}), atoms);
  const auto integral = [&](double k) {
    return 4.0 * units::pi * std::pow(p.sigma, k) * std::pow(rc, 3.0 - k) / (k - 3.0);
  };
  const double tail = 0.5 / volume * prefactor(p) * (integral(p.n) - integral(p.m));
  CHECK(with.energy - without.energy == Approx(tail).epsilon(1e-10));
}

TEST_CASE("wrong parameters of Mie are refused", "[mie_test]") {
  const auto make = [](const MiePair& p, bool tail = false) {
    return make_mie(1, std::vector{p}, {9.0, Truncation::plain, 0.0, tail});
  };
  CHECK_THROWS_WITH(make({0.01, 0.0, 12.0, 6.0}), "sigma must be positive");
  CHECK_THROWS_WITH(make({0.01, 3.0, 6.0, 6.0}), "the exponents must be n > m > 0");
  CHECK_THROWS_WITH(make({0.01, 3.0, 6.0, 0.0}), "the exponents must be n > m > 0");
  CHECK_THROWS_WITH(make({0.01, 3.0, 9.0, 3.0}, true), "a tail needs an exponent m above 3");
  CHECK_NOTHROW(make({0.01, 3.0, 9.0, 3.0}));
}
