#pragma once
#include <cmath>
#include <memory>
#include <vector>

#include "core/threads.hpp"
#include "correct/correction.hpp"
#include "correct/frames/frame_counts.hpp"
#include "md/simulation.hpp"
#include "potential/lennard_jones.hpp"
#include "potential/mie.hpp"
#include "potential/tabulated.hpp"

namespace liquidus::testing {

/// A liquid of simple atoms: T* = 1.2 and ρ* = 0.7 in units of σ = 3.4 Å and ε/k = 120 K.
struct Fluid {
  static constexpr double temperature = 144.0, density = 0.7 / (3.4 * 3.4 * 3.4), cutoff = 6.8, switch_from = 5.4;
  static PairCutoff end() { return {cutoff, Truncation::switched, switch_from, false}; }
  static double kT() { return units::kB * temperature; }

  static std::unique_ptr<PairPotential> lennard_jones(double sigma, double epsilon) {
    return make_lennard_jones(1, {&epsilon, 1}, {&sigma, 1}, end());
  }
  static std::unique_ptr<PairPotential> mie(const MiePair& pair) { return make_mie(1, {&pair, 1}, end()); }
  /// What a switched form gives at r, eV.
  static double energy(const PairPotential& form, double r) {
    if (r >= cutoff) return 0.0;
    const double x = std::max(0.0, (r - switch_from) / (cutoff - switch_from));
    return form.at(0, 0, r).energy * (1.0 - x * x * x * (10.0 - x * (15.0 - 6.0 * x)));
  }
};

inline std::unique_ptr<Potential> correction_potential(const Correction& correction, double temperature) {
  const KnotSpline spline(correction.knots, correction.at(0, temperature));
  PairTable table;
  const double begin = 0.5 * correction.knots.first, end = correction.knots.cutoff();
  for (int k = 0; k <= 2000; ++k) {
    table.r.push_back(begin + (end - begin) * k / 2000.0);
    table.energy.push_back(spline(table.r.back()));
    table.force.push_back(-spline.slope(table.r.back()));
  }
  return make_tabulated(1, {&table, 1}, {end});
}

/// Runs `cells`³ · 4 atoms from where they stand (or a lattice) and counts frames after the first tenth.
inline void run_fluid(const Potential& potential, Structure& atoms, FrameCounts& frames, Index steps, Index seed) {
  set_threads(1);
  MdOptions options;
  options.run.seed = seed;
  StageOptions settle;
  settle.name = "settle";
  settle.thermostat = "langevin";
  settle.temperature = {Fluid::temperature};
  settle.tau = 500.0;
  settle.steps = steps / 10;
  settle.timestep = 10.0;
  StageOptions measure = settle;
  measure.name = "measure";
  measure.steps = steps;
  options.stages = {settle, measure};
  options.write.thermo = options.write.trajectory = options.write.checkpoint = 0;
  Simulation simulation(atoms, potential, options);
  simulation.measure("frames", frames, {"measure"});
  simulation.run();
  atoms = simulation.atoms();
}

inline Structure fluid_lattice(int cells) {
  const double a = std::cbrt(4.0 / Fluid::density);
  Structure s;
  s.cell = Cell::cubic(a * cells);
  for (int i = 0; i < cells; ++i)
    for (int j = 0; j < cells; ++j)
      for (int k = 0; k < cells; ++k)
        for (const Vec3& b :
             {Vec3{0.25, 0.25, 0.25}, Vec3{0.25, 0.75, 0.75}, Vec3{0.75, 0.25, 0.75}, Vec3{0.75, 0.75, 0.25}})
          s.add("Ar", a * (b + Vec3{static_cast<double>(i), static_cast<double>(j), static_cast<double>(k)}));
  return s;
}

}  // namespace liquidus::testing
