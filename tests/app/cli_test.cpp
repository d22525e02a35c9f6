#include <catch2/catch.hpp>

#include "app/program.hpp"

using liquidus::test::argon_potential;
using liquidus::test::argon_run;
using liquidus::test::WorkFolder;

namespace {

/// What a user is told about a wrong run file, and that the exit code is 2 and nothing was written.
void expect(const std::string& run_file, const std::string& message, const std::string& potential = argon_potential(),
            const std::string& arguments = "run run.toml") {
  const WorkFolder folder;
  folder.write("argon.toml", potential);
  folder.write("run.toml", run_file);
  const auto outcome = folder.run(arguments);
  CHECK(outcome.err == "liquidus: " + message + "\n");
  CHECK(outcome.code == 2);
  CHECK_FALSE(std::filesystem::exists(folder.path() / "out"));
}

std::string replaced(std::string text, const std::string& from, const std::string& to) {
  const auto at = text.find(from);
  REQUIRE(at != std::string::npos);
  return text.replace(at, from.size(), to);
}

}  // namespace

TEST_CASE("an unknown key is met with the nearest name", "[cli_test]") {
  expect(replaced(argon_run(), "timestep", "timstep"),
         "run.toml:16: unknown key 'timstep' in [stage.heat]; did you mean 'timestep'?");
  expect(replaced(argon_run(), "[write]", "[wirte]"), "run.toml:9: unknown section [wirte]; did you mean 'write'?");
}

TEST_CASE("a wrong dimension and a missing unit are told with an example", "[cli_test]") {
  expect(replaced(argon_run(), "\"2 fs\"", "\"2 eV\""),
         "run.toml:16: 'timestep' is an energy (2 eV); expected a time such as \"1 fs\"");
  expect(replaced(argon_run(), "\"2 fs\"", "2"),
         "run.toml:16: 'timestep' is 2 without a unit; expected a time such as \"2 fs\"");
}

TEST_CASE("all mistakes of a file are told at once, in its order", "[cli_test]") {
  const auto file = replaced(replaced(argon_run(), "seed", "sead"), "steps = 100", "steps = -1");
  const WorkFolder folder;
  folder.write("argon.toml", argon_potential());
  folder.write("run.toml", file);
  const auto outcome = folder.run("run run.toml");
  CHECK(outcome.code == 2);
  const auto first = outcome.err.find("unknown key 'sead'"), second = outcome.err.find("run.toml:17");
  CHECK(first != std::string::npos);
  CHECK(second != std::string::npos);
  CHECK(first < second);
}

TEST_CASE("files that aren't there are named", "[cli_test]") {
  const WorkFolder folder;
  CHECK(folder.run("run absent.toml").err == "liquidus: cannot open 'absent.toml': No such file or directory\n");
  CHECK(folder.run("run absent.toml").code == 2);
  CHECK(folder.run("scatter absent.h5").code == 2);
  CHECK(folder.run("convert absent.xyz -o out.xyz").code == 2);
  folder.write("run.toml", argon_run());
  CHECK(folder.run("run run.toml").err == "liquidus: cannot open 'argon.toml': No such file or directory\n");
}

TEST_CASE("a potential that isn't there is met with the nearest", "[cli_test]") {
  expect(replaced(argon_run(), "argon.toml", "argom"), "there is no potential 'argom'; did you mean 'argon'?");
}

TEST_CASE("a species without parameters is named with the file", "[cli_test]") {
  expect(replaced(argon_run(), "formula = \"Ar\"", "formula = \"Kr\""),
         "argon.toml: there are no parameters for 'Kr'; the file has Ar");
}

TEST_CASE("parameter files are checked like run files", "[cli_test]") {
  expect(argon_run(), "argon.toml:6: there is no term 'lenard-jones'; did you mean 'lennard-jones'?",
         replaced(argon_potential(), "lennard-jones", "lenard-jones"));
  expect(argon_run(), "argon.toml:9: 'Kr' is no [[species]] of this file; did you mean 'Ar'?",
         replaced(argon_potential(), "Ar-Ar", "Ar-Kr"));
  expect(argon_run(), "argon.toml:9: 'ArAr' is no pair; expected two names joined by '-', \"Na-Cl\"",
         replaced(argon_potential(), "Ar-Ar", "ArAr"));
  expect(argon_run(), "argon.toml:7: the cutoff must be positive", argon_potential("-1 Å"));
  expect(argon_run(), "argon.toml:8: [term[1].pair[1]] lacks the key 'sigma'",
         replaced(argon_potential(), "sigma = \"3.4 Å\"\n", ""));
}

