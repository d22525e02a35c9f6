// Corrections fitted at several temperatures at once, held against a state that was left out.
#include <algorithm>
#include <catch2/catch.hpp>

#include "correct/known/salt.hpp"

using namespace liquidus;
using namespace liquidus::testing;

namespace {

const auto bins = RadialBins::up_to(8.0, 0.05);

/// Sodium's and chlorine's repulsion grows with the temperature: ΔU = A exp[(σ - r)/ρ] 1.8 (T - 1200 K)/1200 K.
ShortRange truth_at(double temperature) {
  auto pairs = Salt::fumi_tosi();
  pairs.na_cl.A *= 1.0 + 1.8 * (temperature - 1200.0) / 1200.0;
  return pairs;
}

/// Four states of the truth, as measured.
struct Measured {
  TemporaryFolder folder;
  std::vector<StateOptions> states;
  std::vector<TargetOptions> targets;

  Measured() {
    for (const double kelvin : {1100.0, 1200.0, 1250.0, 1300.0}) {
      auto& state = states.emplace_back(Salt::state(std::to_string(static_cast<int>(kelvin)) + "K", kelvin));
      state.produce = 20000.0;
      const TrueSalt truth(truth_at(kelvin), state, 80000.0, bins);
      for (std::size_t pair = 0; pair < 3; ++pair)
        targets.push_back(truth.file(folder / (state.name + std::to_string(pair) + ".csv"), pair, 0.01, 1));
      state.fit = kelvin != 1250.0;
    }
  }
  /// Fitted to the states named, with 1250 K looked at.
  IterationReport fit(const std::vector<std::string>& names, const std::string& dependence) const {
    FitOptions options = salt_fit(folder / (dependence + names.front() + std::to_string(names.size())), bins);
    options.correct.interval = 20;
    options.correct.iterations = 4;
    options.correct.reweight = 2;
    options.correct.effective = 0.3;
    options.correct.temperature = dependence;
    options.newton.width = 0.05;
    for (const auto& state : states)
      if (!state.fit || std::find(names.begin(), names.end(), state.name) != names.end())
        options.states.push_back(state);
    for (const auto& target : targets)
      for (const auto& state : options.states)
        if (target.state == state.name) options.targets.push_back(target);
    return Refinement(options, Salt::base(Salt::fumi_tosi()), {}, Communicator::self()).run().best;
  }
};

/// χ² per point of the state that was left out, and R_χ of its Na-Cl.
struct LeftOut {
  double chi2 = 0.0, r_chi = 0.0;
  explicit LeftOut(const IterationReport& report) {
    for (const auto& state : report.states)
      if (!state.fit) {
        const auto& targets = state.result.targets;
        for (const auto& target : targets) chi2 += target.chi2.value / static_cast<double>(targets.size());
        r_chi = targets[1].r_chi.value;
      }
  }
};

}  // namespace

TEST_CASE("A correction fitted at three temperatures predicts a fourth better than one fitted at either side of it",
          "[temperatures_test]") {
  const Measured measured;
  const LeftOut joint(measured.fit({"1100K", "1200K", "1300K"}, "linear"));
  const LeftOut above(measured.fit({"1300K"}, "constant")), below(measured.fit({"1100K"}, "constant"));
  // The repulsion at 1250 K is 7 % off that at 1300 K and 26 % off that at 1100 K.
  INFO("chi² and R_chi of Na-Cl at 1250 K: fitted jointly " << joint.chi2 << ", " << joint.r_chi << "; at 1300 K "
                                                            << above.chi2 << ", " << above.r_chi << "; at 1100 K "
                                                            << below.chi2 << ", " << below.r_chi);
  CHECK(joint.chi2 < 1.6);
  CHECK(joint.chi2 < 0.8 * above.chi2);
  CHECK(joint.chi2 < 0.2 * below.chi2);
  CHECK(joint.r_chi < 0.5 * below.r_chi);
}
