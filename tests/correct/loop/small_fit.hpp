#pragma once
#include <filesystem>
#include <fstream>
#include <string>

#include "core/units.hpp"
#include "correct/frames/frame_counts.hpp"
#include "correct/loop/refinement.hpp"
#include "io/curve.hpp"
#include "md/build.hpp"
#include "md/minimise.hpp"
#include "md/simulation.hpp"
#include "potential/lennard_jones.hpp"
#include "potential/mie.hpp"
#include "support/temporary_folder.hpp"

namespace liquidus {

/// A dense hot gas of 108 atoms whose true potential is a Mie one and whose base is a Lennard-Jones potential that is
/// too deep by half and too small by 6 %.
struct SmallFit {
  using Folder = testing::TemporaryFolder;

  static constexpr double temperature = 240.0, cutoff = 6.5, epsilon = 0.0103, sigma = 3.40;

  static std::unique_ptr<Potential> truth() {
    const MiePair pair{epsilon, sigma, 14.0, 6.0};
    return make_mie(1, std::span(&pair, 1), {.cutoff = cutoff, .truncation = Truncation::shifted_force});
  }
  static std::unique_ptr<Potential> base() {
    const double e = 1.5 * epsilon, s = 0.94 * sigma;
    return make_lennard_jones(1, std::span(&e, 1), std::span(&s, 1),
                              {.cutoff = cutoff, .truncation = Truncation::shifted_force});
  }
  static StateOptions state() {
    StateOptions state;
    state.name = "240K";
    state.temperature = temperature;
    state.timestep = 5.0;
    state.equilibrate = 2000.0;
    state.produce = 50000.0;
    state.structure.formula = "Ar";
    state.structure.atoms = 108;
    state.structure.density = parse_quantity("0.016 1/Å^3");
    return state;
  }
  /// Writes the g(r) of the true potential, simulated for longer than the fits are.
  static std::string data(const std::string& file, const Communicator& ranks = Communicator::self()) {
    auto of = state();
    of.produce *= 3.0;
    Structure atoms = build_structure(of.structure, 5);
    const auto potential = truth();
    minimise(atoms, *potential, {}, {}, ranks);
    FrameCounts counts({"Ar"}, {RadialBins::up_to(9.4, 0.05), 20, 10}, ranks);
    auto md = md_options(of, 7, false);
    Simulation simulation(atoms, *potential, md, nullptr, ranks);
    simulation.measure("counts", counts, {"produce"});
    simulation.run();
    const auto g = counts.g();
    CurveColumn r{"r", "Å", {}}, y{"g", "", g.value}, e{"err_g", "", g.error};
    for (Index k = 0; k < counts.bins().count; ++k) r.values.push_back(counts.bins().centre(k));
    for (double& x : e.values) x = std::max(x, 0.003);
    if (ranks.is_root()) write_curves(file, {r, y, e});
    ranks.barrier();
    return file;
  }
  static BasePotential base_potential() {
    return {[](std::span<const Species>) { return base(); },
            [](std::span<const Species>) {
              return std::pair(std::string("Lennard-Jones"), FileMark{"lj", "0"});
            }};
  }
  static FitOptions options(const std::string& folder, const std::string& data) {
    FitOptions options;
    options.run.output = folder;
    options.correct.cutoff = cutoff;
    options.correct.first = 2.5;
    options.correct.interval = 20;
    options.correct.width = 0.05;
    options.correct.iterations = 7;
    options.newton.width = 0.02;
    options.states = {state()};
    TargetOptions target;
    target.name = target.pair = "Ar-Ar";
    target.file = data;
    target.from = 3.0;
    target.tail = "keep";
    options.targets = {target};
    return options;
  }
};

}  // namespace liquidus