TEST_CASE("a negative density is refused", "[cli_test]") {
  expect(replaced(argon_run(), "0.02125 1/Å^3", "-1 g/cm^3"),
         "run.toml:6: density = -1 g/cm^3; expected more than 0 g/cm^3");
}

TEST_CASE("a measure must be possible and have a stage", "[cli_test]") {
  expect(argon_run("[[measure]]\nstages = [\"haet\"]\n"),
         "run.toml:19: there is no stage 'haet'; did you mean 'heat'?");
  expect(argon_run("[[compare]]\npair = \"Ar-Ar\"\nfile = \"argon.toml\"\nfrom = \"1 Å\"\nto = \"8 Å\"\n"),
         "run.toml:18: there is no [[measure]] 'rdf'\n"
         "run.toml:20: argon.toml: there are no numbers in the file");
}

TEST_CASE("a comparison that can't be made is refused before the run", "[cli_test]") {
  const std::string measure = "[[measure]]\ncutoff = \"8 Å\"\n", compare = "[[compare]]\npair = \"Ar-Ar\"\nfile = ";
  expect(argon_run(measure + compare + "\"gr.csv\"\nfrom = \"1 Å\"\nto = \"8 Å\"\n"),
         "run.toml:22: cannot open 'gr.csv': No such file or directory");
  expect(argon_run(measure + compare + "\"gr.csv\"\nfrom = \"1 Å\"\nto = \"9 Å\"\n"),
         "run.toml:22: cannot open 'gr.csv': No such file or directory\n"
         "run.toml:24: the range ends at 9 Å, beyond the measure's cutoff of 8 Å");
}

TEST_CASE("a restart needs a checkpoint", "[cli_test]") {
  const WorkFolder folder;
  folder.write("argon.toml", argon_potential());
  folder.write("run.toml", argon_run());
  const auto outcome = folder.run("run run.toml --restart");
  CHECK(outcome.code == 2);
  CHECK(outcome.err == "liquidus: cannot open 'out/checkpoint.h5': No such file or directory\n");
}

TEST_CASE("a truncated checkpoint is refused and stays as it is", "[cli_test]") {
  const WorkFolder folder;
  folder.write("argon.toml", argon_potential());
  folder.write("run.toml", argon_run());
  REQUIRE(folder.run("run run.toml").code == 0);
  const auto path = folder.path() / "out" / "checkpoint.h5";
  const auto size = std::filesystem::file_size(path) / 2;
  std::filesystem::resize_file(path, size);
  const auto outcome = folder.run("run run.toml --restart");
  CHECK(outcome.code == 2);
  CHECK(outcome.err.find("out/checkpoint.h5: ") != std::string::npos);
  CHECK(std::filesystem::file_size(path) == size);
}

TEST_CASE("the command line itself is checked", "[cli_test]") {
  const WorkFolder folder;
  CHECK(folder.run("").code == 2);
  CHECK(folder.run("rum run.toml").code == 2);
  CHECK(folder.run("run").code == 2);
  CHECK(folder.run("list potentails").err ==
        "liquidus: there is no list of 'potentails'; did you mean 'potentials'?\n");
  CHECK(folder.run("scatter a.xyz --cutoff '3 eV'").err ==
        "liquidus: --cutoff: '3 eV' is an energy; expected a number with a unit such as \"1 Å\"\n");
  folder.write("a.xyz", "1\n\nAr 0 0 0\n");
  CHECK(folder.run("convert a.xyz -o a.pdf").err ==
        "liquidus: can't tell the format of 'a.pdf'; expected a name ending in .xyz, .extxyz, .xyz.gz, .extxyz.gz, .h5 "
        "or .h5md\n");
  CHECK(folder.run("run run.toml --threads -2").code == 2);
  CHECK(folder.run("--help").code == 0);
  CHECK(folder.run("run --help").code == 0);
  CHECK(folder.run("--version").out == "0.1.0\n");
}
