#pragma once
#include <array>
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

/// How the atoms are spread over the ranks.
struct Spread {
  std::array<int, 3> grid{1, 1, 1};              // bricks
  Index fewest = 0, most = 0;                    // atoms on a rank
  double ghosts = 0.0;                           // of all ranks, per atom
  double ghosts_least = 0.0, ghosts_most = 0.0;  // of a rank that has atoms, per atom of its own
};

/// A run through stages. It owns the atoms, borrows the potential, and hands rows, frames and checkpoints to the sink.
///
/// Over several ranks everything here is collective. Structures and checkpoints that are handed over or come back are
/// the whole ones, on the root alone: what other ranks give isn't looked at. Every rank's observers are called, and are
/// shown the whole structure. Mistakes and what stops a run are thrown on all ranks.
///
/// A checkpoint holds the whole state, including where the atoms stood when the neighbour lists were built and which
/// rank they were on, so that a restarted run sums in the same order and continues bit for bit (with the same ranks and
/// threads), from any step. On another number of ranks it is right to rounding.
class Simulation {
 public:
  /// Checks the options and the structure. `sink` may be null and, like the potential and the ranks, must outlive the
  /// simulation; of sinks of other ranks than the root only progress() is called.
  /// @throws InputError for options that can't be run with this structure
  Simulation(const Structure& atoms, const Potential& potential, const MdOptions& options, RunSink* sink = nullptr,
             const Communicator& ranks = Communicator::self());
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

  /// The whole structure; it stays until the next call or step.
  const Structure& atoms() const;
  /// Of now; makes the first lists if there are none.
  Spread spread();
  Index step() const;
  double time() const;  // fs
  bool finished() const;
  Summary summary() const;

 private:
  struct State;
  std::unique_ptr<State> state_;
};

}  // namespace liquidus
