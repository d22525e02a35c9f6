#pragma once
#include <algorithm>
#include <cmath>
#include <filesystem>
#include <memory>
#include <string>
#include <vector>

#include "core/random.hpp"
#include "core/threads.hpp"
#include "core/units.hpp"
#include "correct/frames/frame_counts.hpp"
#include "correct/loop/refinement.hpp"
#include "correct/targets/pair_observation.hpp"
#include "io/curve.hpp"
#include "md/build.hpp"
#include "md/minimise.hpp"
#include "md/simulation.hpp"
#include "potential/born_mayer_huggins.hpp"
#include "potential/damped_shifted_force.hpp"
#include "scatter/pair_index.hpp"
#include "support/temporary_folder.hpp"

namespace liquidus::testing {

/// Born–Mayer–Huggins pairs of Na and Cl by pair_index: Na-Na, Na-Cl, Cl-Cl.
struct ShortRange {
  BornMayerHugginsPair na_na, na_cl, cl_cl;
  const BornMayerHugginsPair& operator[](std::size_t pair) const {
    return pair == 0 ? na_na : pair == 1 ? na_cl : cl_cl;
  }
};

/// Molten NaCl with the short range of Fumi and Tosi (M. P. Tosi, F. G. Fumi, J. Phys. Chem. Solids 25, 45, 1964) and
/// damped charges, which cost a tenth of an Ewald sum: truth and base have the same, so that what differs is a function
/// of pairs at short range.
struct Salt {
  static constexpr double cutoff = 8.0, switch_from = 6.5, damping = 0.25;  // Å, Å, 1/Å
  static constexpr double temperature = 1200.0, density = 0.03066;          // K, 1/Å³

  static ShortRange fumi_tosi() {
    return {{0.26370, 2.340, 0.317, 1.0486, 0.4993},
            {0.21096, 2.755, 0.317, 6.9905, 8.6757},
            {0.15822, 3.170, 0.317, 72.402, 145.43}};
  }
  /// Sodium and chlorine that are too soft by 0.03 Å towards each other, chlorine too hard by 0.06 Å towards itself,
  /// and sodium too hard by 0.1 Å.
  static ShortRange wrong() {
    auto pairs = fumi_tosi();
    pairs.na_na.sigma += 0.10;
    pairs.na_cl.sigma -= 0.03;
    pairs.cl_cl.sigma += 0.06;
    return pairs;
  }

  static std::unique_ptr<PairPotential> short_range(const ShortRange& of, std::span<const Species> species) {
    std::vector<BornMayerHugginsPair> pairs;
    CoreOptions core;
    for (const auto& a : species)
      for (const auto& b : species) {
        pairs.push_back(a.name != b.name ? of.na_cl : a.name == "Na" ? of.na_na : of.cl_cl);
        core.charge_products.push_back(a.name == b.name ? 1.0 : -1.0);
      }
    return make_born_mayer_huggins(static_cast<Index>(species.size()), pairs,
                                   {cutoff, Truncation::switched, switch_from, false}, core);
  }
  static std::unique_ptr<Potential> potential(const ShortRange& of, std::span<const Species> species) {
    std::vector<double> charges;
    for (const auto& kind : species) charges.push_back(kind.name == "Na" ? 1.0 : -1.0);
    auto sum = std::make_unique<Sum>();
    sum->append(short_range(of, species));
    sum->append(make_damped_shifted_force(charges, damping, cutoff));
    return sum;
  }
  static BasePotential base(const ShortRange& of) {
    return {[of](std::span<const Species> species) { return potential(of, species); },
            [](std::span<const Species>) {
              return std::pair(std::string("a wrong salt"), FileMark{"salt", "0"});
            }};
  }

  /// truth - base of a pair, eV; both are switched alike.
  static double wanted(const ShortRange& truth, const ShortRange& base, std::size_t pair, double r) {
    const auto form = [r](const BornMayerHugginsPair& p) { return p.A * std::exp((p.sigma - r) / p.rho); };
    const double x = std::clamp((r - switch_from) / (cutoff - switch_from), 0.0, 1.0);
    return (form(truth[pair]) - form(base[pair])) * (1.0 - x * x * x * (10.0 - x * (15.0 - 6.0 * x)));
  }

