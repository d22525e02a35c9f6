#pragma once
#include <array>
#include <limits>
#include <string>
#include <vector>

#include "core/options.hpp"
#include "core/units.hpp"

namespace liquidus {

/// `[local]`: updates of ΔU(r) that look at g(r) at the same r alone (Boltzmann inversion and its kin). Not-a-number
/// stands for a key that was left out.
struct LocalOptions {
  static constexpr double unset = std::numeric_limits<double>::quiet_NaN();

  std::string rule = "ibi";  // or schommers: [correct] method, which has no key of its own here
  double gain = 0.5;
  std::vector<double> gain_at;       // Å, rising
  std::vector<double> gain_factors;  // [gain_at]
  double floor = 0.05;
  double trust = 0.2;  // kT
  bool alternate = false;
  std::string core = "linear";
  double core_power = 12.0;
  double taper = 1.0;  // Å
  std::string smoothing = "knots";
  double width = unset;   // eV
  double length = unset;  // Å
  std::string ramp = "none";
  double ramp_full = 1000.0 * units::bar;  // eV/Å³
  double ramp_limit = 0.1;                 // kT
};

inline constexpr std::array local_fields = {
    Field<LocalOptions>{"gain", "", "γ", &LocalOptions::gain},
    Field<LocalOptions>{"gain_at", "Å", "distances at which γ is multiplied with gain_factors, by lines between them",
                        &LocalOptions::gain_at},
    Field<LocalOptions>{"gain_factors", "", "factors of γ at gain_at", &LocalOptions::gain_factors},
    Field<LocalOptions>{"floor", "", "ibi: least g(r), simulated and measured, whose logarithm is taken",
                        &LocalOptions::floor},
    Field<LocalOptions>{"trust", "", "largest change of the energy in an iteration, in kT", &LocalOptions::trust},
    Field<LocalOptions>{"alternate", "", "change one pair of species in each iteration, by turns",
                        &LocalOptions::alternate},
    Field<LocalOptions>{"core", "",
                        "the change below the first distance with g(r) above the floor: hold its value, go on with its "
                        "slope as far as that repels, or with a power of r",
                        &LocalOptions::core, false, "hold|linear|power"},
    Field<LocalOptions>{"core_power", "", "n of 1/r^n for core = \"power\"", &LocalOptions::core_power},
    Field<LocalOptions>{"taper", "Å", "over which the change goes to zero at the cutoff or where the data end",
                        &LocalOptions::taper},
    Field<LocalOptions>{"smoothing", "",
                        "how points become a curve: knots by least squares, or gp by a Gaussian process with the "
                        "points' errors",
                        &LocalOptions::smoothing, false, "knots|gp"},
    Field<LocalOptions>{"width", "kcal/mol", "gp: width of the change's prior; the most likely one if left out",
                        &LocalOptions::width},
    Field<LocalOptions>{"length", "Å", "gp: its length, likewise", &LocalOptions::length},
    Field<LocalOptions>{"ramp", "",
                        "what is added for the pressure, A (1 − r/cutoff): simple with A = ∓ ramp_limit kT times the "
                        "misfit over ramp_full, virial with the A that the virial asks for (Wang, Junghans, Kremer)",
                        &LocalOptions::ramp, false, "none|simple|virial"},
    Field<LocalOptions>{"ramp_full", "bar", "simple: misfit of the pressure at which A is at its limit",
                        &LocalOptions::ramp_full},
    Field<LocalOptions>{"ramp_limit", "", "largest A, in kT", &LocalOptions::ramp_limit},
};

/// @throws InputError "[local]: …" naming the key that is out of range
void check(const LocalOptions& options);

/// γ(r): the gain times the line through the table's factors, whose ends go on beyond it.
double gain_at(const LocalOptions& options, double r);

}  // namespace liquidus
