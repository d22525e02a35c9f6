#include "correct/loop/state_run.hpp"

#include <filesystem>

#include "md/simulation.hpp"
#include "parallel/agreement.hpp"
#include "scatter/dynamics/msd.hpp"

namespace liquidus {
namespace {

/// What ranks other than the root have in a folder's place: a queue may ask any of them to stop.
struct Watcher : RunSink {
  explicit Watcher(const RunFolder::Watch& of) : watch(of) {}
  bool progress(const Progress& now) override { return !watch || watch(now); }
  RunFolder::Watch watch;
};

/// The checkpoint of an earlier start in the folder, on the root, and for all ranks whether there is one.
std::pair<bool, Checkpoint> earlier(const std::string& folder, const Communicator& ranks) {
  Checkpoint checkpoint;
  Index there = 0;
  on_root(ranks, [&] {
    const auto path = RunFolder::checkpoint_path(folder);
    if (!std::filesystem::exists(path)) return;
    checkpoint = Checkpoint::load(path);
    there = 1;
  });
  ranks.broadcast(there);
  return {there != 0, std::move(checkpoint)};
}

std::unique_ptr<RunSink> make_sink(const std::string& folder, const WriteOptions& write, bool go_on,
                                   const Checkpoint& checkpoint, const RunFolder::Watch& watch,
                                   const Communicator& ranks) {
  std::unique_ptr<RunSink> sink = std::make_unique<Watcher>(watch);
  on_root(ranks, [&] {
    sink = std::make_unique<RunFolder>(go_on ? RunFolder::resume(folder, write, checkpoint, watch)
                                             : RunFolder(folder, write, watch));
  });
  return sink;
}

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
  const auto [go_on, checkpoint] = earlier(folder, ranks);
  const auto sink = make_sink(folder, options.write, go_on, checkpoint, watch, ranks);
  StateSample sample;
  sample.frames = std::make_unique<FrameCounts>(plan.species, plan.counts, ranks);
  Simulation simulation(start, potential, options, sink.get(), ranks);
  simulation.measure("counts", *sample.frames, {"produce"});
  const auto msd_keys = msd_options(state, plan.counts.interval);
  Msd msd(msd_keys, ranks);
  if (plan.diffusion) simulation.measure("msd", msd, {"produce"});
  if (go_on) simulation.restore(checkpoint);
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
