#include "app/correction_section.hpp"

#include <catch2/catch.hpp>
#include <nlohmann/json.hpp>

#include "app/correction_samples.hpp"
#include "app/parameter_file.hpp"
#include "correct/layer/correction_potential.hpp"
#include "io/xyz.hpp"
#include "support/random_structure.hpp"

using namespace liquidus;
using namespace liquidus::test;

namespace {

nlohmann::json summary(const WorkFolder& folder) { return nlohmann::json::parse(folder.read("out/summary.json")); }

/// argon_run() with a correction on top.
std::string corrected(const std::string& keys, const std::string& more = "") {
  return argon_run(more + "[correction]\nfile = \"argon.h5\"\n" + keys);
}

StageOptions stage(std::vector<double> temperature) {
  StageOptions one;
  one.temperature = std::move(temperature);
  return one;
}

Structure liquid(const std::vector<std::string>& names) {
  Random random(11, Stream::packing, 0, 0);
  return testing::random_structure(random, Cell::cubic(18.0), names, 100, 3.0);
}

double energy_with(const PotentialChoice& choice, const Structure& atoms) {
  return evaluate(*load_potential(choice, atoms.species).potential, atoms).energy;
}

}  // namespace

TEST_CASE("Two lines of a run file put a correction on top of its potential", "[correction_section_test]") {
  const WorkFolder folder;
  prepare_argon(folder);
  save_in(folder, for_argon(folder), "argon.h5");
  folder.write("run.toml", corrected(""));
  const auto outcome = folder.run("run run.toml");
  INFO(outcome.err);
  REQUIRE(outcome.code == 0);
  CHECK(outcome.out.find("potential: Argon for tests + correction argon.h5\n") != std::string::npos);
  CHECK(outcome.out.find("warning") == std::string::npos);
  const auto json = summary(folder);
  CHECK(json["options"]["correction"]["file"] == "argon.h5");
  CHECK(json["potential"]["title"] == "Argon for tests + correction argon.h5");
  CHECK_FALSE(json.contains("remarks"));
  const double with = json["stages"][0]["potential_eV_per_atom"]["mean"];
  folder.write("run.toml", argon_run());
  REQUIRE(folder.run("run run.toml --overwrite").code == 0);
  const double without = summary(folder)["stages"][0]["potential_eV_per_atom"]["mean"];
  CHECK(std::abs(with - without) > 1e-3);
}

TEST_CASE("A correction's energy is added to its base's, times its scale", "[correction_section_test]") {
  const WorkFolder folder;
  prepare_argon(folder);
  const auto correction = for_argon(folder);
  save_in(folder, correction, "argon.h5");
  const auto atoms = liquid({"Ar"});
  PotentialChoice choice{(folder.path() / "argon.toml").string(), {}, {}, 1.0};
  const double base = energy_with(choice, atoms);
  choice.correction.file = (folder.path() / "argon.h5").string();
  const double alone = evaluate(*make_correction(correction, atoms.species, 85.0), atoms).energy;
  REQUIRE(std::abs(alone) > 0.1);
  CHECK(energy_with(choice, atoms) == Approx(base + alone).epsilon(1e-13));
  choice.correction.scale = -0.5;
  CHECK(energy_with(choice, atoms) == Approx(base - 0.5 * alone).epsilon(1e-13));
  const auto loaded = load_potential(choice, atoms.species);
  CHECK(loaded.title == "Argon for tests + correction argon.h5 × -0.5");
  CHECK(base_mark(loaded) == mark_of(choice.file));
}

