#pragma once
#include <array>
#include <limits>
#include <optional>
#include <string>
#include <vector>

#include "core/options.hpp"
#include "core/units.hpp"
#include "correct/targets/target_options.hpp"
#include "md/options.hpp"

namespace liquidus {

/// `[[state]]`: a temperature and density at which the liquid was measured, and the box that stands for it.
struct StateOptions {
  std::string name;
  double temperature = not_given;         // K
  double equilibrate = 10.0 * units::ps;  // fs, at the start of each iteration
  double produce = 20.0 * units::ps;      // fs
  double timestep = 1.0;                  // fs
  std::string thermostat = "rescaling";
  double tau = 100.0;  // fs
  bool fit = true;
  StructureOptions structure;                // [state.structure]
  std::vector<StageOptions> prepare;         // [[state.prepare]]
  std::optional<StateTargetOptions> target;  // [state.target]
};

inline constexpr std::array state_fields = {
    Field<StateOptions>{"name", "", "what targets call it, and the name of its files", &StateOptions::name, true},
    Field<StateOptions>{"temperature", "K", "of the measurement and the simulation", &StateOptions::temperature, true},
    Field<StateOptions>{"equilibrate", "ps", "simulated at the start of each iteration and not looked at",
                        &StateOptions::equilibrate},
    Field<StateOptions>{"produce", "ps", "simulated and measured in each iteration", &StateOptions::produce},
    Field<StateOptions>{"timestep", "fs", "integration step", &StateOptions::timestep},
    Field<StateOptions>{"thermostat", "", "of both", &StateOptions::thermostat, false,
                        "nose-hoover|langevin|rescaling"},
    Field<StateOptions>{"tau", "ps", "its time constant", &StateOptions::tau},
    Field<StateOptions>{"fit", "", "false: simulated and held against its targets, but left out of the fit",
                        &StateOptions::fit},
};

/// The [[state]] sections of a file with their [state.structure] and [[state.prepare]], checked.
std::vector<StateOptions> read_states(const Table& file, Problems& problems);

/// K, of the states that are fitted; not a number if there are none.
double mean_temperature(const std::vector<StateOptions>& states);

/// The simulation of one iteration: the stages of `prepare` where asked for, then "equilibrate" and "produce".
MdOptions md_options(const StateOptions& state, Index seed, bool prepare);

}  // namespace liquidus
