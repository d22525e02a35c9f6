#pragma once
#include "correct/known/salt.hpp"

namespace liquidus::testing {

/// A salt's wrong short range, to be put right by its three g(r) and its pressure.
struct Binary {
  static inline const RadialBins bins = RadialBins::up_to(7.6, 0.08);
  static constexpr double kT = units::kB * Salt::temperature;

  TemporaryFolder folder;
  TrueSalt truth;

  Binary(double produce, double truth_for)  // fs
      : truth(
            Salt::fumi_tosi(),
            [&] {
              auto state = Salt::state("melt");
              state.produce = produce;
              return state;
            }(),
            truth_for, bins, 10) {}

  /// Of one noise on what the truth shows.
  FitOptions options(double noise, Index seed) const {
    const std::string name = std::to_string(seed);
    FitOptions options = salt_fit(folder / ("fit" + name), bins);
    options.run.seed = seed;
    options.states = {truth.state};
    const auto pressure = truth.frames.pressure();
    auto& target = options.states.front().target.emplace();
    target.pressure = pressure.value;
    target.uncertainty = std::hypot(*pressure.error, 50.0 * units::bar);
    for (std::size_t pair = 0; pair < 3; ++pair)
      options.targets.push_back(truth.file(folder / ("g" + name + std::to_string(pair) + ".csv"), pair, noise, seed));
    return options;
  }
  static FitResult fit(const FitOptions& options) {
    return Refinement(options, Salt::base(Salt::wrong()), {}, Communicator::self()).run();
  }

  /// How a correction compares with the truth at the bins within its reach where g is above ½.
  struct Comparison {
    double worst = 0.0;               // kT
    double inside = 0.0, bins = 0.0;  // within 1.96 standard deviations
  };
  Comparison compare(const Correction& found) const {
    const auto g = truth.frames.g().value;
    const auto n = static_cast<std::size_t>(bins.count);
    Comparison result;
    for (std::size_t pair = 0; pair < 3; ++pair) {
      const KnotSpline energy(found.knots, found.at(pair, Salt::temperature));
      std::optional<KnotSpline> deviation;
      if (!found.covariance.empty()) deviation.emplace(found.knots, found.deviation_at(pair, Salt::temperature));
      for (std::size_t k = 0; k < n; ++k) {
        const double r = bins.centre(static_cast<Index>(k));
        if (g[pair * n + k] < 0.5 || r >= found.knots.cutoff()) continue;
        const double off = std::abs(energy(r) - Salt::wanted(Salt::fumi_tosi(), Salt::wrong(), pair, r));
        result.worst = std::max(result.worst, off / kT);
        if (deviation && off <= 1.96 * (*deviation)(r)) ++result.inside;
        ++result.bins;
      }
    }
    return result;
  }
};

}  // namespace liquidus::testing
