#pragma once
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "correct/loop/fit_findings.hpp"
#include "correct/loop/fit_report.hpp"
#include "correct/loop/fit_step.hpp"
#include "correct/loop/refinement.hpp"
#include "correct/loop/state_run.hpp"

namespace liquidus {

/// A state with its box as it stands between two iterations.
struct StateBox {
  StateOptions options;
  MeasuredState measured;
  std::vector<Location> pair_places, total_places;  // of measured.pairs and .totals in the file
  std::vector<Species> species;
  std::vector<double> fractions;  // [species of the correction]
  double density = 0.0;           // atoms/Å³, that it is measured at
  double half = 0.0;              // Å, half the least height of the box then
  double range = 0.0;             // Å, of g(r)
  Structure atoms, next;          // on the root; next: of the iteration under way

  std::string text() const;
};

struct Refinement::State {
  State(FitOptions options, BasePotential base, FitWatch watch, const Communicator& ranks);

  FitResult run();
  void restore();

  FitOptions options;
  BasePotential base;
  FitWatch watch;
  const Communicator& ranks;
  std::string base_title;
  FileMark base_mark;
  std::vector<StateBox> boxes;
  std::vector<std::string> remarks, best_remarks;  // on the data; on the best correction

  Correction now, best;
  FitMemory memory, best_memory;
  ProgressOfFit progress;
  IterationReport first, best_report;
  std::vector<FileMark> data;  // measured files
  SoprReference reference;     // of the methods that need one

 private:
  using Samples = std::shared_ptr<const std::vector<StateEvidence>>;

  // refinement_boxes.cpp
  void make_boxes();
  StateBox& box_of(const std::string& state, const std::string& whose);
  void read_targets();
  void read_pair(const TargetOptions& target, const Location& at);
  void read_experiment(const std::string& state, const ExperimentOptions& experiment, const Location& at);
  void set_range(StateBox& box, const Location& at);
  void cut_targets(StateBox& box);
  void relax();
  void set_fractions();
  void set_references();
  Correction start() const;
  // refinement_checks.cpp
  void check_method() const;
  void check_totals();
  // refinement.cpp
  bool iterate(FitResult& result);
  Samples simulate_all(IterationReport& report, bool& stopped);
  std::optional<StateSample> simulate_state(const StateBox& box, const Correction& correction, Index iteration) const;
  Samples samples_of_best() const;
  StateEvidence evidence(const StateBox& box, StateSample& sample) const;
  StateReport report_of(const StateBox& box, const StateEvidence& found, const StateSample& sample) const;
  SamplePlan plan(const StateBox& box) const;
  void change(ProgressOfFit::Verdict verdict, IterationReport& report, const Samples& samples);
  void take_step(const Samples& samples, Index of, IterationReport& report);
  std::vector<const PastIteration*> past_without(Index iteration) const;
  void remember(Index iteration, const std::vector<StateEvidence>& simulated);
  // refinement_record.cpp
  void keep_best(const IterationReport& report, const Samples& samples);
  void record(const IterationReport& report);
  void save() const;
  std::string past_path(Index iteration) const;
  Provenance provenance() const;
  std::vector<std::string> identity() const;
  std::vector<std::string> names() const;
  std::string path(const std::string& name) const;
  std::string folder_of(Index iteration, const StateBox& box) const;

  std::vector<PastIteration> past_;  // the last ones, of methods that count them
  Samples best_samples_;       // none after a restart until they are needed
  FitFindings best_findings_;  // on the root
  std::string rows_, target_rows_;
};

}  // namespace liquidus
