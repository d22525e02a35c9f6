#include <algorithm>

#include "ranks.hpp"

using namespace liquidus;
using namespace liquidus::testing;

namespace {

struct Case {
  const char *ensemble, *thermostat;
  double skin = 0.4;  // Å; many new lists, at which atoms change ranks
};

constexpr Case cases[] = {{"nve", ""}, {"nvt", "langevin"}, {"nvt", "nose-hoover"}, {"npt", "rescaling", 0.1}};

MdOptions run_for(const Case& one) {
  auto options = stage(one.ensemble, 140.0, 200);
  options.thermostat = one.thermostat;
  options.pressure_interval = 3;
  options.compressibility = 40000.0;  // bold moves, of which many are refused
  auto run = run_of({options}, 20);
  run.neighbours.skin = one.skin;
  return run;
}

/// What an observer of every rank has seen: sums over the whole structure.
struct Seen : Observer {
  std::vector<double> sums = std::vector<double>(4, 0.0);
  Index interval() const override { return 7; }
  void observe(const Snapshot& now) override {
    for (std::size_t i = 0; i < now.atoms.r.size(); ++i) {
      const auto weight = static_cast<double>(i + 1);  // so that the order counts
      sums[0] += weight * norm2(now.atoms.r[i]);
      sums[1] += weight * norm2(now.atoms.v[i]);
      sums[2] += weight * (now.atoms.image[i][0] + now.atoms.type[i]);
    }
    sums[3] += now.potential_energy + now.temperature + trace(now.stress);
  }
  std::vector<double> state() const override { return sums; }
  void restore(const std::vector<double>& state) override { sums = state; }
};

/// A run, from a checkpoint if there is one, for so many steps.
Checkpoint run(const MdOptions& options, const Checkpoint* from, Index steps, const Communicator& ranks) {
  const auto potential = argon_potential();
  Simulation simulation(argon(3), *potential, options, nullptr, ranks);
  Seen seen;
  simulation.measure("seen", seen);
  if (from) simulation.restore(*from);
  simulation.run(steps);
  return simulation.checkpoint();
}

/// Names of what differs in any bit.
std::vector<std::string> differences(const Checkpoint& a, const Checkpoint& b) {
  std::vector<std::string> names;
  for (const auto& [name, value] : a.values())
    if (!b.has(name) || b.values().at(name) != value) names.push_back(name);
  if (a.values().size() != b.values().size()) names.emplace_back("(names)");
  return names;
}

void require_close(const Checkpoint& a, const Checkpoint& b) {
  REQUIRE(parting(a.structure("atoms"), b.structure("atoms")) < 1e-8);
  for (const char* name : {"md/energy", "md/stepper/thermostat", "observers/seen"}) {
    INFO(name);
    const auto &x = a.numbers(name), &y = b.numbers(name);
    REQUIRE(x.size() == y.size());
    for (std::size_t k = 0; k < x.size(); ++k) REQUIRE(x[k] == Approx(y[k]).epsilon(1e-8).margin(1e-8));
  }
}

}  // namespace

TEST_CASE("a run cut in two on as many ranks is the one in a piece, to the last bit", "[ranks_restart_test]") {
  const auto ranks = Communicator::world();
  for (const Case& one : cases)
    for (const Index first : {100, 63}) {
      INFO(one.ensemble << " " << one.thermostat << ", broken at " << first);
      const auto options = run_for(one);
      const Checkpoint whole = run(options, nullptr, -1, ranks), half = run(options, nullptr, first, ranks);
      const Checkpoint parts = run(options, &half, -1, ranks);
      if (ranks.is_root()) REQUIRE(differences(whole, parts) == std::vector<std::string>{});
    }
}

TEST_CASE("a run goes on with another number of ranks, equal to rounding", "[ranks_restart_test]") {
  const auto ranks = Communicator::world();
  const Communicator& alone = Communicator::self();
  for (const Case& one : cases) {
    INFO(one.ensemble << " " << one.thermostat);
    const auto options = run_for(one);
    const Checkpoint whole = run(options, nullptr, -1, alone);
    const Checkpoint half_of_all = run(options, nullptr, 63, ranks), half_of_one = run(options, nullptr, 63, alone);
    const Checkpoint by_all = run(options, &half_of_one, -1, ranks);
    if (!ranks.is_root()) continue;
    require_close(by_all, whole);
    require_close(run(options, &half_of_all, -1, alone), whole);
  }
}

TEST_CASE("a checkpoint with a layout of other atoms is refused by all ranks", "[ranks_restart_test]") {
  const auto ranks = Communicator::world();
  if (ranks.alone()) return;
  const auto options = run_for(cases[0]);
  Checkpoint checkpoint = run(options, nullptr, 20, ranks);
  if (ranks.is_root()) {
    auto ids = checkpoint.integers("md/ranks/ids");
    std::fill(ids.begin(), ids.end(), Index{0});
    checkpoint.put("md/ranks/ids", ids);
  }
  REQUIRE_THROWS_WITH(run(options, &checkpoint, 1, ranks), Catch::Contains("the checkpoint does not fit this run: "));
}

TEST_CASE("every rank's observers are shown the whole structure", "[ranks_restart_test]") {
  const auto ranks = Communicator::world();
  const auto potential = argon_potential();
  const auto options = run_for(cases[0]);
  Simulation over(argon(3), *potential, options, nullptr, ranks), alone(argon(3), *potential, options);
  Seen by_all, by_one;
  over.measure("seen", by_all);
  alone.measure("seen", by_one);
  over.run();
  alone.run();
  for (std::size_t k = 0; k < by_one.sums.size(); ++k) {
    REQUIRE(by_all.sums[k] == Approx(by_one.sums[k]).epsilon(1e-9));
    REQUIRE(same_on_all(ranks, by_all.sums[k]));
  }
}
