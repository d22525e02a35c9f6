#include "scatter/weights/form_factor.hpp"

#include <catch2/catch.hpp>
#include <cmath>
#include <cstdio>
#include <fstream>
#include <string>

#include "core/elements.hpp"
#include "core/errors.hpp"
#include "scatter/weights/species_name.hpp"

using namespace liquidus;

namespace {

struct TemporaryFile {
  TemporaryFile(const std::string& name, const std::string& text) : path("form_factor_test_" + name) {
    std::ofstream(path) << text;
  }
  ~TemporaryFile() { std::remove(path.c_str()); }
  const std::string path;
};

}  // namespace

// f(0) is the number of electrons. The fits miss it by up to 0.03 from tantalum to mercury (measured: 0.040 for Au).
TEST_CASE("every form factor begins at the number of its electrons and falls", "[form_factor_test]") {
  CHECK(form_factor_table().size() == 211);
  for (const auto& row : form_factor_table()) {
    const std::string name(row.name);
    if (name.ends_with("valence")) continue;
    INFO(name);
    const auto charge = species_charge(name);
    const auto element = find_element(species_symbol(name));
    REQUIRE(element);
    const double size = charge.size() > 1 ? std::stod(charge.substr(0, charge.size() - 1)) : charge.empty() ? 0.0 : 1.0;
    const double electrons = element->Z - (charge.ends_with('-') ? -size : size);
    const auto f = FormFactor::of_table(name);
    CHECK(f(0.0) == Approx(electrons).margin(0.05));
    // within the fit's range they fall to a fraction
    CHECK(f(5.0) <= f(0.0));
    CHECK(f(20.0) < 0.9 * f(5.0) + 0.5);
  }
}

TEST_CASE("ions are found however their charge is written", "[form_factor_test]") {
  const double f = FormFactor::of_table("Cl-")(1.0);
  for (const auto* name : {"Cl1-", "Cl-1", "Cl-"}) CHECK(FormFactor::of_table(name)(1.0) == f);
  CHECK(FormFactor::of_table("Fe+2")(0.0) == Approx(24.0).margin(0.05));
  CHECK(FormFactor::of_species("Fe3+")(0.0) == Approx(23.0).margin(0.05));
  CHECK(FormFactor::of_species("O_b")(0.0) == Approx(8.0).margin(0.05));
  CHECK(FormFactor::of_species("Fe2")(0.0) == Approx(26.0).margin(0.05));  // a label, not a charge
  CHECK(FormFactor::of_species("D")(0.0) == Approx(1.0).margin(0.05));
  CHECK(FormFactor::of_table("Fe2+").from() == "Fe2+ (Waasmaier & Kirfel)");
}

TEST_CASE("a species that the table lacks is told what there is and how to give a file", "[form_factor_test]") {
  CHECK_THROWS_WITH(FormFactor::of_species("Fe4+"),
                    "there is no x-ray form factor of 'Fe4+'; known: Fe, Fe2+, Fe3+; choose one with form_factors = "
                    "[\"Fe4+ = <atom or ion>\"] or give your own with [\"Fe4+ = file <columns Q, f>\"]");
  CHECK_THROWS_WITH(FormFactor::of_table("fe"), Catch::Contains("did you mean 'Fe'?"));
  CHECK_THROWS_WITH(FormFactor::of_species("Es"), Catch::Contains("no x-ray form factor of 'Es'"));
  CHECK_THROWS_WITH(FormFactor::of_table("Fe")(76.0), Catch::Contains("holds for Q from 0 to 75.4 1/Å, not at 76"));
}

TEST_CASE("a form factor of one's own is interpolated within its range only", "[form_factor_test]") {
  std::string text = "Q,f\n";
  for (int i = 0; i <= 40; ++i) {
    const double q = 0.5 * i;
    text += std::to_string(q) + "," + std::to_string(8.0 * std::exp(-0.01 * q * q)) + "\n";
  }
  const TemporaryFile file("o.csv", text);
  const auto f = FormFactor::of_file(file.path);
  // six digits in the file, and cubics over steps of 0.5: the fourth derivative, 0.01 at most, times 0.5⁴·3/128
  for (const double q : {0.0, 0.3, 7.77, 20.0}) CHECK(f(q) == Approx(8.0 * std::exp(-0.01 * q * q)).margin(2e-5));
  CHECK_THROWS_WITH(f(20.1), file.path + ": the form factor runs from Q = 0 to 20 1/Å, but is needed at 20.1");
  CHECK_THROWS_AS(f(-0.1), InputError);
  const TemporaryFile one("one.csv", "0,8\n");
  CHECK_THROWS_WITH(FormFactor::of_file(one.path), Catch::Contains("needs at least two points"));
}
