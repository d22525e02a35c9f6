#pragma once
#include <array>
#include <string>
#include <vector>

#include "active/bias/bias_options.hpp"
#include "core/options.hpp"
#include "core/units.hpp"
#include "md/options.hpp"

namespace liquidus {

/// `[sampling]`: how new frames are found by molecular dynamics.
struct SamplingOptions {
  double timestep = 1.0;  // fs
  std::string thermostat = "langevin";
  double tau = 100.0;  // fs
  Index interval = 50;
  Index frames = 200;
  std::vector<std::string> pool;     // paths
  double closest = 0.8;              // Å
  double hottest = 3.0;              // of the temperature set
  double max_energy = 1.0;           // eV/atom
  double max_deviation = not_given;  // eV/Å
};

inline constexpr std::array sampling_fields = {
    Field<SamplingOptions>{"timestep", "fs", "integration step", &SamplingOptions::timestep},
    Field<SamplingOptions>{"thermostat", "", "of all states", &SamplingOptions::thermostat, false,
                           "nose-hoover|langevin|rescaling"},
    Field<SamplingOptions>{"tau", "ps", "its time constant", &SamplingOptions::tau},
    Field<SamplingOptions>{"interval", "", "steps between two frames that are kept", &SamplingOptions::interval},
    Field<SamplingOptions>{"frames", "", "of a state that are looked at, evenly spread over its runs at most",
                           &SamplingOptions::frames},
    Field<SamplingOptions>{"pool", "",
                           "files of structures that are looked at in each round too, but for those labelled before",
                           &SamplingOptions::pool},
    Field<SamplingOptions>{"closest", "Å", "a run ends when two atoms are closer", &SamplingOptions::closest},
    Field<SamplingOptions>{"hottest", "", "a run ends when it is so many times as hot as set",
                           &SamplingOptions::hottest},
    Field<SamplingOptions>{"max_energy", "eV",
                           "per atom; a run ends when its potential energy has moved by more from one kept frame to "
                           "the next",
                           &SamplingOptions::max_energy},
    Field<SamplingOptions>{"max_deviation", "eV/Å",
                           "a run ends when the members disagree by more about a force on an atom",
                           &SamplingOptions::max_deviation},
};

/// `[[state]]`: where the melt is sampled.
struct SamplingState {
  std::string name;
  std::vector<double> temperature;  // K
  Quantity density;
  std::vector<double> pressure;  // eV/Å³
  double equilibrate = 0.0;      // fs
  double time = 2.0 * units::ps;
  Index runs = 1, first_round = 1, last_round = 0;
  StructureOptions structure;  // [state.structure]
  BiasOptions bias;            // [state.bias]
};

inline constexpr std::array sampling_state_fields = {
    Field<SamplingState>{"name", "", "of its folders", &SamplingState::name, true},
    Field<SamplingState>{"temperature", "K", "one value, or two for a linear ramp over each run",
                         &SamplingState::temperature, true},
    Field<SamplingState>{"density", "g/cm^3|1/Å^3",
                         "that frames are scaled to before a run; left out, they keep their own",
                         &SamplingState::density},
    Field<SamplingState>{"pressure", "bar", "one value, or two for a ramp: the box changes its size",
                         &SamplingState::pressure},
    Field<SamplingState>{"equilibrate", "ps", "of each run, of which no frame is kept", &SamplingState::equilibrate},
    Field<SamplingState>{"time", "ps", "of each run after that", &SamplingState::time},
    Field<SamplingState>{"runs", "", "in each round, from different frames", &SamplingState::runs},
    Field<SamplingState>{"first_round", "", "in which it is sampled", &SamplingState::first_round},
    Field<SamplingState>{"last_round", "", "likewise; 0 for all", &SamplingState::last_round},
};

/// The [[state]] sections of a file with their [state.structure] and [state.bias], checked; there may be none.
std::vector<SamplingState> read_sampling_states(const Table& file, Problems& problems);
/// What is out of range, at its place.
void check(const SamplingOptions& options, const Table& section, Problems& problems);

/// The stages of one run of a state.
MdOptions md_options(const SamplingOptions& sampling, const SamplingState& state, Index seed);

}  // namespace liquidus
