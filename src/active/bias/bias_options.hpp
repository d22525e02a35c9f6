#pragma once
#include <array>
#include <limits>
#include <span>
#include <string>
#include <vector>

#include "core/options.hpp"
#include "core/structure.hpp"
#include "io/run_file.hpp"

namespace liquidus {

class DebyeIntensity;
struct HillRule;

/// `[state.bias]`: well-tempered metadynamics on one variable, in whose units width, from and to are.
struct BiasOptions {
  static constexpr double none = std::numeric_limits<double>::quiet_NaN();

  std::string kind;     // empty: no bias
  double height = 0.0;  // eV
  double factor = 10.0;
  Index pace = 500;    // steps
  double width = 0.0;  // eV per atom, or a pure number
  double from = none, to = none;
  double q = 0.0;        // 1/Å
  double cutoff = 10.0;  // Å
  std::string radiation = "x-ray";
  std::vector<std::string> weights;  // "species = number"
};

inline constexpr std::array bias_fields = {
    Field<BiasOptions>{"kind", "", "the variable: potential energy per atom, or scattered intensity at one Q",
                       &BiasOptions::kind, true, "energy|debye"},
    Field<BiasOptions>{"height", "eV", "of the first hill", &BiasOptions::height, true},
    Field<BiasOptions>{"factor", "", "bias factor γ, above 1: the variable is spread as at γ times the temperature",
                       &BiasOptions::factor},
    Field<BiasOptions>{"pace", "", "steps between two hills", &BiasOptions::pace},
};

inline constexpr std::array energy_bias_fields = {
    Field<BiasOptions>{"width", "meV", "of the hills, per atom", &BiasOptions::width, true},
    Field<BiasOptions>{"from", "eV", "per atom; below, no hills and no force; left out, there is no such bound",
                       &BiasOptions::from},
    Field<BiasOptions>{"to", "eV", "likewise above", &BiasOptions::to},
};

inline constexpr std::array debye_bias_fields = {
    Field<BiasOptions>{"width", "", "of the hills", &BiasOptions::width, true},
    Field<BiasOptions>{"from", "", "below, no hills and no force; left out, there is no such bound",
                       &BiasOptions::from},
    Field<BiasOptions>{"to", "", "likewise above", &BiasOptions::to},
    Field<BiasOptions>{"q", "1/Å", "wave number of the intensity", &BiasOptions::q, true},
    Field<BiasOptions>{"cutoff", "Å", "at which the sum over pairs ends", &BiasOptions::cutoff},
    Field<BiasOptions>{"radiation", "",
                       "whose weights the species have: form factors at q, scattering lengths, or all the same",
                       &BiasOptions::radiation, false, "x-ray|neutron|none"},
    Field<BiasOptions>{"weights", "", "of species instead of these, [\"O = 0\"]", &BiasOptions::weights},
};

/// A section with its kind's keys, checked. A bias doesn't go with a ramp of temperature, which is the caller's to
/// refuse.
BiasOptions read_bias_options(const Table& section, Problems& problems);
Echo echo(const BiasOptions& options);
std::string bias_help();

/// @throws std::invalid_argument as AdaptiveBias
HillRule hill_rule(const BiasOptions& options, double temperature);
/// @param species  of the atoms, to which the weights belong
/// @throws InputError for a species without a form factor or scattering length, or a weight of one that isn't there
DebyeIntensity debye_intensity(const BiasOptions& options, std::span<const Species> species);

}  // namespace liquidus
