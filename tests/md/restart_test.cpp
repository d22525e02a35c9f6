#include <signal.h>
#include <sys/wait.h>
#include <unistd.h>

#include <catch2/catch.hpp>
#include <cstdio>
#include <thread>

#include "core/random.hpp"
#include "io/h5md.hpp"
#include "io/helpers.hpp"
#include "md/run_sink.hpp"
#include "support.hpp"

using namespace liquidus;
using namespace liquidus::testing;

namespace {

/// Adds up kinetic and potential energies, so that a missed or doubled call shows.
struct Adder : Observer {
  std::vector<double> sums{0.0, 0.0, 0.0};
  Index interval() const override { return 7; }
  void observe(const Snapshot& now) override {
    sums[0] += now.potential_energy;
    sums[1] += now.temperature;
    sums[2] += 1.0;
  }
  std::vector<double> state() const override { return sums; }
  void restore(const std::vector<double>& state) override { sums = state; }
};

/// Names of the values that differ in any bit.
std::vector<std::string> differences(const Checkpoint& a, const Checkpoint& b) {
  std::vector<std::string> found;
  if (a.names() != b.names()) found.emplace_back("(names)");
  for (const auto& name : a.names()) {
    if (!b.has(name)) continue;
    const auto values = [&](const Checkpoint& c) -> std::string {
      std::string bytes;
      try {
        const auto& x = c.numbers(name);
        bytes.assign(reinterpret_cast<const char*>(x.data()), x.size() * sizeof(double));
      } catch (const InputError&) {
        try {
          const auto& x = c.integers(name);
          bytes.assign(reinterpret_cast<const char*>(x.data()), x.size() * sizeof(Index));
        } catch (const InputError&) {
          for (const auto& s : c.strings(name)) bytes += s + '\n';
        }
      }
      return bytes;
    };
    if (values(a) != values(b)) found.push_back(name);
  }
  return found;
}

struct Case {
  std::string name;
  StageOptions stage;
};

std::vector<Case> every_ensemble(Index steps) {
  std::vector<Case> cases{{"nve", stage("nve", 100.0, steps)}};
  for (const auto* thermostat : {"nose-hoover", "langevin", "rescaling"})
    for (const auto* ensemble : {"nvt", "npt", "npt-full"}) {
      auto options = stage(ensemble, 0.0, steps);
      options.thermostat = thermostat;
      options.temperature = {100.0, 140.0};
      options.compressibility = 30.0;
      cases.push_back({std::string(ensemble) + " " + thermostat, options});
    }
  auto ramp = stage("nvt", 110.0, steps);
  ramp.density = parse_quantity("0.019 1/Å^3");
  cases.push_back({"ramp of density", ramp});
  return cases;
}

/// The checkpoint at the end of a run that is broken off after `first` steps, its state going through a file.
Checkpoint broken_run(const Structure& start, const Potential& potential, const MdOptions& options, Index first,
                      Memory& memory) {
  const TemporaryFolder folder;
  {
    Simulation simulation(start, potential, options, &memory);
    Adder adder;
    simulation.measure("sums", adder);
    simulation.run(first);
    simulation.checkpoint().save(folder / "checkpoint.h5");
  }
  Simulation simulation(start, potential, options, &memory);
  Adder adder;
  simulation.measure("sums", adder);
  simulation.restore(Checkpoint::load(folder / "checkpoint.h5"));
  simulation.run();
  return simulation.checkpoint();
}

Checkpoint unbroken_run(const Structure& start, const Potential& potential, const MdOptions& options, Memory& memory) {
  Simulation simulation(start, potential, options, &memory);
  Adder adder;
  simulation.measure("sums", adder);
  simulation.run();
  return simulation.checkpoint();
}

void require_same_rows(const Memory& a, const Memory& b) {
  REQUIRE(a.rows.size() == b.rows.size());
  for (std::size_t k = 0; k < a.rows.size(); ++k) {
    CHECK(a.rows[k].step == b.rows[k].step);
    CHECK(a.rows[k].conserved == b.rows[k].conserved);
    CHECK(a.rows[k].pressure == b.rows[k].pressure);
  }
}

}  // namespace

