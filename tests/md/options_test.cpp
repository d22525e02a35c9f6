#include "md/options.hpp"

#include <catch2/catch.hpp>

#include "core/errors.hpp"
#include "core/units.hpp"
#include "io/helpers.hpp"

using namespace liquidus;
using namespace liquidus::testing;

namespace {

MdOptions read(const std::string& text) {
  Problems problems;
  const auto options = read_md_options(parse_run_file(text, "run.toml"), problems);
  problems.throw_if_any();
  return options;
}

const std::string structure = "[structure]\nformula = \"NaCl\"\natoms = 512\ndensity = \"1.515 g/cm^3\"\n";  // 4 lines

/// The message for a [[stage]] of these lines; its first line is number 6.
std::string stage_error(const std::string& lines) {
  return error_of([&] { read(structure + "[[stage]]\n" + lines); });
}

std::string structure_error(const std::string& lines) {
  return error_of([&] { read("[structure]\n" + lines + "\n[[stage]]\nensemble = \"nve\"\nsteps = 1\n"); });
}

}  // namespace

TEST_CASE("a run file's sections are read with their units", "[options_test]") {
  const auto options = read(R"(
title = "Molten NaCl"
seed = 7
output = "nacl"
[structure]
density = "0.0312 1/Å^3"
[structure.counts]
Na = 256
Cl = 256
[neighbours]
skin = "0.15 nm"
[[stage]]
name = "melt"
thermostat = "nose-hoover"
temperature = ["2500 K", "1150 K"]
tau = "0.2 ps"
time = "20 ps"
timestep = "2 fs"
[[stage]]
ensemble = "npt"
temperature = "1150 K"
pressure = "1 bar"
steps = 1000
[write]
thermo = 50
[guards]
closest = "0.7 Å"
)");
  CHECK(options.run.title == "Molten NaCl");
  CHECK(options.run.seed == 7);
  CHECK(options.structure.counts == std::vector<std::pair<std::string, Index>>{{"Na", 256}, {"Cl", 256}});
  CHECK(options.structure.density.value == Approx(0.0312));
  CHECK(options.neighbours.skin == Approx(1.5));
  REQUIRE(options.stages.size() == 2);
  CHECK(options.stages[0].temperature == std::vector<double>{2500.0, 1150.0});
  CHECK(options.stages[0].tau == Approx(200.0));
  CHECK(options.stages[0].time == Approx(20000.0));
  CHECK(options.stages[1].name == "stage2");
  CHECK(options.stages[1].pressure == std::vector<double>{1.0 * units::bar});
  CHECK(options.write.thermo == 50);
  CHECK(options.guards.closest == Approx(0.7));
  CHECK_NOTHROW(require_valid(options));
}

TEST_CASE("what is echoed reads back the same", "[options_test]") {
  auto options = read(structure + R"([[stage]]
name = "melt"
temperature = ["2500 K", "1150 K"]
density = "1.4 g/cm^3"
time = "20 ps"
[[stage]]
name = "production"
ensemble = "npt-full"
thermostat = "langevin"
temperature = "1150 K"
pressure = ["1 bar", "1 GPa"]
steps = 1000
)");
  std::string text;
  for (const auto& [title, section] : echo(options)) text += to_toml(title, section);
  INFO(text);
  const auto again = read(text);
  std::string text_again;
  for (const auto& [title, section] : echo(again)) text_again += to_toml(title, section);
  CHECK(text_again == text);
  CHECK(again.stages[0].density.value == options.stages[0].density.value);
  CHECK(again.stages[1].pressure == options.stages[1].pressure);
  CHECK(again.structure.density.value == options.structure.density.value);
}

