#pragma once
#include <Eigen/Dense>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "correct/loop/progress_of_fit.hpp"
#include "correct/loop/state_result.hpp"
#include "correct/newton/gauss_newton.hpp"
#include "correct/observation.hpp"
#include "correct/targets/pair_target.hpp"
#include "scatter/experiment/experiment_options.hpp"

namespace liquidus {

/// What was measured at a state, ready to be held against a simulation.
struct MeasuredState {
  std::vector<PairTarget> pairs;
  std::vector<ExperimentOptions> totals;
  std::optional<PressureTarget> pressure;
};

/// y = constant + of_g · g with what it is without each block. @param g [pairs · bins]
WithErrors simulated(const Observation& observation, const WithErrors& g);

/// χ² per point with its error from the blocks. @param variance  [m] of the measurement
Estimate chi_square(const Observation& observation, const WithErrors& y);

/// @param observations  of `measured`: pairs, then totals
StateResult judge(const MeasuredState& measured, std::span<const Observation> observations, const WithErrors& g,
                  const PairDistributions& distributions, const Estimate& pressure);

/// Of several states as one: χ² per point over all curves, its errors taken as independent.
FitQuality quality_of(std::span<const StateResult> states);

}  // namespace liquidus
