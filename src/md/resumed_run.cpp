#include "md/resumed_run.hpp"

#include <filesystem>

#include "parallel/agreement.hpp"

namespace liquidus {
namespace {

/// What ranks other than the root have in a folder's place: a queue may ask any of them to stop.
struct Watcher : RunSink {
  explicit Watcher(const RunFolder::Watch& of) : watch(of) {}
  bool progress(const Progress& now) override { return !watch || watch(now); }
  RunFolder::Watch watch;
};

}  // namespace

ResumedRun resume_or_begin(const std::string& folder, const WriteOptions& write, const RunFolder::Watch& watch,
                           const Communicator& ranks) {
  ResumedRun run;
  run.sink = std::make_unique<Watcher>(watch);
  on_root(ranks, [&] {
    const auto path = RunFolder::checkpoint_path(folder);
    run.goes_on = std::filesystem::exists(path);
    if (run.goes_on) run.checkpoint = Checkpoint::load(path);
    run.sink = std::make_unique<RunFolder>(run.goes_on ? RunFolder::resume(folder, write, run.checkpoint, watch)
                                                       : RunFolder(folder, write, watch));
  });
  ranks.broadcast(run.goes_on);
  return run;
}

}  // namespace liquidus