TEST_CASE("mistakes in a stage are named with their line", "[options_test]") {
  CHECK(stage_error("temperature = \"1150 K\"\n") ==
        "run.toml:5: neither steps nor time is given; expected one of them, at least 1 step");
  CHECK(stage_error("temperature = \"1150 K\"\nsteps = 10\ntime = \"1 ps\"\n") ==
        "run.toml:8: both steps and time are given; expected one of them");
  CHECK(stage_error("temperature = \"1150 K\"\nsteps = -10\n") == "run.toml:7: steps = -10; expected 1 or more");
  CHECK(stage_error("temperature = \"1150 K\"\ntime = \"-1 ps\"\n") ==
        "run.toml:7: time = -1 ps; expected more than 0 ps");
  CHECK(stage_error("temperature = \"1150 K\"\ntime = \"0.3 fs\"\n") ==
        "run.toml:7: time = 0.3 fs is less than one timestep of 1 fs");
  CHECK(stage_error("temperature = \"1150 K\"\nsteps = 1\ntimestep = \"0 fs\"\n") ==
        "run.toml:8: timestep = 0 fs; expected more than 0 fs");
  CHECK(stage_error("steps = 1\n") ==
        "run.toml:5: ensemble nvt needs a temperature: \"1150 K\", or two for a linear ramp");
  CHECK(stage_error("temperature = \"-5 K\"\nsteps = 1\n") == "run.toml:6: temperature = -5 K; expected more than 0 K");
  CHECK(stage_error("temperature = [\"1 K\", \"2 K\", \"3 K\"]\nsteps = 1\n") ==
        "run.toml:6: temperature has 3 values; expected one, or two for a linear ramp");
  CHECK(stage_error("temperature = \"1150 K\"\nsteps = 1\ntau = \"0.5 fs\"\n") ==
        "run.toml:8: tau = 0.5 fs is shorter than the timestep of 1 fs");
  CHECK(stage_error("temperature = \"1150 K\"\nsteps = 1\nchain = 0\nthermostat = \"nose-hoover\"\n") ==
        "run.toml:8: chain = 0; expected 1 or more");
  CHECK(stage_error("name = \"a\"\ntemperature = \"1 K\"\nsteps = 1\n[[stage]]\nname = \"a\"\ntemperature = \"1 "
                    "K\"\nsteps = 1\n") == "run.toml:10: two stages have the name 'a'; names must differ");
  CHECK(stage_error("name = \"a,b\"\ntemperature = \"1 K\"\nsteps = 1\n") ==
        "run.toml:6: the name 'a,b' has a '.', ',', '\"' or line break in it");
}

TEST_CASE("what an ensemble can't do is named", "[options_test]") {
  CHECK(stage_error("ensemble = \"nve\"\ntemperature = [\"1150 K\", \"300 K\"]\nsteps = 1\n") ==
        "run.toml:7: a ramp of temperature needs a thermostat, and ensemble nve has none");
  CHECK(stage_error("ensemble = \"nve\"\nthermostat = \"langevin\"\nsteps = 1\n") ==
        "run.toml:7: ensemble nve has no thermostat; expected nvt, npt or npt-full with one");
  CHECK(stage_error("temperature = \"1150 K\"\npressure = \"1 bar\"\nsteps = 1\n") ==
        "run.toml:7: ensemble nvt holds no pressure; expected npt or npt-full with one");
  CHECK(stage_error("ensemble = \"npt\"\ntemperature = \"1150 K\"\nsteps = 1\n") ==
        "run.toml:5: ensemble npt needs a pressure: \"1 bar\", or two for a linear ramp");
  CHECK(stage_error("ensemble = \"npt-full\"\ntemperature = \"1150 K\"\npressure = \"1 bar\"\nsteps = 1\ndensity = "
                    "\"1.5 g/cm^3\"\n") ==
        "run.toml:10: ensemble npt-full lets the density go its own way; a ramp of "
        "density goes with nve or nvt");
  CHECK(stage_error("temperature = \"1150 K\"\nsteps = 1\ndensity = \"-1.5 g/cm^3\"\n") ==
        "run.toml:8: density = -1.5 g/cm^3; expected more than 0 g/cm^3");
  CHECK_THAT(stage_error("ensemble = \"nvtt\"\ntemperature = \"1150 K\"\nsteps = 1\n"),
             Catch::StartsWith("run.toml:6:") && Catch::Contains("did you mean 'nvt'?"));
  CHECK_THAT(stage_error("temperature = \"1150 eV\"\nsteps = 1\n"),
             Catch::StartsWith("run.toml:6:") && Catch::Contains("energy"));
  CHECK_THAT(stage_error("temprature = \"1150 K\"\nsteps = 1\n"), Catch::Contains("did you mean 'temperature'?"));
}

