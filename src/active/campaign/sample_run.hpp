#pragma once
#include <optional>
#include <string>

#include "active/campaign/sampling_options.hpp"
#include "md/run_sink.hpp"
#include "parallel/communicator.hpp"
#include "potential/potential.hpp"

namespace liquidus {

/// What came of one run of a state.
struct SampledRun {
  double time = 0.0;    // fs that were simulated
  std::string stopped;  // why it ended early; empty at its end
};

/// A frame to begin with: scaled to the density that the state asks for, if it does, at rest.
Structure at_density(Structure atoms, const Quantity& density);

/// Runs molecular dynamics in `folder`, from which its frames are had (trajectory.h5), or goes on with it there. A
/// guard that trips ends it, which is no error. With a bias its hills and the like stand there too (SampleBias).
/// Nothing comes back if `watch` asked to stop. `start` is looked at on the root. Collective.
/// @throws InputError for options that can't be run with this structure
std::optional<SampledRun> sample_run(const SamplingOptions& sampling, const SamplingState& state,
                                     const Structure& start, const Potential& potential, Index seed,
                                     const std::string& folder, const RunFolder::Watch& watch,
                                     const Communicator& ranks);

}  // namespace liquidus
