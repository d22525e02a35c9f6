#include <catch2/catch.hpp>
#include <nlohmann/json.hpp>

#include "app/program.hpp"
#include "app/version.hpp"

using liquidus::test::prepare_argon;
using liquidus::test::rdf;
using liquidus::test::WorkFolder;

TEST_CASE("a run leaves its table, trajectory, checkpoint, curves and summary", "[run_test]") {
  const WorkFolder folder;
  prepare_argon(folder, rdf);
  const auto outcome = folder.run("run run.toml");
  INFO(outcome.err);
  REQUIRE(outcome.code == 0);
  CHECK(outcome.err.empty());  // no progress where stderr is no terminal
  for (const char* name : {"thermo.csv", "trajectory.h5", "checkpoint.h5", "rdf.csv", "summary.json"})
    CHECK(std::filesystem::exists(folder.path() / "out" / name));
  const auto summary = nlohmann::json::parse(folder.read("out/summary.json"));
  CHECK(summary["version"] == liquidus::version);
  CHECK(summary["finished"] == true);
  CHECK(summary["seed"] == 3);
  CHECK(summary["options"]["structure"]["density"] == "0.02125 1/Å^3");
  CHECK(summary["options"]["stage"][0]["timestep"] == "2 fs");
  CHECK(summary["options"]["stage"][0]["tau"] == "0.1 ps");  // an option that the file doesn't give
  CHECK(summary["options"]["guards"]["hottest"] == "20000 K");
  CHECK(summary["structure"]["atoms"] == 108);
  CHECK(summary["stages"][0]["steps"] == 100);
  CHECK(summary["measures"]["rdf"]["frames"] == 21);
}

TEST_CASE("values given to --set replace those of the file", "[run_test]") {
  const WorkFolder folder;
  prepare_argon(folder);
  REQUIRE(folder.run("run run.toml --set stage.heat.steps=20 --set seed=11 --set output=other").code == 0);
  const auto summary = nlohmann::json::parse(folder.read("other/summary.json"));
  CHECK(summary["seed"] == 11);
  CHECK(summary["stages"][0]["steps"] == 20);
}

TEST_CASE("a run cut in two by --restart equals one in a piece, to the last bit", "[run_test]") {
  const WorkFolder folder;
  prepare_argon(folder, rdf);
  REQUIRE(folder.run("run run.toml --set output=whole").code == 0);
  REQUIRE(folder.run("run run.toml --set output=parts --set stage.heat.steps=50").code == 0);
  const auto second = folder.run("run run.toml --set output=parts --restart");
  INFO(second.err);
  REQUIRE(second.code == 0);
  CHECK(folder.read("whole/thermo.csv") == folder.read("parts/thermo.csv"));
  CHECK(folder.read("whole/rdf.csv") == folder.read("parts/rdf.csv"));
  const auto last = folder.run("convert whole/trajectory.h5 -o whole.xyz --first 5");
  REQUIRE(last.code == 0);
  REQUIRE(folder.run("convert parts/trajectory.h5 -o parts.xyz --first 5").code == 0);
  CHECK(folder.read("whole.xyz") == folder.read("parts.xyz"));
}

TEST_CASE("molten salt with its Coulomb sum, at a pressure, restarts to the last bit", "[run_test]") {
  const WorkFolder folder;
  folder.write("run.toml",
               "output = \"whole\"\n"
               "[structure]\nformula = \"NaCl\"\natoms = 64\ndensity = \"1.5 g/cm^3\"\n"
               "[potential]\nfile = \"nacl-fumi-tosi\"\n"
               "[write]\nthermo = 5\ntrajectory = 10\ncheckpoint = 25\n"
               "[[stage]]\nname = \"salt\"\nensemble = \"npt\"\ntemperature = \"1150 K\"\npressure = \"1 bar\"\n"
               "steps = 60\ntimestep = \"1 fs\"\n");
  REQUIRE(folder.run("run run.toml").code == 0);
  REQUIRE(folder.run("run run.toml --set output=parts --set stage.salt.steps=33").code == 0);
  const auto second = folder.run("run run.toml --set output=parts --restart");
  INFO(second.err);
  REQUIRE(second.code == 0);
  CHECK(folder.read("whole/thermo.csv") == folder.read("parts/thermo.csv"));
}

