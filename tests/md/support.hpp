#pragma once
#include <cmath>
#include <memory>
#include <string>
#include <vector>

#include "core/threads.hpp"
#include "core/units.hpp"
#include "md/simulation.hpp"
#include "potential/lennard_jones.hpp"

namespace liquidus::testing {

/// Argon on a face-centred cubic lattice, 4 cells³ atoms; density in atoms/Å³.
inline Structure argon(int cells, double density = 0.0209) {
  const double a = std::cbrt(4.0 / density);
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

/// ε = 0.0103 eV (120 K), σ = 3.4 Å; the switch makes forces smooth, so that energy errors are the integrator's.
inline std::unique_ptr<Potential> argon_potential(double cutoff = 8.0) {
  const double epsilon = 0.0103, sigma = 3.4;
  return make_lennard_jones(1, {&epsilon, 1}, {&sigma, 1}, {cutoff, Truncation::switched, 0.8 * cutoff, false});
}

/// An ideal gas.
class NoPotential : public Potential {
 public:
  Reach reach() const override { return {}; }
  std::vector<ListRequest> lists() const override { return {}; }
  void add(const Neighbourhood&, Evaluation&) const override {}
};

inline StageOptions stage(const std::string& ensemble, double temperature, Index steps, double timestep = 2.0) {
  StageOptions options;
  options.name = ensemble;
  options.ensemble = ensemble;
  if (temperature > 0.0) options.temperature = {temperature};
  if (ensemble == "npt" || ensemble == "npt-full") options.pressure = {0.0};
  options.steps = steps;
  options.timestep = timestep;
  return options;
}

inline MdOptions run_of(std::vector<StageOptions> stages, Index thermo = 10) {
  // some hundred atoms: waking a second thread costs more than it does, unless races are looked for
  if (LIQUIDUS_SHORT_LOOP_NS > 0) set_threads(1);
  MdOptions options;
  options.stages = std::move(stages);
  options.write.thermo = thermo;
  options.write.trajectory = options.write.checkpoint = 0;
  return options;
}

/// Keeps all that a simulation hands over.
struct Memory : RunSink {
  std::vector<ThermoRow> rows;
  std::vector<Frame> frames;
  std::vector<Checkpoint> checkpoints;
  void thermo(const ThermoRow& row) override { rows.push_back(row); }
  void frame(const Frame& frame) override { frames.push_back(frame); }
  void checkpoint(const Checkpoint& checkpoint) override { checkpoints.push_back(checkpoint); }
};

/// Liquid argon at about 100 K, 4 cells³ atoms: 4 ps from the lattice.
inline Structure liquid_argon(const Potential& potential, int cells, double density = 0.0209, double T = 100.0) {
  Simulation simulation(argon(cells, density), potential, run_of({stage("nvt", T, 2000)}, 0));
  simulation.run();
  return simulation.atoms();
}

}  // namespace liquidus::testing