  static StateOptions state(const std::string& name, double kelvin = temperature, Index ions = 216) {
    StateOptions state;
    state.name = name;
    state.temperature = kelvin;
    state.timestep = 4.0;
    state.equilibrate = 2000.0;
    state.produce = 25000.0;
    state.structure.formula = "NaCl";
    state.structure.atoms = ions;
    state.structure.density = parse_quantity("0.03066 1/Å^3");
    return state;
  }
};

/// Gauss–Newton steps on knots to 5 Å, six iterations, whatever the noise.
inline FitOptions salt_fit(const std::string& folder, const RadialBins& bins) {
  FitOptions options;
  options.run.output = folder;
  options.correct.cutoff = 5.0;
  options.correct.first = 1.6;
  options.correct.spacing = 0.1;
  options.correct.width = bins.width;
  options.correct.range = bins.end();
  options.correct.interval = 10;
  options.correct.iterations = 6;
  options.correct.noise = false;
  options.newton.width = 0.1;
  options.newton.length = 0.4;
  options.newton.trust = 0.5;
  return options;
}

/// A long run of the true potential.
struct TrueSalt {
  FrameCounts frames;
  StateOptions state;

  TrueSalt(const ShortRange& pairs, StateOptions of, double produce, const RadialBins& bins, Index interval = 20)
      : frames({"Na", "Cl"}, {bins, interval, 20}), state(std::move(of)) {
    set_threads(1);
    Structure atoms = build_structure(state.structure, 5);
    const auto potential = Salt::potential(pairs, atoms.species);
    minimise(atoms, *potential, {}, {}, Communicator::self());
    auto longer = state;
    longer.produce = produce;
    longer.equilibrate = 5000.0;
    Simulation simulation(atoms, *potential, md_options(longer, 7, false));
    simulation.measure("counts", frames, {"produce"});
    simulation.run();
  }

  /// What a measurement of a pair's g(r) with white noise of that size would say at the bins' centres, from 1.5 Å on.
  PairTarget measured(std::size_t pair, double noise, Index seed) const {
    static const std::vector<std::string> names{"Na-Na", "Na-Cl", "Cl-Cl"};
    const auto& bins = frames.bins();
    const auto exact = frames.g();
    PairTarget target;
    target.name = target.pair = names[pair];
    for (Index k = 0; k < bins.count; ++k) {
      if (bins.centre(k) < 1.5) continue;
      target.r.push_back(bins.centre(k));
      const auto i = pair * static_cast<std::size_t>(bins.count) + static_cast<std::size_t>(k);
      target.error.push_back(std::hypot(noise, exact.error[i]));
    }
    target.r.pop_back();
    target.error.pop_back();
    target.g.assign(target.r.size(), 1.0);
    const auto line = observation_of(target, {"Na", "Cl"}, bins);
    const Eigen::VectorXd g = line.of_g * Eigen::Map<const Eigen::VectorXd>(
                                              exact.value.data(), static_cast<Eigen::Index>(exact.value.size()));
    for (std::size_t i = 0; i < target.g.size(); ++i)
      target.g[i] = g(static_cast<Eigen::Index>(i)) +
                    noise * Random(11 + pair, Stream::bootstrap, static_cast<Index>(i), seed).normal();
    return target;
  }
  /// The same as a file. Points below zero are written as they are.
  TargetOptions file(const std::string& path, std::size_t pair, double noise, Index seed) const {
    const auto seen = measured(pair, noise, seed);
    write_curves(path, {{"r", "Å", seen.r}, {"g", "", seen.g}, {"err_g", "", seen.error}});
    TargetOptions target;
    target.state = state.name;
    target.pair = seen.pair;
    target.name = state.name + " " + seen.pair;
    target.file = path;
    target.tail = "keep";
    return target;
  }
};

}  // namespace liquidus::testing