TEST_CASE("A base's mark holds the models and tables that its terms read, and no correction",
          "[correction_section_test]") {
  const WorkFolder folder;
  folder.write("u.csv", "r,U\n1,0.2\n2,0.1\n3,0\n");
  save_in(folder, wavy({"Na", "Cl"}), "c.h5");
  folder.write("set.toml",
               file("[[term]]\ntype = \"tabulated\"\ncutoff = \"3 Å\"\nmissing = \"none\"\n[[term.pair]]\n"
                    "pair = \"Na-Cl\"\nfile = \"u.csv\"\n[[term]]\ntype = \"correction\"\nfile = \"c.h5\"\n"));
  const auto path = (folder.path() / "set.toml").string();
  const auto loaded = load_potential(path, species({"Na", "Cl"}));
  CHECK(base_mark(loaded) == mark_of(std::vector{path, (folder.path() / "u.csv").string()}));
  CHECK(base_mark(loaded).name == "set.toml + u.csv");
  CHECK(loaded.terms == std::vector<std::string>{"tabulated", "correction"});
}

TEST_CASE("A correction can be a term of a parameter file", "[correction_section_test]") {
  const WorkFolder folder;
  const auto correction = wavy({"Na", "Cl"}, linear_in_temperature());
  save_in(folder, correction, "c.h5");
  const std::string term = "[[term]]\ntype = \"correction\"\nfile = \"c.h5\"\n";
  const std::string head = "title = \"t\"\nsource = \"s\"\n";
  folder.write("set.toml", head + term + "temperature = \"120 K\"\nscale = 2.0\n");
  const auto atoms = liquid({"Cl", "Na"});
  const PotentialChoice choice{(folder.path() / "set.toml").string(), {}, {}, 1.0};
  CHECK(energy_with(choice, atoms) ==
        Approx(2.0 * evaluate(*make_correction(correction, atoms.species, 120.0), atoms).energy).epsilon(1e-13));
  CHECK(mistake_in(folder, head + term) ==
        "set.toml:5: the correction 'c.h5' depends on temperature, and there is no one temperature to take it at; give "
        "it: temperature = \"1150 K\" beside its file, --temperature on the command line");
  CHECK(mistake_in(folder, head + "[[term]]\ntype = \"correction\"\nfile = \"d.h5\"\n") ==
        "set.toml:5: cannot open 'd.h5': No such file or directory");
  CHECK(mistake_in(folder, head + "[[term]]\ntype = \"correction\"\n") == "set.toml:3: [term[1]] lacks the key 'file'");
  CHECK(mistake_in(folder, head + term + "temperature = \"120 K\"\n", {"Ar"}) ==
        "set.toml:5: c.h5: the correction is for Na, Cl, and of these there are none among Ar");
}

TEST_CASE("A correction that depends on temperature is taken at the run's, or at the one that is given",
          "[correction_section_test]") {
  CHECK(common_temperature({stage({85.0}), stage({}), stage({85.0, 85.0})}) == 85.0);
  CHECK(std::isnan(common_temperature({stage({85.0}), stage({90.0})})));
  CHECK(std::isnan(common_temperature({stage({85.0, 90.0})})));
  CHECK(std::isnan(common_temperature({stage({})})));
  CHECK(last_temperatures({stage({300.0}), stage({120.0, 85.0}), stage({})}).coldest == 85.0);
  CHECK(last_temperatures({stage({300.0}), stage({120.0, 85.0}), stage({})}).hottest == 120.0);

  const WorkFolder folder;
  prepare_argon(folder);
  save_in(folder, for_argon(folder, linear_in_temperature()), "argon.h5");
  folder.write("run.toml", corrected(""));
  auto outcome = folder.run("run run.toml --check");
  CHECK(outcome.out.find("+ correction argon.h5 at 85 K\n") != std::string::npos);
  const std::string more =
      "[[stage]]\nname = \"cool\"\ntemperature = [\"85 K\", \"80 K\"]\ntimestep = \"2 fs\"\nsteps = 10\n";
  folder.write("run.toml", corrected("", more));
  outcome = folder.run("run run.toml --check");
  CHECK(outcome.code == 2);
  CHECK(outcome.err.find("depends on temperature, and there is no one temperature to take it at") != std::string::npos);
  folder.write("run.toml", corrected("temperature = \"84 K\"\n", more));
  outcome = folder.run("run run.toml --check");
  CHECK(outcome.code == 0);
  CHECK(outcome.out.find("+ correction argon.h5 at 84 K\n") != std::string::npos);
  folder.write("run.toml", corrected("temperature = \"0 K\"\n"));
  CHECK(folder.run("run run.toml --check").err.find("can't be taken at 0 K") != std::string::npos);
}

