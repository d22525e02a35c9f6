#include <catch2/catch.hpp>

#include "support.hpp"

using namespace liquidus;
using namespace liquidus::testing;

namespace {

struct Spread {
  double conserved = 0.0, total = 0.0;  // eV/atom, largest difference between two rows
};

Spread spread(const StageOptions& options, double density = 0.0209) {
  const auto potential = argon_potential();
  Memory memory;
  Simulation simulation(liquid_argon(*potential, 3, density), *potential, run_of({options}), &memory);
  simulation.run();
  double low = 1e300, high = -1e300, low_total = 1e300, high_total = -1e300;
  for (const auto& row : memory.rows) {
    low = std::min(low, row.conserved);
    high = std::max(high, row.conserved);
    low_total = std::min(low_total, row.potential + row.kinetic);
    high_total = std::max(high_total, row.potential + row.kinetic);
  }
  return {(high - low) / 108.0, (high_total - low_total) / 108.0};
}

/// The ripple of Verlet's energy at 2 fs is some 1e-6 eV/atom; what thermostat and barostat exchange is a thousand
/// times as much.
void require_conserved(const Spread& seen) {
  INFO("conserved " << seen.conserved << ", total " << seen.total << " eV/atom");
  CHECK(seen.conserved < 5e-6);
  CHECK(seen.total > 1e-3);
}

}  // namespace

TEST_CASE("each thermostat's conserved quantity is conserved", "[conserved_test]") {
  for (const auto* thermostat : {"nose-hoover", "rescaling", "langevin"}) {
    auto options = stage("nvt", 110.0, 3000);
    options.thermostat = thermostat;
    require_conserved(spread(options));
  }
}

TEST_CASE("the conserved quantity stays so along a ramp of temperature", "[conserved_test]") {
  for (const auto* thermostat : {"nose-hoover", "rescaling", "langevin"}) {
    auto options = stage("nvt", 0.0, 3000);
    options.temperature = {100.0, 200.0};
    options.thermostat = thermostat;
    require_conserved(spread(options));
  }
}

TEST_CASE("the conserved quantity stays so along a ramp of density", "[conserved_test]") {
  auto options = stage("nvt", 100.0, 3000);
  options.density = parse_quantity("0.026 1/Å^3");
  require_conserved(spread(options));
}

TEST_CASE("the conserved quantity stays so under either barostat", "[conserved_test]") {
  for (const auto* ensemble : {"npt", "npt-full"}) {
    auto options = stage(ensemble, 100.0, 3000);
    options.compressibility = 30.0;  // 2e-4/bar, argon's
    require_conserved(spread(options, 0.0200));
  }
}
