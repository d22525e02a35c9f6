#pragma once
#include <functional>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "correct/correction.hpp"
#include "correct/loop/fit_options.hpp"
#include "correct/loop/fit_report.hpp"
#include "md/run_sink.hpp"
#include "parallel/communicator.hpp"
#include "potential/potential.hpp"

namespace liquidus {

/// The potential that is corrected.
struct BasePotential {
  /// Both collective.
  std::function<std::unique_ptr<Potential>(std::span<const Species>)> make;
  std::function<std::pair<std::string, FileMark>(std::span<const Species>)> describe;  // its title and its files
};

/// What is told about a fit as it goes, on the root.
struct FitWatch {
  std::function<void(const IterationReport&)> iteration;
  std::string program;  // with its version, for the provenance
  /// About five times a second on every rank; false asks to stop. The text says where the fit is.
  std::function<bool(const std::string& where, const Progress&)> progress;
  std::function<bool()> stop;  // asked after every iteration on every rank; true asks to stop
};

/// How a fit ended.
struct FitResult {
  bool finished = false;        // false: asked to stop; go on later
  Correction correction;        // the best one, with its provenance
  IterationReport first, best;  // without a correction (or with the one to start from), and with it
  std::vector<std::string> remarks;
};

/// Fits a correction to measured structure: simulates all states, holds them against their targets, changes the
/// correction, and so on. The folder of the options' `output` keeps it restartable: fit.h5 after every iteration, and
/// within one the checkpoints of its simulations; correction.h5 is always the best so far; history.csv and targets.csv
/// have a row for every iteration. Over several ranks each simulation is spread over all of them.
class Refinement {
 public:
  /// Builds the structures and holds the data against them: weights of totals, ranges, pairs. Collective.
  /// @param options  checked by read_fit_options
  /// @throws InputError with the place in the file for what only the structures show
  Refinement(FitOptions options, BasePotential base, FitWatch watch, const Communicator& ranks);
  ~Refinement();

  /// Goes on where fit.h5 in the folder stands: it is there from the start of run() on. Collective.
  /// @throws InputError if there is none, or it belongs to another fit
  void restore();
  /// Until the fit ends or is asked to stop. Collective.
  /// @throws SimulationError if a simulation breaks down without any correction
  FitResult run();
  std::string base_title() const;
  /// Sentences on what was done to the data; on the root.
  std::vector<std::string> remarks() const;
  /// Of the states, for people: "85K: 2916 atoms (2916 Ar), 0.02125 atoms/Å³, 85 K".
  std::vector<std::string> boxes() const;

 private:
  struct State;
  std::unique_ptr<State> state_;
};

}  // namespace liquidus
