#pragma once
#include <memory>
#include <string>
#include <vector>

#include "core/observer.hpp"
#include "io/checkpoint.hpp"
#include "md/options.hpp"
#include "md/run_sink.hpp"
#include "md/summary.hpp"
#include "potential/potential.hpp"

namespace liquidus {

/// A run through stages. It owns the atoms, borrows the potential, and hands rows, frames and checkpoints to the sink.
///
/// A checkpoint holds the whole state, including where the atoms stood when the neighbour lists were built, so that a
/// restarted run sums in the same order and continues bit for bit (with the same threads), from any step.
class Simulation {
 public:
  /// Checks the options and the structure. `sink` may be null and, like the potential, must outlive the simulation.
  /// @throws InputError for options that can't be run with this structure
  Simulation(Structure atoms, const Potential& potential, const MdOptions& options, RunSink* sink = nullptr);
  ~Simulation();
  Simulation(Simulation&&) noexcept;
  Simulation& operator=(Simulation&&) noexcept;

  /// Calls `observer` at the multiples of its interval (in steps of the run, step 0 included) within the stages named;
  /// in all stages if none is. `name` stands for it in the checkpoint.
  /// @throws InputError if there is no such stage or the name is taken
  void measure(const std::string& name, Observer& observer, const std::vector<std::string>& stages = {});

  /// Goes back to the moment of a checkpoint, after all observers have been added. Stages not yet begun may differ from
  /// those of the run that wrote it, and the current one may have been made longer.
  /// @throws InputError if the checkpoint doesn't belong to this run
  void restore(const Checkpoint& checkpoint);
  Checkpoint checkpoint() const;

  /// Runs to the end of the last stage, or for `at_most` steps, or until the sink's progress() asks to stop; then hands
  /// a checkpoint to the sink. True at the end of the last stage.
  /// @throws SimulationError naming stage, step, atom, value and the last checkpoint, when a guard trips
  bool run(Index at_most = -1);

  const Structure& atoms() const;
  Index step() const;
  double time() const;  // fs
  bool finished() const;
  Summary summary() const;

 private:
  struct State;
  std::unique_ptr<State> state_;
};

}  // namespace liquidus
