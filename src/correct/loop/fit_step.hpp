#pragma once
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "correct/correction.hpp"
#include "correct/frames/reweighting.hpp"
#include "correct/local/sopr.hpp"
#include "correct/loop/fit_options.hpp"
#include "correct/loop/judgement.hpp"
#include "correct/newton/evidence.hpp"
#include "correct/totals/epsr.hpp"
#include "scatter/state_numbers.hpp"

namespace liquidus {

/// A state as it was simulated with the correction at hand, and what was measured there.
struct StateEvidence {
  std::size_t state = 0;
  bool fit = true;
  double temperature = 0.0, density = 0.0;  // K, atoms/Å³
  std::vector<double> fractions;            // [species of the correction]
  const MeasuredState* measured = nullptr;
  std::vector<Observation> observations;  // pairs, then totals
  std::unique_ptr<FrameCounts> frames;
  Estimate pressure;  // eV/Å³
  NewtonState line;   // the frames' means, covariance and response with the correction they were simulated with
};

/// What simulations of all states with an earlier correction said.
struct PastIteration {
  Index iteration = 0;
  std::vector<Evidence> states;  // in the order of all states
};

/// What methods carry from one iteration to the next.
struct FitMemory {
  SoprMemory sopr;
  EpsrMemory epsr;
  Index steps = 0;
};
void put(StateWriter& out, const FitMemory& memory);
FitMemory get_memory(StateReader& in);

struct NextCorrection {
  Correction correction;
  Index updates = 1;   // those on reweighted frames included
  double share = 1.0;  // of the frames that the last update left effective
};

/// The method's next correction from the states that are fitted. With `reweight` further updates are made on the same
/// frames under weights, as long as enough of them remain effective.
/// @param gain  factor of the method's own
/// @param past  other iterations, that gauss-newton counts too
NextCorrection next_correction(const FitOptions& options, const SoprReference& reference, const Correction& now,
                               std::span<const StateEvidence> states, double gain, FitMemory& memory,
                               std::span<const PastIteration* const> past = {});

/// The misfit that mode code of sopr sees, which holds measured points against simulated ones half a bin beside them:
/// what it brings down isn't the misfit of aligned curves. None for other methods.
std::optional<FitQuality> quality_of_code(const FitOptions& options, const Correction& now,
                                          std::span<const StateEvidence> states);

/// The correction with the posterior that its data, noise and the simulation's response leave it, whatever it was found
/// by: its values stay. Of simulations those count that it
/// can have been found by: the past ones, where they are near enough to say as much as its own, else its own.
NewtonStep with_posterior(const FitOptions& options, const Correction& correction,
                          std::span<const StateEvidence> states, std::span<const PastIteration* const> past = {});

}  // namespace liquidus