TEST_CASE("500 + 500 restarted steps are 1000 steps, bit for bit, in every ensemble", "[restart_test]") {
  const auto potential = argon_potential();
  const Structure start = liquid_argon(*potential, 3);
  for (const Case& one : every_ensemble(1000))
    for (const Index first : {500, 337}) {  // 337 is a multiple of no interval
      INFO(one.name << ", broken at " << first);
      auto options = run_of({one.stage}, 50);
      Memory whole, parts;
      const Checkpoint a = unbroken_run(start, *potential, options, whole);
      const Checkpoint b = broken_run(start, *potential, options, first, parts);
      CHECK(differences(a, b) == std::vector<std::string>{});
      require_same_rows(whole, parts);
    }
}

TEST_CASE("a restart within the second stage and with two threads is exact too", "[restart_test]") {
  const auto potential = argon_potential();
  auto melt = stage("nvt", 150.0, 300), hold = stage("npt", 120.0, 400), measure = stage("nve", 0.0, 300);
  const auto options = run_of({melt, hold, measure}, 20);
  set_threads(2);
  const Structure start = argon(5);
  for (const Index first : {300, 450, 700}) {
    Memory whole, parts;
    const Checkpoint a = unbroken_run(start, *potential, options, whole);
    const Checkpoint b = broken_run(start, *potential, options, first, parts);
    INFO(first);
    CHECK(differences(a, b) == std::vector<std::string>{});
    require_same_rows(whole, parts);
  }
  set_threads(1);
}

TEST_CASE("a run of 500 steps made longer afterwards is the run of 1000 steps", "[restart_test]") {
  const auto potential = argon_potential();
  const Structure start = liquid_argon(*potential, 3);
  auto short_run = run_of({stage("nvt", 120.0, 500)}), long_run = run_of({stage("nvt", 120.0, 1000)});
  short_run.write.checkpoint = long_run.write.checkpoint = 300;
  Memory whole, parts;
  Simulation a(start, *potential, long_run, &whole), b(start, *potential, short_run, &parts);
  a.run();
  b.run();
  Simulation c(start, *potential, long_run, &parts);
  c.restore(parts.checkpoints.back());
  CHECK_FALSE(c.finished());
  c.run();
  CHECK(differences(a.checkpoint(), c.checkpoint()) == std::vector<std::string>{});
  require_same_rows(whole, parts);
}

TEST_CASE("what a run asks for on the way changes no bit of it", "[restart_test]") {
  // An energy more or less at a step must not change the forces of that step.
  const auto potential = argon_potential();
  const Structure start = liquid_argon(*potential, 3);
  Memory memory;
  Simulation often(start, *potential, run_of({stage("nvt", 120.0, 300)}, 1), &memory);
  Simulation rarely(start, *potential, run_of({stage("nvt", 120.0, 300)}, 0));
  often.run();
  rarely.run();
  CHECK(often.atoms().r == rarely.atoms().r);
  CHECK(often.atoms().v == rarely.atoms().v);
}

TEST_CASE("a checkpoint of another run is refused with the reason", "[restart_test]") {
  const auto potential = argon_potential();
  const auto options = run_of({stage("nvt", 120.0, 50)});
  Simulation first(argon(2), *potential, options);
  first.run();
  const Checkpoint checkpoint = first.checkpoint();
  const auto why = [&](const Structure& atoms, const MdOptions& other) {
    return error_of([&] { Simulation(atoms, *potential, other).restore(checkpoint); });
  };
  const std::string begin = "the checkpoint does not fit this run: ";
  CHECK(why(argon(3), options) == begin + "the number of atoms was 32 and is 108 now");
  auto krypton = argon(2);
  krypton.species[0] = make_species("Kr");
  CHECK(why(krypton, options) == begin + "atom 0 was 'Ar' and is 'Kr' now");
  auto other = options;
  other.run.seed = 2;
  CHECK(why(argon(2), other) == begin + "the seed was 1 and is 2 now");
  other = options;
  other.stages[0].timestep = 1.0;
  CHECK(why(argon(2), other) == begin + "the stage's timestep was 2 and is 1 now");
  other = options;
  other.stages[0].name = "melt";
  CHECK(why(argon(2), other) == begin + "the name of stage 1 was nvt and is melt now");
  other = options;
  other.stages[0].thermostat = "langevin";
  CHECK(why(argon(2), other) == begin + "the stage's thermostat was rescaling and is langevin now");
  other = options;
  other.stages[0].steps = 20;
  CHECK(why(argon(2), other) == begin + "it has done 50 steps of stage 'nvt', which has 20 now");

  Simulation measured(argon(2), *potential, options);
  Adder adder;
  measured.measure("sums", adder);
  CHECK(error_of([&] { measured.restore(checkpoint); }) == begin + "it has no measure 'sums'");
}

