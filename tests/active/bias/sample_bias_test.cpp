#include "active/bias/sample_bias.hpp"

#include <algorithm>
#include <catch2/catch.hpp>
#include <filesystem>
#include <fstream>
#include <sstream>

#include "active/bias/argon_bias.hpp"
#include "active/campaign/sample_run.hpp"
#include "core/neighbours.hpp"
#include "core/units.hpp"
#include "support/error_of.hpp"
#include "support/temporary_folder.hpp"

using namespace liquidus;
using namespace liquidus::testing;

namespace {

/// Names of what differs in any bit.
std::vector<std::string> differences(const Checkpoint& a, const Checkpoint& b) {
  std::vector<std::string> names;
  for (const auto& [name, value] : a.values())
    if (!b.has(name) || b.values().at(name) != value) names.push_back(name);
  if (a.values().size() != b.values().size()) names.emplace_back("(names)");
  return names;
}

/// Rows of a file of numbers, without its header.
std::vector<std::vector<double>> rows_of(const std::string& path) {
  std::ifstream in(path);
  std::vector<std::vector<double>> rows;
  std::string line;
  for (std::getline(in, line); std::getline(in, line);) {
    std::istringstream cells(line);
    auto& row = rows.emplace_back();
    for (std::string cell; std::getline(cells, cell, ',');) row.push_back(std::stod(cell));
  }
  return rows;
}

/// The variable at every fifth step, worked out from the atoms that are shown.
struct Variable : Observer {
  explicit Variable(const std::string& kind) : debye(kind == "debye") {}
  Index interval() const override { return 5; }
  void observe(const Snapshot& now) override { values.push_back(debye ? intensity(now.atoms) : energy(now.atoms)); }
  std::vector<double> state() const override { return {}; }
  void restore(const std::vector<double>&) override {}

  static double energy(const Structure& atoms) {
    return evaluate(*small_argon_potential(), atoms).energy / static_cast<double>(atoms.size());
  }
  static double intensity(const Structure& atoms) {
    const auto sum = debye_intensity(bias_of("debye"), atoms.species);
    PeriodicNeighbours neighbours({sum.list()}, Skin{0.0});
    std::vector<Vec3> gradient(atoms.r.size());
    Mat3 strain{};
    return 1.0 + sum.sum(neighbours.update(atoms), gradient, strain);
  }

  bool debye;
  std::vector<double> values;
};

}  // namespace

TEST_CASE("A biased run cut in two is the one in a piece, to the last bit, with its files", "[sample_bias_test]") {
  for (const auto* kind : {"energy", "debye"})
    for (const auto* ensemble : {"nvt", "npt"})
      for (const Index first : {13, 83}) {
        INFO(kind << " " << ensemble << ", broken at " << first);
        const TemporaryFolder whole, parts;
        const auto options = run_of_argon(ensemble);
        BiasedRun one(bias_of(kind), options, whole.path().string());
        one.simulation.run();
        Checkpoint half;
        {
          BiasedRun two(bias_of(kind), options, parts.path().string());
          two.simulation.run(first);
          half = two.simulation.checkpoint();
          two.simulation.run(24);  // killed then: its rows go beyond the checkpoint
        }
        BiasedRun two(bias_of(kind), options, parts.path().string());
        two.simulation.restore(half);
        two.simulation.run();
        CHECK(differences(one.simulation.checkpoint(), two.simulation.checkpoint()) == std::vector<std::string>{});
        for (const auto* file : {"hills.csv", "bias.csv"}) {
          CHECK(contents(whole / file) == contents(parts / file));
          CHECK(rows_of(whole / file).size() == (std::string(file) == "hills.csv" ? 30 : 15));
        }
      }
}

