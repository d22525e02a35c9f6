#pragma once
#include <chrono>
#include <optional>
#include <vector>

#include "core/phases.hpp"
#include "md/guards.hpp"
#include "md/simulation.hpp"
#include "md/stage_record.hpp"
#include "md/stepper.hpp"
#include "parallel/agreement.hpp"

namespace liquidus {

/// The inside of a Simulation: where it stands, and its bookkeeping.
struct Simulation::State {
  struct Measurement {
    std::string name;
    Observer* observer;
    std::vector<bool> in_stage;
  };
  using Clock = std::chrono::steady_clock;

  State(const Structure& structure, const Potential& potential, const MdOptions& md_options, RunSink* run_sink,
        const Communicator& over);

  const Stage& now() const { return stages[stage]; }
  double time() const { return time_at_stage + static_cast<double>(done) * now().timestep; }
  bool finished() const { return stage + 1 == stages.size() && done == now().steps; }
  Index all_steps() const;
  Index steps_before_stage() const;

  void begin_stage();
  /// A step and what is due after it. @throws SimulationError without the place in the run
  void advance();
  void record();
  ThermoRow row() const;
  void show_frame();
  /// Shows a frame that the committee disagrees on to the sink, and stops where it disagrees too much.
  void look_at_deviations();
  void observe();
  /// Values of own atoms → on the root those of the whole.
  template <class T>
  void collect(std::span<const T> own, std::vector<T>& all) const {
    if (ranks.alone())
      all.assign(own.begin(), own.end());
    else
      all = gather_by_id(ranks, std::span<const Index>(motion.id), own);
  }
  void collect_atoms(Structure& all) const;
  void collect_deviations(Frame& into) const;
  ThermoRow::Deviations deviations() const;
  /// Hands something to the root's sink; what goes wrong there stops all ranks.
  template <class F>
  void give(F&& f) const {
    const Timed timed(Phase::output);
    on_root(ranks, std::forward<F>(f));
  }
  bool row_due(Index at) const;
  bool frame_due(Index at) const;
  bool observers_due(Index at) const;
  bool deviations_due(Index at) const;
  /// To the sink, after a last look at the distances.
  void save();
  bool report_progress();
  bool report_progress_over_ranks();
  Progress progress() const;
  void learn_last_checkpoint();
  [[noreturn]] void stop(const std::string& why) const;

  void put(Checkpoint& checkpoint) const;
  void restore(const Checkpoint& checkpoint);
  /// The atoms of a checkpoint, spread as they were where there are as many ranks. False if they aren't.
  bool restore_atoms(const Checkpoint& checkpoint);
  void restore_forces(const Checkpoint& whole_checkpoint, const Checkpoint& common, bool same_ranks);

  const Communicator& ranks;
  MdOptions options;
  std::vector<Stage> stages;
  RunSink* sink;        // may be null; of other ranks than the root for progress() alone
  bool writes = false;  // the root has a sink
  Domain domain;
  Motion motion;
  bool committee;  // the potential is one
  Forces forces;
  Guards guards;
  std::vector<Measurement> measurements;

  std::size_t stage = 0;           // index of the current one
  Index done = 0, step = 0;        // steps of the stage, of the run
  double time_at_stage = 0.0;      // fs, when it began
  std::optional<Stepper> stepper;  // none before the stage has begun
  std::vector<StageRecord> records;
  Frame frame, candidate;  // kept for their memory
  Structure whole;         // the same
  std::string last_checkpoint;

  Clock::time_point last_progress{};
  Index steps_to_progress = 0, steps_between_progress = 1;  // of several ranks
  double seconds = 0.0;                                     // of this process
  Index steps_here = 0;                                     // of this process
};

}  // namespace liquidus
