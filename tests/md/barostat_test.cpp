#include "md/barostat.hpp"

#include <catch2/catch.hpp>

#include "support.hpp"

using namespace liquidus;
using namespace liquidus::testing;

namespace {

Average average(const std::vector<double>& samples) {
  BlockAverage all;
  for (const double x : samples) all.add(x);
  return all.result();
}

/// Volumes of an ideal gas of 32 atoms at 300 K under a pressure, with moves of the barostat as large as `interval`.
std::vector<double> gas_volumes(const std::string& ensemble, const std::string& thermostat, Index interval,
                                double& taken) {
  constexpr double pressure = 1e-4;  // eV/Å³
  const NoPotential nothing;
  auto options = stage(ensemble, 300.0, 400000, 1.0);
  options.thermostat = thermostat;
  options.tau = 20.0;
  options.pressure = {pressure};
  options.compressibility = 1.0 / pressure;  // an ideal gas's
  options.pressure_tau = 100.0;
  options.pressure_interval = interval;
  Memory memory;
  auto run = run_of({options}, 20);
  run.guards.closest = 0.0;  // points pass through each other
  Simulation simulation(argon(2, pressure / (units::kB * 300.0)), nothing, run, &memory);
  simulation.run();
  taken = simulation.summary().stages.back().moves_taken;
  std::vector<double> volumes;
  for (const auto& row : memory.rows) volumes.push_back(row.volume / (units::kB * 300.0 / pressure));
  return volumes;
}

/// p(V) ∝ V^N exp(−PV/kT): PV/kT has a Gamma distribution of shape N + 1, whose mean and variance are N + 1 and whose
/// third central moment is 2(N + 1). Each within four errors from blocks.
void require_gamma(const std::vector<double>& v) {
  constexpr double shape = 33.0;
  std::vector<double> squares, cubes;
  for (const double x : v) {
    squares.push_back(std::pow(x - shape, 2));
    cubes.push_back(std::pow(x - shape, 3));
  }
  const Average mean = average(v), variance = average(squares), third = average(cubes);
  INFO("mean " << mean.mean << " ± " << mean.error << ", variance " << variance.mean << " ± " << variance.error
               << ", third moment " << third.mean << " ± " << third.error << "; expected 33, 33, 66");
  CHECK(std::abs(mean.mean - shape) < 4.0 * mean.error);
  CHECK(std::abs(variance.mean - shape) < 4.0 * variance.error);
  CHECK(std::abs(third.mean - 2.0 * shape) < 4.0 * third.error);
  CHECK(mean.error < 0.006 * shape);
  CHECK(variance.error < 0.03 * shape);
}

}  // namespace

TEST_CASE("the volumes of an ideal gas are distributed as theory says, with large moves of the barostat too",
          "[barostat_test]") {
  for (const Index interval : {5, 40}) {
    double taken = 0.0;
    const auto volumes = gas_volumes("npt", "rescaling", interval, taken);
    INFO("a move every " << interval << " steps, share taken " << taken);
    CHECK(taken > 0.5);
    if (interval == 40) CHECK(taken < 0.98);  // large enough that the test matters
    require_gamma(volumes);
  }
}

TEST_CASE("the volumes of an ideal gas are the same in a cell that changes its shape", "[barostat_test]") {
  double taken = 0.0;
  require_gamma(gas_volumes("npt-full", "rescaling", 10, taken));
  CHECK(taken > 0.5);
}

TEST_CASE("the volumes of an ideal gas are the same under Langevin noise", "[barostat_test]") {
  double taken = 0.0;
  require_gamma(gas_volumes("npt", "langevin", 10, taken));
}

TEST_CASE("a fluid far from its density goes there", "[barostat_test]") {
  const auto potential = argon_potential();
  for (const auto* ensemble : {"npt", "npt-full"}) {
    auto options = stage(ensemble, 100.0, 8000);
    options.compressibility = 30.0;
    options.pressure_tau = 200.0;
    options.pressure = {1000.0 * units::bar};
    Simulation simulation(argon(3, 0.015), *potential, run_of({options}));
    simulation.run();
    INFO(ensemble);
    // LJ argon at 100 K and 1 kbar is near 0.0225/Å³, so a wide margin for the fluctuations of 108 atoms
    CHECK(simulation.atoms().number_density() == Approx(0.0225).margin(0.0015));
    CHECK(simulation.summary().stages.back().moves_taken > 0.8);
  }
}

TEST_CASE("a stretch of the box keeps fractional coordinates and the volume of phase space", "[barostat_test]") {
  Motion motion{argon(2)};
  draw_velocities(motion, 300.0, 1, 0);
  const Motion before = motion;
  const Mat3 x{Vec3{0.02, 0.01, -0.005}, Vec3{0.01, -0.03, 0.004}, Vec3{-0.005, 0.004, 0.01}};
  strain(motion, exponential(x), true);
  CHECK(motion.atoms.cell.volume() == Approx(before.atoms.cell.volume() * std::exp(trace(x))).epsilon(1e-14));
  double way = 0.0, change = 0.0;
  for (std::size_t i = 0; i < motion.mass.size(); ++i) {
    way = std::max(
        way, norm(motion.atoms.cell.fractional(motion.atoms.r[i]) - before.atoms.cell.fractional(before.atoms.r[i])));
    // p' · r' = p · r when p goes with the inverse transpose
    change = std::max(change,
                      std::abs(dot(motion.atoms.v[i], motion.atoms.r[i]) - dot(before.atoms.v[i], before.atoms.r[i])));
  }
  CHECK(way < 1e-14);
  CHECK(change < 1e-14);
  strain(motion, exponential(-1.0 * x), true);
  CHECK(norm(motion.atoms.r[7] - before.atoms.r[7]) < 1e-13);
}
