#include "correct/loop/state_run.hpp"

#include "md/resumed_run.hpp"
#include "md/simulation.hpp"
#include "scatter/dynamics/msd.hpp"

namespace liquidus {
namespace {

Estimate estimate(const Average& average) {
  return {average.mean, std::isfinite(average.error) ? std::optional(average.error) : std::nullopt};
}

MsdOptions msd_options(const StateOptions& state, Index interval) {
  MsdOptions options;
  options.type = options.name = "msd";
  options.interval = interval;
  options.temperature = state.temperature;
  return options;
}

}  // namespace

std::optional<StateSample> simulate(const StateOptions& state, const SamplePlan& plan, const Structure& start,
                                    bool prepare, Index seed, const Potential& potential, const std::string& folder,
                                    const RunFolder::Watch& watch, const Communicator& ranks) {
  const MdOptions options = md_options(state, seed, prepare);
  const auto run = resume_or_begin(folder, options.write, watch, ranks);
  StateSample sample;
  sample.frames = std::make_unique<FrameCounts>(plan.species, plan.counts, ranks);
  Simulation simulation(start, potential, options, run.sink.get(), ranks);
  simulation.measure("counts", *sample.frames, {"produce"});
  const auto msd_keys = msd_options(state, plan.counts.interval);
  Msd msd(msd_keys, ranks);
  if (plan.diffusion) simulation.measure("msd", msd, {"produce"});
  if (run.goes_on) simulation.restore(run.checkpoint);
  if (!simulation.finished() && !simulation.run()) return std::nullopt;
  sample.end = simulation.atoms();
  const Summary summary = simulation.summary();
  sample.temperature = estimate(summary.stages.back().temperature);
  sample.pressure = estimate(summary.stages.back().pressure);
  sample.seconds = summary.seconds;
  if (plan.diffusion)
    for (const auto& d : diffusion(msd.sums(), msd_keys)) sample.diffusion.emplace_back(d.species, d.value());
  return sample;
}

}  // namespace liquidus
