#include <catch2/catch.hpp>
#include <sstream>

#include "io/h5md.hpp"
#include "io/helpers.hpp"
#include "md/run_sink.hpp"
#include "support.hpp"

using namespace liquidus;
using namespace liquidus::testing;

namespace {

MdOptions options_for(Index steps) {
  auto options = run_of({stage("nvt", 120.0, steps)}, 10);
  options.write.trajectory = 25;
  options.write.checkpoint = 40;
  return options;
}

void run(const std::string& folder, Index steps) {
  const auto potential = argon_potential();
  const auto options = options_for(steps);
  RunFolder sink(folder, options.write);
  Simulation simulation(argon(2), *potential, options, &sink);
  simulation.run();
  CHECK(sink.last_checkpoint() == RunFolder::checkpoint_path(folder));
}

std::vector<std::string> lines(const std::string& path) {
  std::istringstream text(contents(path));
  std::vector<std::string> all;
  for (std::string line; std::getline(text, line);) all.push_back(line);
  return all;
}

}  // namespace

TEST_CASE("a run leaves rows with units, frames and a checkpoint in its folder", "[run_folder_test]") {
  const TemporaryFolder folder;
  run(folder / "a/b", 100);
  const auto rows = lines(folder / "a/b/thermo.csv");
  REQUIRE(rows.size() == 12);
  CHECK(rows[0] ==
        "step,time/fs,stage,temperature/K,potential/eV,kinetic/eV,total/eV,conserved/eV,pressure/bar,volume/Å^3,"
        "density/(g/cm^3),a/Å,b/Å,c/Å,alpha/deg,beta/deg,gamma/deg");
  CHECK(rows[1].substr(0, 12) == "0,0,nvt,120,");
  CHECK(rows[11].substr(0, 12) == "100,200,nvt,");
  CHECK(rows[11].substr(rows[11].size() - 9) == ",90,90,90");
  const H5mdReader reader(folder / "a/b/trajectory.h5");
  CHECK(reader.steps() == std::vector<Index>{0, 25, 50, 75, 100});
  const Frame frame = reader.read(2);
  CHECK(frame.time == 100.0);
  CHECK(frame.energy.has_value());
  CHECK(frame.stress.has_value());
  CHECK(frame.atoms.v.size() == 32);
  CHECK(Checkpoint::load(folder / "a/b/checkpoint.h5").integer("md/step") == 100);
}

TEST_CASE("going on cuts rows and frames behind the checkpoint, half-written ones too", "[run_folder_test]") {
  const TemporaryFolder folder;
  run(folder / "a", 100);
  const auto whole = lines(folder / "a/thermo.csv");
  const auto potential = argon_potential();
  Simulation simulation(argon(2), *potential, options_for(100));
  simulation.run(40);
  const Checkpoint checkpoint = simulation.checkpoint();
  {
    std::ofstream torn(folder / "a/thermo.csv", std::ios::app);
    torn << "110,220,nv";
  }
  {
    const RunFolder sink = RunFolder::resume(folder / "a", options_for(100).write, checkpoint);
    CHECK(sink.last_checkpoint() == folder / "a/checkpoint.h5");
  }
  const auto rows = lines(folder / "a/thermo.csv");
  REQUIRE(rows.size() == 6);
  CHECK(rows[5] == whole[5]);
  CHECK(H5mdReader(folder / "a/trajectory.h5").steps() == std::vector<Index>{0, 25});
}

TEST_CASE("going on without the old files starts new ones", "[run_folder_test]") {
  const TemporaryFolder folder;
  const auto potential = argon_potential();
  const auto options = options_for(100);
  Simulation first(argon(2), *potential, options);
  first.run(40);
  std::filesystem::create_directory(folder / "new");
  {
    RunFolder sink = RunFolder::resume(folder / "new", options.write, first.checkpoint());
    Simulation second(argon(2), *potential, options, &sink);
    second.restore(first.checkpoint());
    second.run();
  }
  const auto rows = lines(folder / "new/thermo.csv");
  REQUIRE(rows.size() == 7);
  CHECK(rows[1].substr(0, 3) == "50,");
  CHECK(H5mdReader(folder / "new/trajectory.h5").steps() == std::vector<Index>{50, 75, 100});
}

TEST_CASE("a new run in a used folder keeps the old checkpoint under another name", "[run_folder_test]") {
  const TemporaryFolder folder;
  run(folder / "a", 100);
  const auto options = options_for(100);
  const RunFolder sink(folder / "a", options.write);
  CHECK_FALSE(std::filesystem::exists(folder / "a/checkpoint.h5"));
  CHECK(std::filesystem::exists(folder / "a/checkpoint.previous.h5"));
  CHECK(sink.last_checkpoint().empty());
}

TEST_CASE("a folder that can't be made is the user's mistake", "[run_folder_test]") {
  const TemporaryFolder folder;
  folder.with("file", "");
  CHECK(error_of([&] { RunFolder(folder / "file/a", {}); }) ==
        "cannot make the folder '" + folder / "file/a" + "': Not a directory");
}

TEST_CASE("who watches can stop a run, which leaves a checkpoint to go on from", "[run_folder_test]") {
  const TemporaryFolder folder;
  const auto potential = argon_potential();
  const auto options = options_for(1000000);
  Index calls = 0;
  RunFolder sink(folder / "a", options.write, [&](const Progress& progress) {
    CHECK(progress.steps == 1000000);
    CHECK(progress.stage == "nvt");
    return ++calls < 2;
  });
  Simulation simulation(argon(2), *potential, options, &sink);
  CHECK_FALSE(simulation.run());
  CHECK(calls == 2);
  CHECK(Checkpoint::load(folder / "a/checkpoint.h5").integer("md/step") == simulation.step());
}
