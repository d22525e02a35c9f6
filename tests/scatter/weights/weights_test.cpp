#include "scatter/weights/weights.hpp"

#include <catch2/catch.hpp>
#include <cmath>
#include <cstdio>
#include <fstream>
#include <numeric>
#include <random>

#include "core/errors.hpp"

using namespace liquidus;

namespace {

using Numbers = std::vector<double>;
const Numbers half{0.5, 0.5};

ScattererChoices ions(std::vector<std::string> form_factors) { return {{}, {}, std::move(form_factors)}; }

}  // namespace

// notes/scattering.md, "What the data can tell": b = 9.45 and 5.803 fm.
TEST_CASE("neutron weights of FeO are those of the literature's lengths", "[weights_test]") {
  const auto w = pair_weights(half, Numbers{9.45, 5.803}, DividedBy::average_square);
  CHECK(w[pair_index(0, 0)] == Approx(0.3838).margin(5e-5));
  CHECK(w[pair_index(0, 1)] == Approx(0.4714).margin(1e-4));
  CHECK(w[pair_index(1, 1)] == Approx(0.1447).margin(5e-5));
  const Scatterers neutrons(Radiation::neutron, {"Fe", "O"}, {{}, {"O = 5.803 fm"}, {}});
  CHECK(pair_weights(half, neutrons.at(7.0), DividedBy::average_square) == w);
}

// The same table, x-rays with Fe2+ and O2−, to the three digits there.
TEST_CASE("x-ray weights of FeO follow the form factors", "[weights_test]") {
  const Scatterers xrays(Radiation::xray, {"Fe", "O"}, ions({"Fe = Fe2+", "O = O2-"}));
  const Numbers q{0, 5, 10, 20}, fefe{.498, .681, .688, .681}, feo{.415, .288, .283, .288}, oo{.087, .031, .029, .030};
  for (std::size_t k = 0; k < q.size(); ++k) {
    const auto w = pair_weights(half, xrays.at(q[k]), DividedBy::average_square);
    CHECK(w[0] == Approx(fefe[k]).margin(6e-4));
    CHECK(w[1] == Approx(feo[k]).margin(6e-4));
    CHECK(w[2] == Approx(oo[k]).margin(6e-4));
  }
}

TEST_CASE("normalised weights add up to one, absolute ones to the mean squared", "[weights_test]") {
  const Numbers c{0.2, 0.3, 0.5}, b{3.63, -1.9, 9.5792};
  const auto sum = [&](DividedBy n) {
    const auto w = pair_weights(c, b, n);
    return std::accumulate(w.begin(), w.end(), 0.0);
  };
  const double average = mean(c, b);
  CHECK(sum(DividedBy::average_square) == Approx(1.0).epsilon(1e-14));
  CHECK(sum(DividedBy::nothing) == Approx(average * average).epsilon(1e-14));
  CHECK(sum(DividedBy::mean_square) == Approx(average * average / mean_square(c, b)).epsilon(1e-14));
  // absolute ÷ ⟨b⟩² is the normalised form: nothing is divided twice
  const auto normalised = pair_weights(c, b, DividedBy::average_square);
  const auto absolute = pair_weights(c, b, DividedBy::nothing);
  for (std::size_t k = 0; k < pair_count(3); ++k)
    CHECK(absolute[k] / (average * average) == Approx(normalised[k]).epsilon(1e-14));
  CHECK(name_of(DividedBy::mean_square) == "<b^2>");
  CHECK_THROWS_AS(pair_weights(half, b, DividedBy::nothing), std::invalid_argument);
}

TEST_CASE("a null scatterer can't be normalised by its mean", "[weights_test]") {
  const Numbers b{9.45, -9.45};
  CHECK_THROWS_WITH(pair_weights(half, b, DividedBy::average_square),
                    Catch::Contains("null scatterer") && Catch::Contains("\"barn\""));
  CHECK(pair_weights(half, b, DividedBy::mean_square)[1] == Approx(-0.5));
  CHECK_NOTHROW(pair_weights(half, b, DividedBy::nothing));
}

// notes/scattering.md: A11 = 1.3, A22 = 0.8, A12 = 1.1, c = 0.4/0.6, b = 9.45/5.803 fm.
TEST_CASE("Faber-Ziman and Bhatia-Thornton give the same total", "[weights_test]") {
  const Numbers c{0.4, 0.6}, b{9.45, 5.803}, a{1.3, 1.1, 0.8};
  const auto w = pair_weights(c, b, DividedBy::nothing);
  double f = 0.0;
  for (std::size_t k = 0; k < 3; ++k) f += w[k] * (a[k] - 1.0);
  CHECK(f == Approx(4.494175).margin(5e-7));
  CHECK(1.0 + f / std::pow(mean(c, b), 2) == Approx(1.085224).margin(5e-7));
  CHECK(interference_of_bhatia_thornton(1.024, 0.0624, 0.23424, 0.4, b[0], b[1]) == Approx(f).epsilon(1e-12));
}

