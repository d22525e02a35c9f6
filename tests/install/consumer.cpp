#include <cmath>
#include <cstdio>

#include "core/errors.hpp"
#include "core/structure.hpp"
#include "mlip/model_info.hpp"
#include "potential/lennard_jones.hpp"

/// What is said about a model that isn't there; without LibTorch, why none can be read.
bool refuses_absent_model() {
  try {
    liquidus::inspect_model("absent.pt");
  } catch (const liquidus::InputError& error) {
    std::printf("an installed liquidus: %s\n", error.what());
    return true;
  }
  return false;
}

/// Two argon atoms at r = 2^(1/6) σ are bound by ε, and feel no force.
bool binds_argon() {
  const double epsilon = 0.0104, sigma = 3.4;
  const auto potential = liquidus::make_lennard_jones(1, {&epsilon, 1}, {&sigma, 1}, {3.0 * sigma});
  liquidus::Structure dimer;
  dimer.cell = liquidus::Cell::cubic(100.0);
  dimer.add("Ar", {1.0, 2.0, 3.0});
  dimer.add("Ar", {1.0, 2.0, 3.0 + std::pow(2.0, 1.0 / 6.0) * sigma});
  const auto result = liquidus::evaluate(*potential, dimer);
  std::printf("an installed liquidus: energy %.6f eV, expected %.6f eV\n", result.energy, -epsilon);
  // Rounding of a sum of two terms of 4ε each.
  return std::abs(result.energy + epsilon) < 1e-14 && liquidus::norm(result.forces[0]) < 1e-12;
}

int main() { return binds_argon() && refuses_absent_model() ? 0 : 1; }
