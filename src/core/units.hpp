#pragma once

/// Internal units: Å, eV, fs, K, e; the mass unit that follows is eV fs²/Å². Reading: value * unit. Writing: value / unit.
/// CODATA 2018; the defining constants of the SI of 2019 are exact.
namespace liquidus::units {

inline constexpr double pi = 3.141592653589793238462643383279502884;
inline constexpr double joule = 1.0 / 1.602176634e-19;
inline constexpr double mole = 6.02214076e23;

inline constexpr double angstrom = 1.0, nm = 10.0, pm = 0.01, um = 1e4, cm = 1e8, metre = 1e10;
inline constexpr double bohr = 0.529177210903;
inline constexpr double eV = 1.0, meV = 1e-3, hartree = 27.211386245988, rydberg = 0.5 * hartree;
inline constexpr double kcal = 4184.0 * joule, kJ = 1e3 * joule;
inline constexpr double kcal_per_mol = kcal / mole, kJ_per_mol = kJ / mole;
inline constexpr double fs = 1.0, ps = 1e3, ns = 1e6, second = 1e15;
inline constexpr double kelvin = 1.0;
inline constexpr double e = 1.0;
inline constexpr double kilogram = joule * second * second / (metre * metre);
inline constexpr double gram = 1e-3 * kilogram;
inline constexpr double amu = 1.66053906660e-27 * kilogram;
inline constexpr double g_per_cm3 = gram / (cm * cm * cm);
inline constexpr double pascal = joule / (metre * metre * metre);
inline constexpr double kPa = 1e3 * pascal, MPa = 1e6 * pascal, GPa = 1e9 * pascal, bar = 1e5 * pascal;
inline constexpr double atm = 101325.0 * pascal;

inline constexpr double kB = 1.380649e-23 * joule;  // eV/K
/// e²/4πε0 in eV Å, from the CODATA 2018 value of ε0 (8.8541878128e-12 F/m).
inline constexpr double coulomb = 14.399645478425668;

}  // namespace liquidus::units
