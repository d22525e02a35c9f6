#include <catch2/catch.hpp>

#include "support.hpp"

using namespace liquidus;
using namespace liquidus::testing;

namespace {

constexpr double target = 120.0;

StageOptions held_by(const std::string& thermostat, Index steps, double timestep) {
  auto options = stage("nvt", target, steps, timestep);
  options.thermostat = thermostat;
  options.tau = 100.0;
  return options;
}

/// K of g degrees in the canonical ensemble is Gamma distributed: mean g kT/2, variance g (kT)²/2. Each is compared
/// within four of its own errors, from blocks, plus `bias` (relative, of the mean) of the integrator.
void require_canonical(const std::string& thermostat, Index degrees, double bias) {
  const auto potential = argon_potential(6.5);
  Memory memory;
  auto options = run_of({held_by(thermostat, 2000, 4.0), held_by(thermostat, 200000, 4.0)}, 5);
  options.stages[0].name = "warm up";
  Simulation simulation(argon(2), *potential, options, &memory);
  simulation.run();
  const double kT = units::kB * target, g = static_cast<double>(degrees);
  BlockAverage mean, variance;
  for (const auto& row : memory.rows)
    if (row.stage == "nvt") {
      mean.add(row.kinetic);
      variance.add(std::pow(row.kinetic - 0.5 * g * kT, 2));
    }
  const Average K = mean.result(), var = variance.result();
  INFO(thermostat << ": K/theory " << K.mean / (0.5 * g * kT) << " ± " << K.error / (0.5 * g * kT) << ", var/theory "
                  << var.mean / (0.5 * g * kT * kT) << " ± " << var.error / (0.5 * g * kT * kT));
  CHECK(std::abs(K.mean - 0.5 * g * kT) < 4.0 * K.error + bias * 0.5 * g * kT);
  CHECK(std::abs(var.mean - 0.5 * g * kT * kT) < 4.0 * var.error + 2.0 * bias * 0.5 * g * kT * kT);
  CHECK(K.error < 0.01 * K.mean);  // or the test would say little
  CHECK(var.error < 0.08 * var.mean);
}

}  // namespace

// Verlet's velocities have an error of about (ω dt)²/8 in K; argon's mean square frequency is (7/ps)², so at 4 fs 1e-4,
// far below the statistical errors of 1e-3. BAOAB's is (ω dt)²/4.
TEST_CASE("Nosé–Hoover chains give the canonical distribution of kinetic energies", "[thermostat_test]") {
  require_canonical("nose-hoover", 93, 2e-4);
}

TEST_CASE("stochastic velocity rescaling gives the canonical distribution of kinetic energies", "[thermostat_test]") {
  require_canonical("rescaling", 93, 2e-4);
}

TEST_CASE("Langevin dynamics gives the canonical distribution of kinetic energies in 3N degrees", "[thermostat_test]") {
  require_canonical("langevin", 96, 4e-4);
}
