#pragma once
#include <functional>
#include <memory>
#include <optional>
#include <string>

#include "core/structure.hpp"
#include "io/checkpoint.hpp"
#include "md/options.hpp"

namespace liquidus {

/// What thermo.csv says about a step.
struct ThermoRow {
  Index step = 0;
  double time = 0.0;  // fs
  std::string_view stage;
  double temperature = 0.0;               // K
  double potential = 0.0, kinetic = 0.0;  // eV
  double conserved = 0.0;                 // eV, what the equations of the stage conserve
  double pressure = 0.0;                  // eV/Å³
  double volume = 0.0;                    // Å³
  double density = 0.0;                   // eV fs²/Å⁵
  Vec3 lengths{}, angles{};               // of the cell, Å and degrees (between b c, a c, a b)
  struct Deviations {
    double largest = 0.0, mean = 0.0;  // over the atoms, eV/Å
  };
  std::optional<Deviations> deviations;  // of a committee
};

struct Progress {
  std::string_view stage;
  Index stage_index = 0, stages = 0;  // from 0
  Index step = 0, steps = 0;          // of the whole run
  double temperature = 0.0;           // K
  double steps_per_second = 0.0;      // of this process; 0 until known
  double seconds_left = 0.0;
};

/// "melt 1/3  12000/40000 steps  1148 K  512 steps/s  0:54 left", at most 79 characters, for one line of a terminal.
std::string progress_line(const Progress& progress);

/// Where a simulation hands its results: on the root of several ranks, and progress() to the sinks of all that have
/// one.
class RunSink {
 public:
  virtual ~RunSink() = default;
  virtual void thermo(const ThermoRow&) {}
  virtual void frame(const Frame&) {}
  /// A frame that a committee disagrees on, worth a label.
  virtual void candidate(const Frame&) {}
  /// All rows and frames up to the checkpoint's step have been handed over before.
  virtual void checkpoint(const Checkpoint&) {}
  /// For messages: where the last checkpoint is; empty if there is none.
  virtual std::string last_checkpoint() const { return {}; }
  /// About five times a second. False, from any rank, asks the simulation to write a checkpoint and stop.
  virtual bool progress(const Progress&) { return true; }
};

/// thermo.csv, trajectory.h5, checkpoint.h5 and, if there are such frames, candidates.extxyz in a folder.
class RunFolder : public RunSink {
 public:
  using Watch = std::function<bool(const Progress&)>;

  /// Starts anew; the folder is made if it is missing. Rows and frames of an earlier run there are replaced by the
  /// first new ones, its checkpoint is renamed to checkpoint.previous.h5. `watch` is called for progress().
  RunFolder(std::string folder, const WriteOptions& write, Watch watch = {});
  /// Goes on after `checkpoint`: rows and frames beyond its step are taken off.
  static RunFolder resume(std::string folder, const WriteOptions& write, const Checkpoint& checkpoint,
                          Watch watch = {});
  ~RunFolder() override;
  RunFolder(RunFolder&&) noexcept;
  RunFolder& operator=(RunFolder&&) noexcept;

  static std::string checkpoint_path(const std::string& folder);
  static std::string candidates_path(const std::string& folder);

  void thermo(const ThermoRow& row) override;
  void frame(const Frame& frame) override;
  void candidate(const Frame& frame) override;
  void checkpoint(const Checkpoint& checkpoint) override;
  std::string last_checkpoint() const override;
  bool progress(const Progress& progress) override;

 private:
  struct State;
  RunFolder();
  std::unique_ptr<State> state_;
};

}  // namespace liquidus
