#include "potential/morse.hpp"

#include <catch2/catch.hpp>

#include "potential/form_checks.hpp"

using namespace liquidus;
using namespace liquidus::testing;

namespace {

// Pedone's FeO: no short-range term between irons
const std::vector<MorsePair> feo{
    {}, {0.078171, 1.822638, 2.658163, 2.0}, {0.078171, 1.822638, 2.658163, 2.0}, {0.042395, 1.379316, 3.618701, 22.0}};

double energy(const MorsePair& p, double r) {
  const double x = 1.0 - std::exp(-p.a * (r - p.r0));
  return p.D * (x * x - 1.0) + p.C / std::pow(r, 12);
}
double slope(const MorsePair& p, double r) {
  const double y = std::exp(-p.a * (r - p.r0));
  return 2.0 * p.D * p.a * y * (1.0 - y) - 12.0 * p.C / std::pow(r, 13);
}

}  // namespace

TEST_CASE("Morse with its core is right", "[morse_test]") {
  const auto at = [](int a, int b) { return static_cast<std::size_t>(2 * a + b); };
  check_form({{"Fe", "O"},
              1.2,
              6.0,
              [=](int a, int b, double r) { return energy(feo[at(a, b)], r); },
              [=](int a, int b, double r) { return slope(feo[at(a, b)], r); },
              [] { return make_morse(2, feo, PairCutoff{6.0}); }});
}

TEST_CASE("a Morse well is D deep at r0", "[morse_test]") {
  const auto potential = make_morse(1, std::vector<MorsePair>{{0.078171, 1.822638, 2.658163, 0.0}}, PairCutoff{6.0});
  CHECK(potential->at(0, 0, 2.658163).energy == Approx(-0.078171).epsilon(1e-14));
  CHECK(std::abs(potential->at(0, 0, 2.658163).slope) < 1e-15);
}
