#include "core/quantity.hpp"

#include <catch2/catch.hpp>
#include <stdexcept>

#include "core/units.hpp"

using namespace liquidus;

namespace {

struct Case {
  const char* text;
  double value;  // internal units
  const char* dimension;
};

}  // namespace

TEST_CASE("each unit has its value and dimension", "[quantity_test]") {
  // from the definitions of the units and CODATA 2018, not from units.hpp
  constexpr double J = 1.0 / 1.602176634e-19, mol = 6.02214076e23, kg = 6.241509074460763e18 * 1e10;  // eV fs²/Å²
  const Case cases[] = {
      {"Å", 1.0, "length"},
      {"A", 1.0, "length"},
      {"angstrom", 1.0, "length"},
      {"Angstrom", 1.0, "length"},
      {"nm", 10.0, "length"},
      {"pm", 0.01, "length"},
      {"um", 1e4, "length"},
      {"mm", 1e7, "length"},
      {"cm", 1e8, "length"},
      {"m", 1e10, "length"},
      {"bohr", 0.529177210903, "length"},
      {"fm", 1e-5, "length"},
      {"barn", 1e-8, "area"},
      {"eV", 1.0, "energy"},
      {"meV", 1e-3, "energy"},
      {"keV", 1e3, "energy"},
      {"J", J, "energy"},
      {"kJ", 1e3 * J, "energy"},
      {"kJ/mol", 1e3 * J / mol, "energy"},
      {"kcal", 4184.0 * J, "energy"},
      {"cal", 4.184 * J, "energy"},
      {"hartree", 27.211386245988, "energy"},
      {"Ha", 27.211386245988, "energy"},
      {"Ry", 13.605693122994, "energy"},
      {"fs", 1.0, "time"},
      {"ps", 1e3, "time"},
      {"ns", 1e6, "time"},
      {"us", 1e9, "time"},
      {"ms", 1e12, "time"},
      {"s", 1e15, "time"},
      {"min", 6e16, "time"},
      {"h", 3.6e18, "time"},
      {"K", 1.0, "temperature"},
      {"e", 1.0, "charge"},
      {"C", J, "charge"},
      {"V", 1.0, "voltage"},
      {"kg", kg, "mass"},
      {"g", 1e-3 * kg, "mass"},
      {"mg", 1e-6 * kg, "mass"},
      {"amu", 103.6426965268, "mass"},
      {"u", 103.6426965268, "mass"},
      {"Da", 103.6426965268, "mass"},
      {"Pa", J * 1e-30, "pressure"},
      {"kPa", J * 1e-27, "pressure"},
      {"MPa", J * 1e-24, "pressure"},
      {"GPa", J * 1e-21, "pressure"},
      {"hPa", J * 1e-28, "pressure"},
      {"bar", J * 1e-25, "pressure"},
      {"mbar", J * 1e-28, "pressure"},
      {"kbar", J * 1e-22, "pressure"},
      {"atm", 1.01325 * J * 1e-25, "pressure"},
      {"mPa*s", J * 1e-18, "viscosity"},
      {"N", J * 1e-10, "force"},
      {"nN", J * 1e-19, "force"},
      {"W", J * 1e-15, "power"},
      {"THz", 1e-3, "frequency"},
      {"1/ps", 1e-3, "frequency"},
      {"GHz", 1e-6, "frequency"},
      {"Hz", 1e-15, "frequency"},
      {"mol", mol, "number"},
      {"atom", 1.0, "number"},
      {"rad", 1.0, "number"},
      {"deg", 0.017453292519943295, "number"},
  };
  for (const auto& c : cases) {
    INFO(c.text);
    const auto unit = parse_unit(c.text);
    CHECK(unit.value == Approx(c.value).epsilon(1e-10));  // the amu above has eleven digits
    CHECK(unit.dimension.name() == c.dimension);
  }
}

