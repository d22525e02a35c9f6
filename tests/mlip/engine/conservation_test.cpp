#include <catch2/catch.hpp>

#include "md/support.hpp"
#include "models.hpp"

/// Molten NaCl with a foundation model: forces are the derivative of the energy along a whole trajectory, with pairs
/// entering and leaving the graph at every step.
using namespace liquidus;
using namespace liquidus::testing;

TEST_CASE("molten NaCl of 64 atoms by NequIP-OAM-S drifts by less than 1e-4 eV/atom per ps", "[conservation_test]") {
  const auto file = data_file("labels/nacl64-pbe-start.extxyz");
  if (!file) return;
  const auto frames = read_xyz(*file);
  const Structure melt = frames.back().atoms;
  REQUIRE(melt.size() == 64);
  const auto potential = load_model("nequip-oam-s-0.1.pth", melt);
  if (!potential) return;
  auto settle = stage("nvt", 1300.0, 300, 1.0), measure = stage("nve", 0.0, 2500, 1.0);
  Simulation simulation(melt, *potential, run_of({settle, measure}, 10));
  simulation.run();
  const Summary summary = simulation.summary();
  const StageSummary nve = summary.stages.back();
  const double per_ps = nve.drift_rate * units::ps;
  WARN("drift " << per_ps << " eV/atom/ps over " << nve.time << " fs at " << nve.temperature.mean << " K, "
                << summary.steps_per_second << " steps/s");
  CHECK(nve.time == Approx(2500.0));
  CHECK(nve.temperature.mean == Approx(1300.0).margin(250.0));
  CHECK(std::abs(per_ps) < 1e-4);
}