TEST_CASE("entries of a run file choose the scatterers", "[weights_test]") {
  const Scatterers neutrons(Radiation::neutron, {"Na", "Cl"}, {{"Cl = 37Cl 0.9, 35Cl 0.1"}, {"Na = 3.7 fm"}, {}});
  CHECK(neutrons.at(3.0) == Numbers{3.7, 0.9 * 3.08 + 0.1 * 11.70});
  CHECK(neutrons.description() == "Na: as given, b = 3.7 fm; Cl: 0.9 37Cl + 0.1 35Cl, b = 3.942 fm");
  CHECK(neutrons.unit() == "fm^2");
  const Scatterers xrays(Radiation::xray, {"Na", "Cl"}, ions({"Cl = Cl-"}));
  CHECK(xrays.at(0.0)[1] == Approx(18.0).margin(0.05));
  CHECK(xrays.description() == "Na: Na (Waasmaier & Kirfel); Cl: Cl- (Waasmaier & Kirfel)");
  CHECK(radiation("x-ray") == Radiation::xray);
  CHECK_THROWS_WITH(radiation("xray"), Catch::Contains("known: neutron, x-ray"));
}

TEST_CASE("mistakes in such entries are named", "[weights_test]") {
  const auto neutrons = [](ScattererChoices choices) { Scatterers(Radiation::neutron, {"Na", "Cl"}, choices); };
  const auto xrays = [](ScattererChoices choices) { Scatterers(Radiation::xray, {"Na", "Cl"}, choices); };
  CHECK_THROWS_WITH(neutrons({{"Cl 37Cl"}, {}, {}}), "isotopes: expected \"species = …\", found \"Cl 37Cl\"");
  CHECK_THROWS_WITH(neutrons({{"Cl = "}, {}, {}}), Catch::Contains("expected \"species = …\""));
  CHECK_THROWS_WITH(neutrons({{"cl = 37Cl"}, {}, {}}), "isotopes: there is no species 'cl'; did you mean 'Cl'?");
  CHECK_THROWS_WITH(neutrons({{"Cl = 37Cl", "Cl = 35Cl"}, {}, {}}), "isotopes: species 'Cl' is given twice");
  CHECK_THROWS_WITH(neutrons({{"Cl = 38Cl"}, {}, {}}),
                    Catch::Contains("isotopes of Cl: ") && Catch::Contains("known: natural Cl, 35Cl, 37Cl"));
  CHECK_THROWS_WITH(neutrons({{"Cl = 37Cl"}, {"Cl = 3 fm"}, {}}), "lengths of Cl: its isotopes are given as well");
  CHECK_THROWS_WITH(neutrons({{}, {"Cl = 3 fs"}, {}}),
                    Catch::Contains("it is no length; expected a scattering length"));
  CHECK_THROWS_WITH(neutrons({{}, {"Cl = much"}, {}}), Catch::Contains("such as \"9.45 fm\""));
  CHECK_THROWS_WITH(neutrons(ions({"Cl = Cl-"})), Catch::Contains("form_factors are for radiation = \"x-ray\""));
  CHECK_THROWS_WITH(xrays({{"Cl = 37Cl"}, {}, {}}), Catch::Contains("are for radiation = \"neutron\""));
  CHECK_THROWS_WITH(xrays(ions({"Cl = Cl2-"})), Catch::Contains("known: Cl, Cl-"));
  CHECK_THROWS_WITH(xrays(ions({"Cl = file no/such.csv"})), Catch::Contains("cannot open 'no/such.csv'"));
  CHECK_THROWS_AS(Scatterers(Radiation::xray, {"Es"}), InputError);
}

TEST_CASE("the level of the self scattering is that of the cross sections", "[weights_test]") {
  // vanadium: (0.0247 + 5.08)/4π barn per steradian, by its b of -0.443 fm
  const Scatterers v(Radiation::neutron, {"V"});
  CHECK(v.self(Numbers{1.0}, 5.0) == Approx((4.0 * 3.14159265 * 0.443 * 0.443 + 508.0) / (4.0 * 3.14159265)));
  const Scatterers x(Radiation::xray, {"Na", "Cl"});
  CHECK(x.self(half, 0.0) == Approx(0.5 * (121.0 + 289.0)).epsilon(2e-3));
  const Scatterers given(Radiation::neutron, {"V"}, {{}, {"V = -0.44 fm"}, {}});
  CHECK(std::isnan(given.self(Numbers{1.0}, 5.0)));
}
