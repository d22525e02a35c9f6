#include <catch2/catch.hpp>

#include "support.hpp"

using namespace liquidus;
using namespace liquidus::testing;

TEST_CASE("a ramp of density is linear in time and ends exactly", "[ramps_test]") {
  const auto potential = argon_potential();
  for (const auto* target : {"1.2 g/cm^3", "0.018 1/Å^3"}) {
    Memory memory;
    auto options = stage("nvt", 120.0, 400);
    options.density = parse_quantity(target);
    auto after = stage("nve", 0.0, 20);
    Simulation simulation(argon(3), *potential, run_of({options, after}), &memory);
    simulation.run();
    const double mass = simulation.atoms().total_mass() / 108.0;
    const double from = 0.0209 * mass;
    const double to = options.density.dimension == parse_unit("1/Å^3").dimension ? options.density.value * mass
                                                                                 : options.density.value;
    CHECK(memory.rows[10].density == Approx(from + 0.25 * (to - from)).epsilon(1e-12));
    CHECK(memory.rows[30].density == Approx(from + 0.75 * (to - from)).epsilon(1e-12));
    CHECK(memory.rows[40].density == Approx(to).epsilon(1e-13));
    CHECK(memory.rows.back().density == Approx(to).epsilon(1e-13));
  }
}

TEST_CASE("a ramp of temperature takes the atoms along", "[ramps_test]") {
  const auto potential = argon_potential();
  for (const auto* thermostat : {"nose-hoover", "langevin", "rescaling"}) {
    auto options = stage("nvt", 0.0, 4000);
    options.thermostat = thermostat;
    options.temperature = {100.0, 300.0};
    Memory memory;
    Simulation simulation(argon(3), *potential, run_of({options}), &memory);
    simulation.run();
    double late = 0.0;
    int n = 0;
    for (const auto& row : memory.rows)
      if (row.step > 3000) {
        late += row.temperature;
        ++n;
      }
    // The mean of the ramp's last quarter is 275 K. It lags by τ times 25 K/ps, 2.5 K; K of 108 atoms fluctuates by
    // T √(2/321) = 22 K, and 2 ps hold some ten independent values.
    INFO(thermostat);
    CHECK(late / n == Approx(272.0).margin(22.0));
  }
}

TEST_CASE("stages follow each other and each is summed up for itself", "[ramps_test]") {
  const auto potential = argon_potential();
  auto hot = stage("nvt", 200.0, 1000);
  hot.name = "hot";
  auto cold = stage("nvt", 100.0, 1000, 4.0);
  cold.name = "cold";
  Memory memory;
  Simulation simulation(argon(3), *potential, run_of({hot, cold}), &memory);
  CHECK(simulation.run());
  const Summary summary = simulation.summary();
  REQUIRE(summary.stages.size() == 2);
  CHECK(summary.finished);
  CHECK(summary.steps == 2000);
  CHECK(summary.stages[0].name == "hot");
  CHECK(summary.stages[0].time == Approx(2000.0));
  CHECK(summary.stages[1].time == Approx(4000.0));
  CHECK(simulation.time() == Approx(6000.0));
  CHECK(memory.rows.back().time == Approx(6000.0));
  CHECK(summary.stages[0].temperature.samples == 101);  // step 0 is the first stage's
  CHECK(summary.stages[1].temperature.samples == 100);
  CHECK(summary.stages[0].temperature.mean == Approx(200.0).margin(20.0));
  CHECK(summary.stages[1].temperature.mean == Approx(100.0).margin(12.0));
  CHECK(memory.checkpoints.size() == 2);  // one at the end of each stage
}

TEST_CASE("velocities are drawn anew for an nve stage with a temperature and kept without one", "[ramps_test]") {
  const auto potential = argon_potential();
  auto first = stage("nvt", 100.0, 200), drawn = stage("nve", 300.0, 10), kept = stage("nve", 0.0, 10);
  kept.name = "kept";
  Memory memory;
  Simulation simulation(argon(3), *potential, run_of({first, drawn, kept}, 1), &memory);
  simulation.run();
  CHECK(memory.rows[201].temperature == Approx(300.0).margin(5.0));
  CHECK(memory.rows[211].temperature == Approx(memory.rows[210].temperature).epsilon(0.02));
}