TEST_CASE("Hills are set where the atoms are, after moves of the cell that were refused too", "[sample_bias_test]") {
  for (const auto* kind : {"energy", "debye"})
    for (const auto* ensemble : {"nvt", "npt"}) {
      INFO(kind << " " << ensemble);
      const TemporaryFolder folder;
      BiasedRun run(bias_of(kind), run_of_argon(ensemble), folder.path().string());
      Variable variable(kind);
      run.simulation.measure("variable", variable, {"sample"});
      run.simulation.run();
      if (std::string(ensemble) == "npt") {
        const double taken = run.simulation.summary().stages.back().moves_taken;
        REQUIRE(taken > 0.05);
        REQUIRE(taken < 0.95);
      }
      const auto hills = rows_of(folder / "hills.csv"), trace = rows_of(folder / "bias.csv");
      REQUIRE(hills.size() == variable.values.size());
      for (std::size_t k = 0; k < hills.size(); ++k) {
        CHECK(hills[k][0] == 25 + 5 * static_cast<double>(k));  // steps; those of the first stage set none
        CHECK(hills[k][2] == Approx(variable.values[k]).epsilon(1e-9));
        // the hill's height goes by the bias before it
        CHECK(hills[k][4] == Approx(0.02 * std::exp(-hills[k][5] / (7.0 * units::kB * 120.0))).epsilon(1e-8));
      }
      const auto largest = std::max_element(hills.begin(), hills.end(), [](auto& a, auto& b) { return a[5] < b[5]; });
      CHECK((*largest)[5] > 0.01);                                   // hills overlap
      CHECK(trace.front()[3] == Approx(hills[1][5]).epsilon(1e-9));  // both at step 30, before its hill
    }
}

TEST_CASE("The free energy of what was visited is written in the end", "[sample_bias_test]") {
  const TemporaryFolder folder;
  BiasedRun run(bias_of("debye"), run_of_argon("nvt"), folder.path().string());
  run.bias.write_free_energy();
  CHECK(!std::filesystem::exists(folder / "free-energy.csv"));
  run.simulation.run();
  run.bias.write_free_energy();
  double least = 1.0;
  for (const auto& row : rows_of(folder / "free-energy.csv")) {
    least = std::min(least, row[2]);
    CHECK(row[2] >= 0.0);
  }
  CHECK(least == 0.0);
}

TEST_CASE("A run does not go on with the hills of another variable", "[sample_bias_test]") {
  const TemporaryFolder folder;
  BiasedRun run(bias_of("energy"), run_of_argon("nvt"), folder.path().string());
  run.simulation.run(40);
  BiasedRun other(bias_of("debye"), run_of_argon("nvt"), folder.path().string());
  CHECK_THAT(error_of([&] { other.simulation.restore(run.simulation.checkpoint()); }),
             Catch::Contains("it has no measure 'bias-debye-2'"));
}

TEST_CASE("A state with a bias is sampled with it, and goes on where it was stopped", "[sample_bias_test]") {
  const TemporaryFolder folder;
  const auto potential = small_argon_potential();
  SamplingOptions sampling;
  sampling.timestep = 4.0;
  sampling.interval = 10;
  SamplingState state;
  state.name = "120K";
  state.temperature = {120.0};
  state.equilibrate = 40.0;
  state.time = 400.0;
  state.bias = bias_of("energy");
  const auto sample = [&](const std::string& name, const RunFolder::Watch& watch) {
    return sample_run(sampling, state, small_argon(), *potential, 3, folder / name, watch, Communicator::self());
  };
  CHECK(sample("whole", {})->stopped.empty());
  for (int n = 0; n < 15; ++n) CHECK(!sample("parts", [](const Progress&) { return false; }));
  CHECK(sample("parts", {})->time == 440.0);
  for (const auto* file : {"hills.csv", "bias.csv", "free-energy.csv", "thermo.csv"}) {
    INFO(file);
    CHECK(contents(folder / ("whole/" + std::string(file))) == contents(folder / ("parts/" + std::string(file))));
  }
  CHECK(rows_of(folder / "whole/hills.csv").size() == 20);
  state.bias.kind = "debye";
  state.bias.weights = {"Kr = 1"};
  CHECK_THAT(error_of([&] { sample("other", {}); }), Catch::Contains("there is no species 'Kr'"));
}