namespace {

MdOptions killed_options() {
  auto melt = stage("nvt", 150.0, 1500), hold = stage("npt", 120.0, 1500);
  auto options = run_of({melt, hold}, 20);
  options.write.trajectory = 30;
  options.write.checkpoint = 100;
  return options;
}

/// Runs in a folder from its checkpoint, or from the start if it has none.
void run_in(const std::string& folder, const Structure& start, const Potential& potential) {
  const MdOptions options = killed_options();
  const auto path = RunFolder::checkpoint_path(folder);
  const bool go_on = std::filesystem::exists(path);
  std::optional<Checkpoint> checkpoint;
  if (go_on) checkpoint = Checkpoint::load(path);
  RunFolder sink = go_on ? RunFolder::resume(folder, options.write, *checkpoint) : RunFolder(folder, options.write);
  Simulation simulation(start, potential, options, &sink);
  Adder adder;
  simulation.measure("sums", adder);
  if (go_on) simulation.restore(*checkpoint);
  simulation.run();
}

/// The same in a process of its own that is killed after a while. True if it had not ended before.
bool run_and_kill(const std::string& folder, const Structure& start, const Potential& potential, int milliseconds) {
  const pid_t child = fork();
  if (child == 0) {
    try {
      run_in(folder, start, potential);
    } catch (const std::exception& error) {
      std::fprintf(stderr, "after a kill: %s\n", error.what());
      _exit(1);
    }
    _exit(0);
  }
  std::this_thread::sleep_for(std::chrono::milliseconds(milliseconds));
  kill(child, SIGKILL);
  int status = 0;
  waitpid(child, &status, 0);
  REQUIRE((WIFSIGNALED(status) || WEXITSTATUS(status) == 0));
  return WIFSIGNALED(status);
}

std::vector<Frame> frames_of(const std::string& path) {
  const H5mdReader reader(path);
  std::vector<Frame> frames;
  for (Index k = 0; k < reader.frames(); ++k) frames.push_back(reader.read(k));
  return frames;
}

}  // namespace

TEST_CASE("a run killed at random moments ends as the one that was left alone", "[restart_test]") {
  set_threads(1);
  const auto potential = argon_potential();
  const Structure start = argon(3);
  const TemporaryFolder folder;
  run_in(folder / "whole", start, *potential);
  int kills = 0;
  for (Index attempt = 0; attempt < 12; ++attempt) {
    const double wait = 5.0 + 60.0 * Random(4, Stream::bootstrap, attempt, 0).uniform();
    if (run_and_kill(folder / "killed", start, *potential, static_cast<int>(wait)))
      ++kills;
    else
      break;
  }
  CHECK(kills >= 1);
  run_in(folder / "killed", start, *potential);
  const auto load = [&](const std::string& name) {
    return Checkpoint::load(RunFolder::checkpoint_path(folder / name));
  };
  CHECK(load("killed").integer("md/step") == 3000);
  CHECK(differences(load("whole"), load("killed")) == std::vector<std::string>{});
  CHECK(contents(folder / "whole/thermo.csv") == contents(folder / "killed/thermo.csv"));
  const auto whole = frames_of(folder / "whole/trajectory.h5"), killed = frames_of(folder / "killed/trajectory.h5");
  REQUIRE(whole.size() == 101);
  REQUIRE(killed.size() == whole.size());
  for (std::size_t k = 0; k < whole.size(); ++k) {
    CHECK(killed[k].step == whole[k].step);
    CHECK(killed[k].atoms.r == whole[k].atoms.r);
  }
}
