#include "scatter/weights/isotopes.hpp"

#include <catch2/catch.hpp>
#include <cmath>

#include "core/errors.hpp"
#include "core/units.hpp"

using namespace liquidus;

TEST_CASE("a mixture of isotopes scatters by its mean length", "[isotopes_test]") {
  const auto mixture = isotope_mixture("35Cl 0.25, 37Cl 0.75");
  CHECK(mixture.b == Approx(0.25 * 11.70 + 0.75 * 3.08));
  CHECK(mixture.coherent == Approx(4.0 * units::pi * std::pow(mixture.b, 2) / 100.0));
  CHECK(mixture.from == "0.25 35Cl + 0.75 37Cl");
  CHECK(isotope_mixture("37Cl").b == 3.08);
  CHECK(isotope_mixture("D").from == "D");
  CHECK(isotope_mixture(" D 0.5 ,H 0.5").b == Approx(0.5 * (6.674 - 3.7409)));
}

// The isotopes' disorder is 4π x(1−x)(b1 − b2)²; with the spins' part of each it is the table's for natural chlorine,
// 5.3 ± 0.5 barn.
TEST_CASE("what isotopes' disorder adds is incoherent", "[isotopes_test]") {
  const double x = 0.25, disorder = 4.0 * units::pi * x * (1.0 - x) * std::pow(11.70 - 3.08, 2) / 100.0;
  CHECK(isotope_mixture("35Cl 0.25, 37Cl 0.75").incoherent == Approx(disorder + x * 4.7 + (1.0 - x) * 0.001));
  CHECK(isotope_mixture("35Cl 0.7577, 37Cl 0.2423").incoherent == Approx(5.3).margin(0.5));
  CHECK(isotope_mixture("35Cl 0.7577, 37Cl 0.2423").b == Approx(9.5792).margin(0.08));
  // one nuclide has its own, whatever 4πb² and the tabulated coherent cross section differ by
  CHECK(isotope_mixture("37Cl").incoherent == Approx(0.001).margin(1e-12));
  CHECK(natural_scatterer("V").incoherent == Approx(5.08));
  // null water's hydrogen: a mixture whose mean length is zero scatters incoherently only
  const double null = 3.7409 / (3.7409 + 6.674);
  const auto h = isotope_mixture("D 0.3591875, H 0.6408125");
  CHECK(null == Approx(0.3591875).margin(1e-6));
  CHECK(std::abs(h.b) < 1e-4);
  CHECK(h.coherent < 1e-9);
}

TEST_CASE("mistakes in a mixture are named", "[isotopes_test]") {
  CHECK_THROWS_WITH(isotope_mixture("35Cl 0.25, 37Cl 0.7"),
                    "mixture of isotopes \"35Cl 0.25, 37Cl 0.7\": the fractions add up to 0.95, not to 1");
  CHECK_THROWS_WITH(isotope_mixture("35Cl 0.25, 36Cl 0.75"), Catch::Contains("known: natural Cl, 35Cl, 37Cl"));
  CHECK_THROWS_WITH(isotope_mixture("37Cl 0.5, Cl-37 0.5"), Catch::Contains("Cl-37 is given twice"));
  CHECK_THROWS_WITH(isotope_mixture("37Cl 1.5"), Catch::Contains("must be a number from 0 to 1, not '1.5'"));
  CHECK_THROWS_WITH(isotope_mixture("37Cl nan"), Catch::Contains("from 0 to 1, not 'nan'"));
  CHECK_THROWS_WITH(isotope_mixture("37Cl a lot"), Catch::Contains("expected a name and a fraction"));
  CHECK_THROWS_WITH(isotope_mixture("37Cl 1,"), Catch::Contains("a name is missing"));
  CHECK_THROWS_WITH(isotope_mixture(""), Catch::Contains("a name is missing"));
  CHECK_NOTHROW(isotope_mixture("35Cl 0.3333333, 37Cl 0.6666667"));
}

TEST_CASE("a species' charge and label don't matter to neutrons", "[isotopes_test]") {
  for (const auto* name : {"Fe", "Fe3+", "Fe_a", "Fe2"}) CHECK(natural_scatterer(name).b == 9.45);
  CHECK(natural_scatterer("Fe3+").from == "natural Fe");
  CHECK(natural_scatterer("D").b == 6.674);
  CHECK_THROWS_AS(natural_scatterer("Po"), InputError);
  CHECK(scatterer_of_length(-2.0).coherent == Approx(4.0 * units::pi * 0.04));
  CHECK(std::isnan(scatterer_of_length(-2.0).incoherent));
}
