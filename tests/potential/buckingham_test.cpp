#include "potential/buckingham.hpp"

#include <catch2/catch.hpp>

#include "core/units.hpp"
#include "potential/form_checks.hpp"

using namespace liquidus;
using namespace liquidus::testing;

namespace {

// Guillot and Sator's FeO: no short-range term between irons
const std::vector<BuckinghamPair> feo{{}, {13032.93, 0.19, 0.0}, {13032.93, 0.19, 0.0}, {9022.79, 0.265, 85.0921}};
const std::vector<double> charge_products{0.893025, -0.893025, -0.893025, 0.893025};

double energy(const BuckinghamPair& p, double r) { return p.A * std::exp(-r / p.rho) - p.C / std::pow(r, 6); }
double slope(const BuckinghamPair& p, double r) {
  return -p.A / p.rho * std::exp(-r / p.rho) + 6.0 * p.C / std::pow(r, 7);
}
std::size_t at(int a, int b) { return static_cast<std::size_t>(2 * a + b); }

}  // namespace

TEST_CASE("Buckingham is right, and its core not felt at 1.2 Å and beyond", "[buckingham_test]") {
  check_form({{"Fe", "O"},
              1.2,
              6.0,
              [](int a, int b, double r) { return energy(feo[at(a, b)], r); },
              [](int a, int b, double r) { return slope(feo[at(a, b)], r); },
              [] {
                return make_buckingham(2, feo, PairCutoff{6.0}, {true, charge_products});
              }});
}

TEST_CASE("with its core a Buckingham pair repels ever more on its way to r = 0", "[buckingham_test]") {
  const auto potential = make_buckingham(2, feo, PairCutoff{6.0}, {true, charge_products});
  for (const auto& [a, b] : {std::pair{0, 0}, {0, 1}, {1, 1}}) {
    INFO("pair " << a << " " << b);
    const double qq = units::coulomb * charge_products[at(a, b)];
    double before = std::numeric_limits<double>::infinity(), weakest = before;
    bool falling = true;
    for (double r = 1e-3; r < 1.3; r *= 1.0001) {
      const auto point = potential->at(a, b, r);
      const double total = point.energy + qq / r;
      falling = falling && total < before;
      before = total;
      weakest = std::min(weakest, -point.slope + qq / (r * r));
    }
    CHECK(falling);
    CHECK(weakest > 5.0);
  }
}

TEST_CASE("forces are the energy's slope inside the safe core of Buckingham", "[buckingham_test]") {
  const auto potential = make_buckingham(2, feo, PairCutoff{4.0}, {true, charge_products});
  for (const auto& [name, atoms] : samples({"O", "O"}, 0.7, 4.0)) {
    INFO(name);
    auto oxygen = atoms;
    oxygen.species = {make_species("Fe"), make_species("O")};
    std::fill(oxygen.type.begin(), oxygen.type.end(), 1);
    check_physics(*potential, oxygen);
  }
}