TEST_CASE("mistakes in the structure are named with their line", "[options_test]") {
  CHECK(structure_error("") == "run.toml:1: the structure needs a formula with atoms and density, or a file");
  CHECK(structure_error("formula = \"NaCl\"\nfile = \"a.cif\"") ==
        "run.toml:3: the structure is either packed (formula or counts) or read from a file; both are given");
  CHECK(structure_error("formula = \"NaCl\"\natoms = 8") ==
        "run.toml:1: packing atoms needs a density, such as \"1.515 g/cm^3\" or \"0.0312 1/Å^3\"");
  CHECK(structure_error("formula = \"NaCl\"\natoms = 8\ndensity = \"-0.03 1/Å^3\"") ==
        "run.toml:4: density = -0.03 1/Å^3; expected more than 0 1/Å^3");
  CHECK(structure_error("formula = \"NaCl\"\natoms = 0\ndensity = \"1 g/cm^3\"") ==
        "run.toml:3: atoms = 0; expected 1 or more");
  CHECK(structure_error("atoms = 8\ndensity = \"1 g/cm^3\"\ncounts = {Na = 4, Cl = 4}") ==
        "run.toml:2: atoms stands beside counts, which already say how many; expected one of them");
  CHECK(structure_error("density = \"1 g/cm^3\"\ncounts = {Xq = 4}") ==
        "run.toml:3: counts: 'Xq' does not begin with the symbol of an element, as 'Na', 'Fe3+' and 'O_b' do");
  CHECK(structure_error("file = \"a.cif\"\nreplicate = [2, 2]") ==
        "run.toml:3: replicate has 2 values; expected three, such as [4, 4, 4]");
  CHECK(structure_error("file = \"a.cif\"\nreplicate = [2, 2, 0]") == "run.toml:3: replicate = 0; expected 1 or more");
}

TEST_CASE("all mistakes of a file come at once", "[options_test]") {
  const auto text = error_of([] {
    read(
        "seed = -1\n[structure]\nformula = \"NaCl\"\natoms = 8\ndensity = \"1 g/cm^3\"\n[neighbours]\nskin = \"-1 "
        "Å\"\n[write]\nthermo = -5\n[guards]\nhottest = \"0 K\"\ninterval = 0\n");
  });
  CHECK(text ==
        "run.toml:1: seed = -1; expected 0 or more\n"
        "run.toml:7: skin = -1 Å; expected 0 Å or more\n"
        "run.toml:9: thermo = -5; expected 0 or more\n"
        "run.toml:11: hottest = 0 K; expected more than 0 K\n"
        "run.toml:12: interval = 0; expected 1 or more\n"
        "run.toml: the file has no [[stage]]; expected one or more, each with its steps or time");
}

TEST_CASE("options put together in code are checked too", "[options_test]") {
  MdOptions options;
  CHECK(error_of([&] { require_valid(options); }) == "a simulation needs at least one stage");
  options.stages.push_back({});
  options.stages[0].name = "melt";
  options.stages[0].temperature = {100.0};
  options.stages[0].steps = 10;
  CHECK_NOTHROW(require_valid(options));
  options.stages[0].ensemble = "npr";
  CHECK(error_of([&] { require_valid(options); }) ==
        "[stage.melt]: ensemble = 'npr' is not known; did you mean 'npt'?");
}

TEST_CASE("a committee's options are checked against each other", "[options_test]") {
  const std::string stage = "[[stage]]\nensemble = \"nve\"\nsteps = 1\n", unit = " eV/Å\"\n";  // lines 5 to 7
  const auto options = read(structure + stage + "[guards]\nmax_deviation = \"2" + unit + "[committee]\ninterval = 5\n" +
                            "level = \"0.5" + unit + "collect_above = \"200 meV/Å\"\ncollect_below = \"1" + unit);
  CHECK(options.guards.max_deviation == 2.0);
  CHECK(options.committee.interval == 5);
  CHECK(options.committee.level == 0.5);
  CHECK(options.committee.collect_above == Approx(0.2));
  CHECK(options.committee.collect_below == 1.0);
  const auto mistake = [&](const std::string& keys) {
    return error_of([&] { read(structure + stage + "[committee]\n" + keys); });
  };
  CHECK(mistake("collect_below = \"1" + unit) ==
        "run.toml:9: collect_below needs collect_above, the deviation from which frames are wanted");
  CHECK(mistake("collect_below = \"1" + unit + "collect_above = \"2" + unit) ==
        "run.toml:9: collect_below = 1 eV/Å is not above collect_above = 2 eV/Å");
  CHECK(mistake("interval = 0\nlevel = \"-1" + unit) ==
        "run.toml:9: interval = 0; expected 1 or more\nrun.toml:10: level = -1 eV/Å; expected more than 0 eV/Å");
  CHECK(error_of([&] { read(structure + stage + "[guards]\nmax_deviation = \"0" + unit); }) ==
        "run.toml:9: max_deviation = 0 eV/Å; expected more than 0 eV/Å");
}
