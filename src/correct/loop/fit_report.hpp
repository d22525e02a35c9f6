#pragma once
#include <string>
#include <utility>
#include <vector>

#include "correct/loop/progress_of_fit.hpp"
#include "correct/loop/state_result.hpp"
#include "scatter/state_numbers.hpp"

namespace liquidus {

/// What an iteration found at one state.
struct StateReport {
  std::string name;
  bool fit = true;
  double set_temperature = 0.0, density = 0.0;              // K, atoms/Å³
  Estimate temperature, pressure;                           // K, eV/Å³
  std::vector<std::pair<std::string, Estimate>> diffusion;  // Å²/fs by species, where it was measured
  StateResult result;
};

/// What an iteration found, and how long that took.
struct IterationReport {
  Index iteration = 0;
  std::vector<StateReport> states;  // empty where a simulation broke down
  FitQuality quality;               // of the states that are fitted
  double gain = 1.0;
  Index updates = 1;                       // of the correction after it, those on reweighted frames included
  double share = 1.0;                      // of frames that reweighting left effective, the least of the states
  double simulating = 0.0, fitting = 0.0;  // s
  std::string note;                        // what came of it
};

/// As numbers for a checkpoint, and back. @throws InputError if the numbers are no report
void put(StateWriter& out, const IterationReport& report);
IterationReport get_report(StateReader& in);

/// The rows of two CSV files, with their headers: of the iteration, and of each of its targets.
std::string iteration_header();
std::string iteration_row(const IterationReport& report);
std::string target_header();
std::string target_rows(const IterationReport& report);

}  // namespace liquidus
