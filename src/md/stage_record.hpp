#pragma once
#include <string>

#include "io/checkpoint.hpp"
#include "md/run_sink.hpp"
#include "md/stage.hpp"
#include "md/summary.hpp"

namespace liquidus {

/// What the summary will say of a stage, gathered row by row.
class StageRecord {
 public:
  explicit StageRecord(const Stage& stage) : name_(stage.name), ensemble_(stage.ensemble_name) {}
  void add(const ThermoRow& row, Index atoms);
  /// How far the stage has come.
  void reached(Index steps, double time, double moves_taken);
  StageSummary summary() const;
  void save(const std::string& path, Checkpoint& checkpoint) const;
  void restore(const std::string& path, const Checkpoint& checkpoint);

 private:
  std::string name_, ensemble_;
  Index steps_ = 0;
  double time_ = 0.0, moves_taken_ = 0.0;
  BlockAverage temperature_, pressure_, density_, potential_, total_;
  LineFit conserved_;  // eV/atom against fs
};

}  // namespace liquidus
