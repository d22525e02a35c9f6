#pragma once
#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "correct/frames/frame_counts.hpp"
#include "correct/loop/state_options.hpp"
#include "md/run_sink.hpp"
#include "parallel/communicator.hpp"
#include "potential/potential.hpp"
#include "scatter/estimate.hpp"

namespace liquidus {

/// What is measured in the simulation of a state.
struct SamplePlan {
  FrameCountsOptions counts;
  std::vector<std::string> species;
  bool diffusion = false;
};

/// What a simulation of a state found.
struct StateSample {
  std::unique_ptr<FrameCounts> frames;
  Structure end;                                            // on the root
  Estimate temperature, pressure;                           // K, eV/Å³; of production
  std::vector<std::pair<std::string, Estimate>> diffusion;  // Å²/fs by species, where it was measured
  double seconds = 0.0;                                     // of this process
};

/// Simulates one iteration of a state in `folder`, where its thermo.csv and checkpoints stand; if there is a checkpoint
/// already, goes on from it. Nothing comes back if `watch` asked to stop: then a checkpoint has been written. `start`
/// is looked at on the root. Collective.
/// @throws SimulationError as Simulation::run
std::optional<StateSample> simulate(const StateOptions& state, const SamplePlan& plan, const Structure& start,
                                    bool prepare, Index seed, const Potential& potential, const std::string& folder,
                                    const RunFolder::Watch& watch, const Communicator& ranks);

}  // namespace liquidus