TEST_CASE("products and powers of units are read from left to right", "[quantity_test]") {
  const Case cases[] = {
      // 96485.33212331001 is Faraday's constant, C/mol
      {"kcal/mol/Å^2", 4184.0 / 96485.33212331001, "force constant"},
      {"kcal/mol", 4184.0 / 96485.33212331001, "energy"},
      {"g/cm^3", 62.415090744607626, "mass density"},
      {"g*cm^-3", 62.415090744607626, "mass density"},
      {"1/Å^3", 1.0, "number density"},
      {"Å^-3", 1.0, "number density"},
      {"Å^+3", 1.0, "volume"},
      {"eV/Å", 1.0, "force"},
      {"eV/Å^3", 1.0, "pressure"},
      {"eV*Å^6", 1.0, "energy·length^6"},
      {"eV·Å^12", 1.0, "energy·length^12"},
      {"Å/fs", 1.0, "velocity"},
      {"Å/ps", 1e-3, "velocity"},
      {"m/s", 1e-5, "velocity"},
      {"m^2/s", 1e5, "diffusion coefficient"},
      {"K/ps", 1e-3, "heating rate"},
      {"V/Å", 1.0, "electric field"},
      {"e*Å", 1.0, "dipole moment"},
      {"m/s^2", 1e-20, "acceleration"},
      {"1/Å", 1.0, "wave number"},
      {"fm^2", 1e-10, "area"},
      {" eV / Å * fs ", 1.0, "energy·length^-1·time"},
      {"1/eV*fs", 1.0, "energy^-1·time"},  // (1/eV)·fs
      {"Å^0", 1.0, "number"},
      {"", 1.0, "number"},
      {"  ", 1.0, "number"},
  };
  for (const auto& c : cases) {
    INFO(c.text);
    const auto unit = parse_unit(c.text);
    CHECK(unit.value == Approx(c.value).epsilon(1e-13));
    CHECK(unit.dimension.name() == c.dimension);
  }
}

TEST_CASE("symbols outside ASCII may be written in every usual way", "[quantity_test]") {
  const Quantity volume = parse_unit("A^3");
  for (const auto* text : {"\u00C5^3", "\u212B^3", "A\u030A^3", "Å³"}) {
    CHECK(parse_unit(text).value == volume.value);
    CHECK(parse_unit(text).dimension == volume.dimension);
  }
  CHECK(parse_unit("\u00B5s").value == 1e9);
  CHECK(parse_unit("\u03BCm").value == 1e4);
  for (const auto* text : {"eV\u00B7Å⁻¹²", "eV\u22C5Å^-12", "eV \u00D7 Å^\u221212"})
    CHECK(parse_unit(text).dimension.name() == "energy·length^-12");
  CHECK(parse_quantity("\u22125 K").value == -5.0);
}

TEST_CASE("a quantity is a number and a unit", "[quantity_test]") {
  const Case cases[] = {
      {"0.5 fs", 0.5, "time"},
      {"0.5fs", 0.5, "time"},
      {"\t1.54 g/cm^3  ", 1.54 * 62.415090744607626, "mass density"},
      {"1e3 K", 1000.0, "temperature"},
      {"1e", 1.0, "charge"},
      {"1eV", 1.0, "energy"},
      {"+.5e-1 Å", 0.05, "length"},
      {"-1 e", -1.0, "charge"},
      {"0.03178 1/Å^3", 0.03178, "number density"},
      {"0.03178/Å^3", 0.03178, "number density"},
      {"2 / ps", 2e-3, "frequency"},
      {"-3", -3.0, "number"},
      {"0", 0.0, "number"},
      {"109.5 deg", 1.9111355309337907, "number"},
  };
  for (const auto& c : cases) {
    INFO(c.text);
    const auto quantity = parse_quantity(c.text);
    CHECK(quantity.value == Approx(c.value).epsilon(1e-13));
    CHECK(quantity.dimension.name() == c.dimension);
  }
  // internal units bring no rounding
  CHECK(parse_quantity("0.1 fs").value == 0.1);
  CHECK(parse_quantity("1150.3 K").value == 1150.3);
}

