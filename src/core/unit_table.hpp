#pragma once
#include <string_view>

#include "core/quantity.hpp"
#include "core/units.hpp"

/// The names that quantity.cpp knows; nothing else includes this.
namespace liquidus::unit_table {

// exponents of length, energy, time, temperature, charge
inline constexpr Dimension number{{0, 0, 0, 0, 0}}, length{{1, 0, 0, 0, 0}}, area{{2, 0, 0, 0, 0}},
    energy{{0, 1, 0, 0, 0}}, time{{0, 0, 1, 0, 0}}, frequency{{0, 0, -1, 0, 0}}, temperature{{0, 0, 0, 1, 0}},
    charge{{0, 0, 0, 0, 1}}, mass{{-2, 1, 2, 0, 0}}, force{{-1, 1, 0, 0, 0}}, pressure{{-3, 1, 0, 0, 0}},
    power{{0, 1, -1, 0, 0}}, voltage{{0, 1, 0, 0, -1}};

struct NamedDimension {
  std::string_view name;
  Dimension dimension;
};
inline constexpr NamedDimension dimension_names[] = {
    {"number", number},
    {"length", length},
    {"area", area},
    {"volume", {{3, 0, 0, 0, 0}}},
    {"wave number", {{-1, 0, 0, 0, 0}}},
    {"number density", {{-3, 0, 0, 0, 0}}},
    {"energy", energy},
    {"force", force},
    {"force constant", {{-2, 1, 0, 0, 0}}},
    {"pressure", pressure},
    {"time", time},
    {"frequency", frequency},
    {"velocity", {{1, 0, -1, 0, 0}}},
    {"acceleration", {{1, 0, -2, 0, 0}}},
    {"diffusion coefficient", {{2, 0, -1, 0, 0}}},
    {"viscosity", {{-3, 1, 1, 0, 0}}},
    {"power", power},
    {"mass", mass},
    {"mass density", {{-5, 1, 2, 0, 0}}},
    {"temperature", temperature},
    {"heating rate", {{0, 0, -1, 1, 0}}},
    {"charge", charge},
    {"voltage", voltage},
    {"electric field", {{-1, 1, 0, 0, -1}}},
    {"dipole moment", {{1, 0, 0, 0, 1}}},
};

struct Unit {
  std::string_view name;
  double value;
  Dimension dimension;
};
/// Of two names equally near to a misspelt one the first is suggested: the usual ones of a kind stand before the
/// others.
inline constexpr Unit all_units[] = {
    {"Å", units::angstrom, length},
    {"A", units::angstrom, length},
    {"angstrom", units::angstrom, length},
    {"Angstrom", units::angstrom, length},
    {"fs", units::fs, time},
    {"ps", units::ps, time},
    {"ns", units::ns, time},
    {"us", 1e9, time},
    {"ms", 1e12, time},
    {"s", units::second, time},
    {"min", 60.0 * units::second, time},
    {"h", 3600.0 * units::second, time},
    {"eV", units::eV, energy},
    {"meV", units::meV, energy},
    {"keV", 1e3, energy},
    {"K", units::kelvin, temperature},
    {"nm", units::nm, length},
    {"pm", units::pm, length},
    {"fm", 1e-5, length},
    {"um", units::um, length},
    {"mm", 1e7, length},
    {"cm", units::cm, length},
    {"m", units::metre, length},
    {"bohr", units::bohr, length},
    {"Bohr", units::bohr, length},
    {"barn", 1e-8, area},
    {"J", units::joule, energy},
    {"kJ", units::kJ, energy},
    {"cal", 1e-3 * units::kcal, energy},
    {"kcal", units::kcal, energy},
    {"hartree", units::hartree, energy},
    {"Hartree", units::hartree, energy},
    {"Ha", units::hartree, energy},
    {"Ry", units::rydberg, energy},
    {"mol", units::mole, number},
    {"atom", 1.0, number},
    {"e", units::e, charge},
    {"C", units::joule, charge},  // 1/1.602176634e-19, as a joule in eV
    {"V", 1.0, voltage},
    {"g", units::gram, mass},
    {"kg", units::kilogram, mass},
    {"mg", 1e-3 * units::gram, mass},
    {"amu", units::amu, mass},
    {"u", units::amu, mass},
    {"Da", units::amu, mass},
    {"Pa", units::pascal, pressure},
    {"hPa", 1e2 * units::pascal, pressure},
    {"kPa", units::kPa, pressure},
    {"MPa", units::MPa, pressure},
    {"GPa", units::GPa, pressure},
    {"mPa", 1e-3 * units::pascal, pressure},
    {"bar", units::bar, pressure},
    {"mbar", 1e-3 * units::bar, pressure},
    {"kbar", 1e3 * units::bar, pressure},
    {"atm", units::atm, pressure},
    {"N", units::joule / units::metre, force},
    {"nN", 1e-9 * units::joule / units::metre, force},
    {"THz", 1e-3, frequency},
    {"GHz", 1e-6, frequency},
    {"Hz", 1e-15, frequency},
    {"W", units::joule / units::second, power},
    {"deg", units::pi / 180.0, number},
    {"rad", 1.0, number},
};

}  // namespace liquidus::unit_table
