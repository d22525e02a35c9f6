#include "potential/born_mayer_huggins.hpp"

#include <catch2/catch.hpp>

#include "core/units.hpp"
#include "potential/form_checks.hpp"

using namespace liquidus;
using namespace liquidus::testing;

namespace {

using Pairs = std::vector<BornMayerHugginsPair>;

// Fumi and Tosi's NaCl
const Pairs nacl{{0.26370, 2.340, 0.317, 1.0486, 0.4993},
                 {0.21096, 2.755, 0.317, 6.9905, 8.6757},
                 {0.21096, 2.755, 0.317, 6.9905, 8.6757},
                 {0.15822, 3.170, 0.317, 72.402, 145.43}};
const std::vector<double> charge_products{1.0, -1.0, -1.0, 1.0};

double energy(const BornMayerHugginsPair& p, double r) {
  return p.A * std::exp((p.sigma - r) / p.rho) - p.C / std::pow(r, 6) - p.D / std::pow(r, 8);
}
double slope(const BornMayerHugginsPair& p, double r) {
  return -p.A / p.rho * std::exp((p.sigma - r) / p.rho) + 6.0 * p.C / std::pow(r, 7) + 8.0 * p.D / std::pow(r, 9);
}

FormCase case_of(const Pairs& pairs, const std::vector<std::string>& species, double closest) {
  const auto n = species.size();
  const auto at = [n](int a, int b) { return static_cast<std::size_t>(a) * n + static_cast<std::size_t>(b); };
  return {species,
          closest,
          6.0,
          [=](int a, int b, double r) { return energy(pairs[at(a, b)], r); },
          [=](int a, int b, double r) { return slope(pairs[at(a, b)], r); },
          [=] {
            return make_born_mayer_huggins(static_cast<Index>(n), pairs, PairCutoff{6.0}, {true, charge_products});
          }};
}

}  // namespace

TEST_CASE("Born-Mayer-Huggins is right, and its core not felt at 1.6 Å and beyond", "[born_mayer_huggins_test]") {
  check_form(case_of(nacl, {"Na", "Cl"}, 1.6));
}

TEST_CASE("Born-Mayer-Huggins of one species is right", "[born_mayer_huggins_test]") {
  check_form(case_of({nacl[3]}, {"Cl"}, 1.6));
}

TEST_CASE("forces are the energy's slope inside the safe core", "[born_mayer_huggins_test]") {
  const auto potential = make_born_mayer_huggins(2, nacl, PairCutoff{4.0}, {true, charge_products});
  for (const auto& [name, atoms] : samples({"Na", "Cl"}, 0.7, 4.0)) {
    INFO(name);
    check_physics(*potential, atoms);
  }
}

TEST_CASE("with its core a pair repels ever more on its way to r = 0, unlike charges included",
          "[born_mayer_huggins_test]") {
  const auto potential = make_born_mayer_huggins(2, nacl, PairCutoff{9.0}, {true, charge_products});
  const auto bare = make_born_mayer_huggins(2, nacl, PairCutoff{9.0}, {false});
  for (int a = 0; a < 2; ++a)
    for (int b = 0; b < 2; ++b) {
      INFO("pair " << a << " " << b);
      const double qq = units::coulomb * charge_products[static_cast<std::size_t>(2 * a + b)];
      const auto force = [&](double r) { return qq / (r * r) - potential->at(a, b, r).slope; };
      double radius = 1.6;  // where the core begins
      while (potential->at(a, b, radius).energy == bare->at(a, b, radius).energy) radius -= 1e-4;
      CHECK(radius > 0.3);
      CHECK(force(radius) > 17.0);  // eV/Å: a barrier that nothing in a melt comes over
      double weakest = std::numeric_limits<double>::infinity();
      for (double r = 1e-3; r < radius; r *= 1.0001) weakest = std::min(weakest, force(r));
      CHECK(weakest > force(radius) * (1.0 - 1e-6));
      for (double r = 1.6; r < 9.0; r += 0.01) CHECK(potential->at(a, b, r).energy == bare->at(a, b, r).energy);
    }
}

TEST_CASE("energy, force and its derivative are continuous where the core begins", "[born_mayer_huggins_test]") {
  const auto potential = make_born_mayer_huggins(1, Pairs{nacl[3]}, PairCutoff{9.0});
  const auto bare = make_born_mayer_huggins(1, Pairs{nacl[3]}, PairCutoff{9.0}, {false});
  double radius = 1.6;
  while (potential->at(0, 0, radius).energy == bare->at(0, 0, radius).energy) radius -= 1e-5;
  for (const double depth : {1e-2, 1e-3}) {  // the core goes as x³, its force as x², and so on
    const auto with = potential->at(0, 0, radius - depth), without = bare->at(0, 0, radius - depth);
    CHECK(with.energy - without.energy > 0.0);
    CHECK(with.energy - without.energy < 1e4 * depth * depth * depth);
    CHECK(std::abs(with.slope - without.slope) < 3e4 * depth * depth);
  }
}

TEST_CASE("a pair without interaction, or one that only repels, gets no core", "[born_mayer_huggins_test]") {
  const Pairs none(1), repulsive{{0.2, 2.5, 0.3, 0.0, 0.0}};
  const auto zero = make_born_mayer_huggins(1, none, PairCutoff{9.0}, {true, {1.0}});
  const auto born_mayer = make_born_mayer_huggins(1, repulsive, PairCutoff{9.0}, {true, {4.0}});
  for (const double r : {0.01, 0.5, 3.0}) {
    CHECK(zero->at(0, 0, r).energy == 0.0);
    CHECK(zero->at(0, 0, r).slope == 0.0);
    CHECK(born_mayer->at(0, 0, r).energy == Approx(energy(repulsive[0], r)).epsilon(1e-13));
  }
}

TEST_CASE("wrong parameters of Born-Mayer-Huggins are refused by pair", "[born_mayer_huggins_test]") {
  Pairs wrong = nacl;
  wrong[1].rho = wrong[2].rho = 0.0;
  try {
    make_born_mayer_huggins(2, wrong, PairCutoff{9.0});
    FAIL("rho = 0 was taken");
  } catch (const PairError& e) {
    CHECK(e.type_a == 0);
    CHECK(e.type_b == 1);
    CHECK(std::string(e.what()) == "rho must be positive");
  }
  const Pairs dispersion{{0.0, 0.0, 1.0, 10.0, 0.0}};
  CHECK_THROWS_WITH(make_born_mayer_huggins(1, dispersion, PairCutoff{9.0}),
                    "no core keeps this pair apart: it attracts at every distance");
  CHECK_NOTHROW(make_born_mayer_huggins(1, dispersion, PairCutoff{9.0}, {false}));
}