TEST_CASE("an earlier run's results are not written over by mistake", "[run_test]") {
  const WorkFolder folder;
  prepare_argon(folder);
  REQUIRE(folder.run("run run.toml").code == 0);
  const std::string before = folder.read("out/thermo.csv");
  const auto again = folder.run("run run.toml --set seed=4");
  CHECK(again.code == 2);
  CHECK(
      again.err ==
      "liquidus: 'out' holds the results of an earlier run (checkpoint.h5); go on with it by --restart, replace it by "
      "--overwrite, or choose another output\n");
  CHECK(folder.read("out/thermo.csv") == before);
  const auto other = folder.run("run run.toml --restart --set structure.atoms=256");
  CHECK(other.code == 2);
  CHECK(folder.read("out/thermo.csv") == before);
  REQUIRE(folder.run("run run.toml --set seed=4 --overwrite").code == 0);
  CHECK(folder.read("out/thermo.csv") != before);
}

TEST_CASE("the structure of a run is that of its trajectory", "[run_test]") {
  const WorkFolder folder;
  prepare_argon(folder, rdf + "stages = [\"heat\"]\n");
  REQUIRE(folder.run("run run.toml --set write.trajectory=5").code == 0);
  REQUIRE(folder.run("scatter out/trajectory.h5 --cutoff '8 Å' --width '0.1 Å' -o again.csv").code == 0);
  CHECK(folder.read("again.csv") == folder.read("out/rdf.csv"));
}

TEST_CASE("evaluate writes energy, forces and stress, and convert replicates", "[run_test]") {
  const WorkFolder folder;
  prepare_argon(folder);
  REQUIRE(folder.run("run run.toml").code == 0);
  REQUIRE(folder.run("convert out/trajectory.h5 -o last.xyz --first 5").code == 0);
  REQUIRE(folder.run("convert last.xyz -o large.xyz --replicate 2 2 2").code == 0);
  REQUIRE(folder.run("evaluate --potential argon.toml last.xyz -o a.xyz").code == 0);
  REQUIRE(folder.run("evaluate --potential argon.toml large.xyz -o b.xyz --label-prefix REF_").code == 0);
  const auto energy = [&](const std::string& file, const std::string& key) {
    const std::string text = folder.read(file);
    const auto at = text.find(key + "=");
    REQUIRE(at != std::string::npos);
    return std::stod(text.substr(at + key.size() + 1));
  };
  // eight copies, eight times the energy, to rounding of sums of 10^5 pairs
  CHECK(energy("b.xyz", "REF_energy") == Approx(8.0 * energy("a.xyz", " energy")).epsilon(1e-12));
  CHECK(folder.read("a.xyz").find("stress=") != std::string::npos);
}

TEST_CASE("a simulation that blows up stops with stage, step and atom, and exit code 3", "[run_test]") {
  const WorkFolder folder;
  prepare_argon(folder);
  const auto outcome = folder.run("run run.toml --set guards.hottest='90 K' --set stage.heat.temperature='300 K'");
  CHECK(outcome.code == 3);
  CHECK(outcome.err.find("stage 'heat'") != std::string::npos);
  CHECK(outcome.err.find("step") != std::string::npos);
}

TEST_CASE("literature values are printed beside the run's own", "[run_test]") {
  const WorkFolder folder;
  prepare_argon(folder, rdf + "[[literature]]\nquantity = \"density\"\nvalue = \"1.41 g/cm³\"\nsource = \"a paper\"\n");
  const auto outcome = folder.run("run run.toml");
  REQUIRE(outcome.code == 0);
  CHECK(outcome.out.find("density               1.4097 g/cm³            1.41 g/cm³      a paper") != std::string::npos);
}

TEST_CASE("lists name what there is", "[run_test]") {
  const WorkFolder folder;
  const auto potentials = folder.run("list potentials");
  CHECK(potentials.code == 0);
  for (const char* name : {"argon", "neon", "krypton", "xenon", "nacl-fumi-tosi", "feo-guillot-sator", "feo-pedone"})
    CHECK(potentials.out.find(name) != std::string::npos);
  CHECK(folder.run("list formats").code == 0);
  CHECK(folder.run("list measures").code == 0);
}
