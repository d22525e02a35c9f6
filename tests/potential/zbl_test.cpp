#include "potential/zbl.hpp"

#include <catch2/catch.hpp>

#include "core/units.hpp"
#include "potential/form_checks.hpp"

using namespace liquidus;
using namespace liquidus::testing;

namespace {

constexpr int Z[] = {26, 8};
constexpr double from = 1.2, to = 2.2;  // Å

double screened(int a, int b, double r) {
  const double x = r * (std::pow(Z[a], 0.23) + std::pow(Z[b], 0.23)) / 0.46850;
  const double phi = 0.18175 * std::exp(-3.19980 * x) + 0.50986 * std::exp(-0.94229 * x) +
                     0.28022 * std::exp(-0.40290 * x) + 0.02817 * std::exp(-0.20162 * x);
  return units::coulomb * Z[a] * Z[b] / r * phi;
}
double energy(int a, int b, double r) {
  const double t = std::max(0.0, (r - from) / (to - from));
  return screened(a, b, r) * (1.0 - t * t * t * (10.0 - 15.0 * t + 6.0 * t * t));
}

}  // namespace

TEST_CASE("the ZBL core is right", "[zbl_test]") {
  // the slope by differences is good to 1e-9 of energies of 100 eV
  FormCase form{{"Fe", "O"},
                0.7,
                to,
                energy,
                [](int a, int b, double r) { return slope_of(energy, a, b, r); },
                [] { return make_zbl(Z, from, to); }};
  form.accuracy = 1e-8;
  check_form(form);
}

TEST_CASE("the ZBL core is the bare repulsion of the nuclei near r = 0 and nothing at its end", "[zbl_test]") {
  const auto potential = make_zbl(Z, from, to);
  // φ(x) = 1 − 1.3254 x …: at 1e-6 Å, x = 8e-6
  CHECK(potential->at(0, 1, 1e-6).energy == Approx(units::coulomb * 26 * 8 / 1e-6).epsilon(2e-5));
  Structure pair;
  pair.add("Fe", {0, 0, 0});
  pair.add("O", {to - 1e-4, 0, 0});
  // a third power of 1e-4 is left of a few eV
  CHECK(std::abs(evaluate(*potential, pair).energy) < 1e-9);
  CHECK(potential->reach().cutoff == to);
}

TEST_CASE("wrong options of the ZBL core are refused", "[zbl_test]") {
  const std::vector<int> none{0};
  CHECK_THROWS_WITH(make_zbl(none, 1.0, 2.0), "an atomic number is below 1");
  CHECK_THROWS_AS(make_zbl(Z, 2.0, 2.0), std::invalid_argument);
  CHECK_THROWS_AS(make_zbl(Z, -0.1, 2.0), std::invalid_argument);
}
