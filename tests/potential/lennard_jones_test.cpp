#include "potential/lennard_jones.hpp"

#include <catch2/catch.hpp>

#include "potential/form_checks.hpp"

using namespace liquidus;
using namespace liquidus::testing;

namespace {

double lennard_jones(double epsilon, double sigma, double r) {
  const double s6 = std::pow(sigma / r, 6);
  return 4.0 * epsilon * (s6 * s6 - s6);
}
double lennard_jones_slope(double epsilon, double sigma, double r) {
  const double s6 = std::pow(sigma / r, 6);
  return -24.0 * epsilon * (2.0 * s6 * s6 - s6) / r;
}

FormCase case_of(std::vector<std::string> species, std::vector<double> epsilon, std::vector<double> sigma) {
  const auto n = species.size();
  const auto at = [n](int a, int b) { return static_cast<std::size_t>(a) * n + static_cast<std::size_t>(b); };
  return {std::move(species),
          2.2,
          6.0,
          [=](int a, int b, double r) { return lennard_jones(epsilon[at(a, b)], sigma[at(a, b)], r); },
          [=](int a, int b, double r) { return lennard_jones_slope(epsilon[at(a, b)], sigma[at(a, b)], r); },
          [=] { return make_lennard_jones(static_cast<Index>(n), epsilon, sigma, PairCutoff{6.0}); }};
}

}  // namespace

TEST_CASE("Lennard-Jones of one species is right", "[lennard_jones_test]") {
  check_form(case_of({"Ar"}, {0.0105}, {3.4}));
}

TEST_CASE("Lennard-Jones of a mixture is right", "[lennard_jones_test]") {
  check_form(case_of({"Ar", "Ne"}, {0.0105, 0.0067, 0.0067, 0.0032}, {3.4, 3.1, 3.1, 2.8}));
}

TEST_CASE("Lennard-Jones of more species than a vector has lanes is right", "[lennard_jones_test]") {
  const std::vector<std::string> names{"He", "Ne", "Ar", "Kr", "Xe", "Rn", "H", "N", "O"};
  std::vector<double> epsilon, sigma;
  for (std::size_t a = 0; a < names.size(); ++a)
    for (std::size_t b = 0; b < names.size(); ++b) {
      epsilon.push_back(0.004 + 0.001 * static_cast<double>(a + b));
      sigma.push_back(2.4 + 0.05 * static_cast<double>(a + b));
    }
  check_form(case_of(names, epsilon, sigma));
}

TEST_CASE("Lennard-Jones has its zero at sigma and its minimum -epsilon at 2^(1/6) sigma", "[lennard_jones_test]") {
  const std::vector<double> epsilon{0.01}, sigma{3.4};
  const auto potential = make_lennard_jones(1, epsilon, sigma, PairCutoff{10.0});
  CHECK(std::abs(potential->at(0, 0, 3.4).energy) < 1e-16);
  const auto minimum = potential->at(0, 0, std::pow(2.0, 1.0 / 6.0) * 3.4);
  CHECK(minimum.energy == Approx(-0.01).epsilon(1e-14));
  CHECK(std::abs(minimum.slope) < 1e-15);
}