TEST_CASE("A run says where it uses a correction as it wasn't made for", "[correction_section_test]") {
  const WorkFolder folder;
  prepare_argon(folder);
  auto correction = for_argon(folder);
  correction.provenance.base = {"other.toml", std::string(64, 'a')};
  correction.provenance.states[0].temperature = 95.0;
  correction.provenance.states[0].density = 0.019;
  save_in(folder, correction, "argon.h5");
  folder.write("run.toml", corrected(""));
  const auto outcome = folder.run("run run.toml");
  INFO(outcome.err);
  REQUIRE(outcome.code == 0);
  CHECK(outcome.out.find("  warning: correction argon.h5: made for other.toml (SHA-256 aaaaaaaaaaaa…), used with "
                         "argon.toml (") != std::string::npos);
  CHECK(outcome.out.find("correction argon.h5: fitted at 95 K, used at 85 K\n") != std::string::npos);
  const auto remarks = summary(folder)["remarks"].get<std::vector<std::string>>();
  REQUIRE(remarks.size() == 3);
  CHECK(remarks[2] == "correction argon.h5: fitted at 0.019 atoms/Å³, used at 0.02125 atoms/Å³");
}

TEST_CASE("What is wrong with a correction ends a run before it starts", "[correction_section_test]") {
  const WorkFolder folder;
  prepare_argon(folder);
  folder.write("run.toml", corrected(""));
  auto outcome = folder.run("run run.toml --check");
  CHECK(outcome.code == 2);
  CHECK(outcome.err.find("cannot open 'argon.h5': No such file or directory") != std::string::npos);
  folder.write("argon.h5", "text");
  CHECK(folder.run("run run.toml --check").err.find("argon.h5: no HDF5 file, or a damaged one") != std::string::npos);
  save_in(folder, wavy({"Kr"}), "argon.h5");
  CHECK(folder.run("run run.toml --check").err.find("argon.h5: the correction is for Kr") != std::string::npos);
  folder.write("run.toml", argon_run("[correction]\nscale = 2.0\n"));
  CHECK(folder.run("run run.toml --check").err.find("[correction] lacks the key 'file'") != std::string::npos);
  folder.write("run.toml", corrected("temperatur = \"85 K\"\n"));
  CHECK(folder.run("run run.toml --check").err.find("did you mean 'temperature'?") != std::string::npos);
}

TEST_CASE("Structures can be evaluated with a correction", "[correction_section_test]") {
  const WorkFolder folder;
  prepare_argon(folder);
  const auto correction = for_argon(folder, linear_in_temperature());
  save_in(folder, correction, "argon.h5");
  Frame frame;
  frame.atoms = liquid({"Ar"});
  XyzWriter in((folder.path() / "in.extxyz").string());
  in.write(frame);
  in.close();
  const std::string both = "evaluate in.extxyz --potential argon.toml --correction argon.h5 -o out.extxyz";
  CHECK(folder.run(both).code == 2);
  const auto outcome = folder.run(both + " --temperature \"95 K\"");
  INFO(outcome.err);
  REQUIRE(outcome.code == 0);
  CHECK(outcome.out.find("warning: correction argon.h5: fitted at 85 K, used at 95 K\n") != std::string::npos);
  const auto atoms = read_xyz((folder.path() / "in.extxyz").string()).front().atoms;
  const double expected = energy_with({(folder.path() / "argon.toml").string(), {}, {}, 1.0}, atoms) +
                          evaluate(*make_correction(correction, atoms.species, 95.0), atoms).energy;
  CHECK(*read_xyz((folder.path() / "out.extxyz").string()).front().energy == Approx(expected).epsilon(1e-12));
}
