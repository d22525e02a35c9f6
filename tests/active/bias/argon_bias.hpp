#pragma once
#include <filesystem>

#include "active/bias/debye_intensity.hpp"
#include "active/bias/sample_bias.hpp"
#include "core/threads.hpp"
#include "md/simulation.hpp"
#include "potential/lennard_jones.hpp"

namespace liquidus::testing {

/// Argon of 32 atoms on a lattice from which it melts.
inline Structure small_argon() {
  const double a = 5.8;
  Structure s;
  s.cell = Cell::cubic(2.0 * a);
  for (int i = 0; i < 8; ++i)
    for (const Vec3& b :
         {Vec3{0.25, 0.25, 0.25}, Vec3{0.25, 0.75, 0.75}, Vec3{0.75, 0.25, 0.75}, Vec3{0.75, 0.75, 0.25}})
      s.add("Ar",
            a * (b + Vec3{static_cast<double>(i & 1), static_cast<double>(i >> 1 & 1), static_cast<double>(i >> 2)}));
  return s;
}

inline std::unique_ptr<Potential> small_argon_potential() {
  const double epsilon = 0.0103, sigma = 3.4;
  return make_lennard_jones(1, {&epsilon, 1}, {&sigma, 1}, {7.0, Truncation::switched, 5.6, false});
}

/// Hills often enough to change a path at once.
inline BiasOptions bias_of(const std::string& kind) {
  BiasOptions options;
  options.kind = kind;
  options.height = 0.02;
  options.factor = 8.0;
  options.pace = 5;
  options.width = kind == "energy" ? 0.0005 : 0.05;
  options.q = 2.0;
  options.cutoff = 9.0;
  return options;
}

inline MdOptions run_of_argon(const std::string& ensemble, Index steps = 150) {
  set_threads(1);
  StageOptions first;
  first.name = "equilibrate";
  first.thermostat = "langevin";
  first.temperature = {120.0};
  first.timestep = 4.0;
  first.steps = 20;
  StageOptions second = first;
  second.name = "sample";
  second.ensemble = ensemble;
  if (ensemble == "npt") second.pressure = {0.0};
  second.pressure_interval = 5;     // moves at the steps at which hills are set
  second.compressibility = 8000.0;  // bold moves, of which many are refused
  second.steps = steps;
  MdOptions options;
  options.stages = {first, second};
  options.write = {.thermo = 10, .trajectory = 0, .checkpoint = 0};
  options.neighbours.skin = 0.3;
  return options;
}

/// A run with a bias, all of its parts.
struct BiasedRun {
  std::unique_ptr<Potential> base = small_argon_potential();
  Structure start = small_argon();
  SampleBias bias;
  Simulation simulation;

  BiasedRun(const BiasOptions& options, const MdOptions& run, const std::string& folder,
            const Communicator& ranks = Communicator::self())
      : bias(options, 120.0, *base, start.species, 10, folder, ranks),
        simulation(start, bias.potential(), run, nullptr, ranks) {
    bias.attach(simulation, {"sample"});
  }
};

}  // namespace liquidus::testing
