#include "md/barostat.hpp"
#include "md/build.hpp"
#include "md/minimise.hpp"
#include "ranks.hpp"

using namespace liquidus;
using namespace liquidus::testing;

namespace {

const auto make_argon = [](const Communicator&) { return argon_potential(); };

}  // namespace

TEST_CASE("every thermostat makes the same path on any number of ranks", "[ranks_ensembles_test]") {
  const auto ranks = Communicator::world();
  for (const char* thermostat : {"nose-hoover", "langevin", "rescaling"}) {
    auto options = stage("nvt", 0.0, 200);
    options.thermostat = thermostat;
    options.temperature = {100.0, 160.0};
    INFO(thermostat);
    require_equal(run_both(argon(3), make_argon, run_of({options}, 20), ranks), ranks);
  }
}

TEST_CASE("moves of the box, taken or not, are the same on any number of ranks", "[ranks_ensembles_test]") {
  const auto ranks = Communicator::world();
  for (const char* ensemble : {"npt", "npt-full"}) {
    auto options = stage(ensemble, 120.0, 200);
    options.pressure_interval = 2;
    options.compressibility = 40000.0;  // bold moves, of which many are refused
    auto run = run_of({options}, 20);
    run.neighbours.skin = 0.2;  // and many make new lists
    const auto both = run_both(argon(3), make_argon, run, ranks);
    INFO(ensemble);
    require_equal(both, ranks);
    const auto potential = argon_potential();
    Simulation again(argon(3), *potential, run, nullptr, ranks);
    again.run();
    const double taken = again.summary().stages.front().moves_taken;
    INFO("of the moves " << taken << " were taken");
    CHECK(taken > 0.2);
    CHECK(taken < 0.8);
  }
}

TEST_CASE("a ramp of the density is the same on any number of ranks", "[ranks_ensembles_test]") {
  const auto ranks = Communicator::world();
  auto ramp = stage("nvt", 110.0, 200);
  ramp.density = parse_quantity("0.019 1/Å^3");
  require_equal(run_both(argon(3), make_argon, run_of({ramp}, 20), ranks), ranks);
}

TEST_CASE("minimisation ends in the same place on any number of ranks", "[ranks_ensembles_test]") {
  const auto ranks = Communicator::world();
  const auto potential = argon_potential();
  const Structure start = pack({{"Ar", 100}}, parse_quantity("0.02 1/Å^3"), 3);
  Structure together = start, alone = start;
  const auto a = minimise(together, *potential, {.steps = 60}, {}, ranks),
             b = minimise(alone, *potential, {.steps = 60});
  CHECK(a.steps == b.steps);
  CHECK(a.energy == Approx(b.energy).epsilon(1e-9));
  CHECK(a.largest_force == Approx(b.largest_force).epsilon(1e-6));
  CHECK(same_on_all(ranks, a.energy));
  if (!ranks.is_root()) return;
  double worst = 0.0;
  for (std::size_t i = 0; i < alone.r.size(); ++i)
    worst = std::max(worst, norm(alone.cell.minimum_image(alone.r[i] - together.r[i])));
  CHECK(worst < 1e-8);
}
