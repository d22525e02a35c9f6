#pragma once
#include <array>
#include <limits>
#include <string>

#include "core/options.hpp"
#include "core/units.hpp"

namespace liquidus {

/// `[[target]]`: a measured g(r) of one pair of species at one state. Not-a-number stands for a key that was left out.
struct TargetOptions {
  static constexpr double unset = std::numeric_limits<double>::quiet_NaN();

  std::string name, state, pair;
  std::string file, x, y, error;
  bool edges = false;
  std::string holds = "g";
  double density = unset;            // 1/Å³
  double scale = 1.0, offset = 0.0;  // of what the file holds
  double from = 0.0, to = unset;     // Å
  double uncertainty = unset;        // of g
  std::string tail = "scale";
  double tail_from = unset;  // Å
};

inline constexpr std::array target_fields = {
    Field<TargetOptions>{"name", "", "what messages and files call it; the state and the pair if left out",
                         &TargetOptions::name},
    Field<TargetOptions>{"state", "", "name of the [[state]] that it was measured at; the only one if left out",
                         &TargetOptions::state},
    Field<TargetOptions>{"pair", "", "the pair of species, as \"Na-Cl\"", &TargetOptions::pair, true},
    Field<TargetOptions>{"file", "", "measured curve: CSV, x-y-error, .gr", &TargetOptions::file, true},
    Field<TargetOptions>{"x", "", "its column of r, by name or number from 1", &TargetOptions::x},
    Field<TargetOptions>{"y", "", "its column of values, likewise", &TargetOptions::y},
    Field<TargetOptions>{"error", "", "its column of standard errors, likewise, or none", &TargetOptions::error},
    Field<TargetOptions>{"edges", "", "the file is a histogram whose x are lower edges of bins", &TargetOptions::edges},
    Field<TargetOptions>{"holds", "",
                         "the function in the file: g, D = 4πρr(g − 1), T = 4πρrg, G = g − 1 or R = 4πρr²g",
                         &TargetOptions::holds, false, "g|D|T|G|R"},
    Field<TargetOptions>{"density", "1/Å^3", "number density that the file's D, T or R were made with",
                         &TargetOptions::density},
    Field<TargetOptions>{"scale", "", "factor that the file's values are multiplied with", &TargetOptions::scale},
    Field<TargetOptions>{"offset", "", "what is added to them then", &TargetOptions::offset},
    Field<TargetOptions>{"from", "Å", "points below aren't used", &TargetOptions::from},
    Field<TargetOptions>{"to", "Å", "points beyond aren't used; half the box at most", &TargetOptions::to},
    Field<TargetOptions>{"uncertainty", "",
                         "standard error of g where the file has none; estimated from the data if left out",
                         &TargetOptions::uncertainty},
    Field<TargetOptions>{"tail", "",
                         "what is done where g doesn't tend to 1: divide by its tail, shift, leave the tail out, or "
                         "keep it as it is",
                         &TargetOptions::tail, false, "scale|offset|cut|keep"},
    Field<TargetOptions>{"tail_from", "Å", "where the tail begins; the last quarter of the range if left out",
                         &TargetOptions::tail_from},
};

/// What else is known of a state: its pressure, or its density at a pressure.
struct StateTargetOptions {
  double pressure = TargetOptions::unset, uncertainty = 50.0 * units::bar;  // eV/Å³
  double density = TargetOptions::unset;                                    // 1/Å³
  double density_uncertainty = 0.005;                                       // relative
  double compressibility = TargetOptions::unset;                            // Å³/eV
};

inline constexpr std::array state_target_fields = {
    Field<StateTargetOptions>{"pressure", "bar", "measured pressure of the state", &StateTargetOptions::pressure},
    Field<StateTargetOptions>{"uncertainty", "bar", "its standard error", &StateTargetOptions::uncertainty},
    Field<StateTargetOptions>{"density", "1/Å^3",
                              "measured number density at that pressure, where the box has another one",
                              &StateTargetOptions::density},
    Field<StateTargetOptions>{"density_uncertainty", "", "its relative standard error",
                              &StateTargetOptions::density_uncertainty},
    Field<StateTargetOptions>{"compressibility", "1/bar",
                              "isothermal compressibility, which makes a pressure of a difference of densities",
                              &StateTargetOptions::compressibility},
};

}  // namespace liquidus