TEST_CASE("what is wrong with a quantity is said in one sentence", "[quantity_test]") {
  const std::pair<const char*, const char*> cases[] = {
      {"0.5 fz", "'0.5 fz': 'fz' is no unit; did you mean 'fs'?"},
      {"0.5 FS", "'0.5 FS': 'FS' is no unit; did you mean 'fs'?"},
      {"5 angstroms", "'5 angstroms': 'angstroms' is no unit; did you mean 'angstrom'?"},
      {"1.5 g/cm3", "'1.5 g/cm3': 'cm3' is no unit; did you mean 'cm^3'?"},
      {"2 A-1", "'2 A-1': 'A-1' is no unit; did you mean 'A^-1'?"},
      {"3 parsec", "'3 parsec': 'parsec' is no unit; units are written like fs, g/cm^3, kcal/mol or 1/Å^3"},
      {"300 k", "'300 k': 'k' is no unit; did you mean 'K'?"},
      {"3 x", "'3 x': 'x' is no unit; units are written like fs, g/cm^3, kcal/mol or 1/Å^3"},
      {"20 °C", "'20 °C': '°C' is no unit here; temperatures are in K"},
      {"", "'': a number is missing"},
      {"  ", "'  ': a number is missing"},
      {"fs", "'fs': a number is missing before the unit"},
      {"- 5 fs", "'- 5 fs': a number is missing before the unit"},
      {"+-5 fs", "'+-5 fs': a number is missing before the unit"},
      {"inf fs", "'inf fs': the number is not finite"},
      {"nan", "'nan': the number is not finite"},
      {"1e400", "'1e400': the number is too large or too small"},
      {"1e300 m", "'1e300 m': the number is too large"},
      {"1 m^99", "'1 m^99': the unit is too large or too small for a number"},
      {"0.5 fs ps", "'0.5 fs ps': '*' or '/' is missing before 'ps'"},
      {"0.5 fs extra", "'0.5 fs extra': 'extra' is no unit; units are written like fs, g/cm^3, kcal/mol or 1/Å^3"},
      {"0.5 fs 2", "'0.5 fs 2': '2' is no unit; units are written like fs, g/cm^3, kcal/mol or 1/Å^3"},
      {"0.5 1", "'0.5 1': a '1' in a unit stands before '/' only"},
      {"0.5 fs*", "'0.5 fs*': a unit is missing at the end"},
      {"0.5 eV//Å", "'0.5 eV//Å': a unit is missing before '/Å'"},
      {"0.5 *fs", "'0.5 *fs': a unit is missing before '*fs'"},
      {"0.5 ^2", "'0.5 ^2': a unit is missing before '^2'"},
      {"0.5 Å^", "'0.5 Å^': the power '' of 'Å' is not a whole number of at most two digits"},
      {"0.5 Å^0.5", "'0.5 Å^0.5': the power '0.5' of 'Å' is not a whole number of at most two digits"},
      {"0.5 Å^-2147483648",
       "'0.5 Å^-2147483648': the power '-2147483648' of 'Å' is not a whole number of at most two digits"},
      {"0.5 Å^2^3", "'0.5 Å^2^3': '^3' stands behind no unit"},
      {"0.5 \xC3", "'0.5 \xC3': '\xC3' is no unit; units are written like fs, g/cm^3, kcal/mol or 1/Å^3"},
  };
  for (const auto& [text, message] : cases) {
    CHECK_THROWS_AS(parse_quantity(text), std::invalid_argument);
    CHECK_THROWS_WITH(parse_quantity(text), message);
  }
  CHECK_THROWS_WITH(parse_unit("g/cm³/foo"),
                    "'g/cm³/foo': 'foo' is no unit; units are written like fs, g/cm^3, kcal/mol or 1/Å^3");
}

TEST_CASE("the constants of units.hpp agree with each other", "[quantity_test]") {
  // e²/4πε0 = E_h a0; the CODATA 2018 values agree to their 1.5e-10 uncertainty
  CHECK(units::coulomb == Approx(units::hartree * units::bohr).epsilon(1e-9));
  // the molar gas constant in kJ/(mol K)
  CHECK(units::kB / units::kJ_per_mol == Approx(8.31446261815324e-3).epsilon(1e-12));
  // a mole of atoms of 1 u weighs 1 g, to 3.5e-10 since 2019
  CHECK(units::amu * units::mole == Approx(units::gram).epsilon(1e-9));
  CHECK(parse_unit("g/cm^3").value == Approx(units::g_per_cm3).epsilon(1e-14));
}
