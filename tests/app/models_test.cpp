#include <catch2/catch.hpp>
#include <cmath>

#include "app/model_files.hpp"
#include "app/program.hpp"
#include "core/errors.hpp"
#include "core/random.hpp"
#include "io/h5md.hpp"
#include "io/helpers.hpp"
#include "io/xyz.hpp"

/// Learned potentials through the program. Models come from the data folder beside the source; without it, or without
/// LibTorch, these tests say so and pass.
using namespace liquidus;
using liquidus::test::argon_potential;
using liquidus::test::argon_run;
using liquidus::test::WorkFolder;

namespace {

bool has(const std::string& text, const std::string& part) { return text.find(part) != std::string::npos; }

/// A model's path, or empty.
std::string model(const std::string& name) {
  const auto path = liquidus::testing::shared_data("models/" + name);
  if (path.empty()) return "";
  try {
    inspect_model(path);
  } catch (const InputError& error) {
    if (!has(error.what(), "without LibTorch")) throw;
    WARN("skipped: " << error.what());
    return "";
  }
  return path;
}

/// A gas of 27 molecules CO at random angles: elements that both MACE models here know.
std::string carbon_monoxide() {
  Frame frame;
  frame.atoms.cell = Cell::cubic(12.0);
  Random random(7, Stream::packing, 0, 0);
  for (int i = 0; i < 27; ++i) {
    const Vec3 site{4.0 * (i % 3), 4.0 * (i / 3 % 3), 4.0 * (i / 9)};
    const double z = 2.0 * random.uniform() - 1.0, phi = 6.28 * random.uniform(), s = std::sqrt(1.0 - z * z);
    frame.atoms.add("C", site);
    frame.atoms.add("O", site + 1.13 * Vec3{s * std::cos(phi), s * std::sin(phi), z});
  }
  return format_xyz(frame);
}

std::string run_file(const std::string& potential, const std::string& more = "") {
  return "output = \"out\"\n[structure]\nfile = \"co.extxyz\"\n[potential]\n" + potential +
         "[write]\nthermo = 2\ntrajectory = 4\n[[stage]]\nensemble = \"nvt\"\ntemperature = \"300 K\"\n"
         "timestep = \"0.5 fs\"\nsteps = 8\n" +
         more;
}

WorkFolder::Outcome run(const WorkFolder& folder, const std::string& text) {
  folder.write("co.extxyz", carbon_monoxide());
  folder.write("run.toml", text);
  return folder.run("run run.toml --overwrite");
}

}  // namespace

TEST_CASE("amounts of memory have units", "[models_test]") {
  CHECK(parse_bytes("8 GB") == 8e9);
  CHECK(parse_bytes("1.5MiB") == 1.5 * 1024 * 1024);
  CHECK_THROWS_WITH(parse_bytes("8"),
                    "memory = '8' is no amount of memory; expected a number with a unit such as \"8 "
                    "GB\"");
  CHECK_THROWS_AS(parse_bytes("-8 GB"), InputError);
  CHECK_THROWS_AS(parse_bytes("8 Gb"), InputError);
  CHECK_THROWS_AS(parse_bytes("nan GB"), InputError);
  CHECK(bytes_text(1.234e9) == "1.23 GB");
  CHECK(bytes_text(12.0) == "12 B");
}

TEST_CASE("a model is known by its content or its ending", "[models_test]") {
  const WorkFolder folder;
  folder.write("a.toml", "title = \"x\"\n");
  folder.write("zip", "PK\003\004 and more");
  CHECK_FALSE(is_model_file((folder.path() / "a.toml").string()));
  CHECK(is_model_file((folder.path() / "zip").string()));
  CHECK(is_model_file("absent.pt"));
  CHECK(is_model_file("absent.nequip.pth"));
}

TEST_CASE("what is no model is refused by name", "[models_test]") {
  const WorkFolder folder;
  folder.write("a.pt", "not a model");
  const auto outcome = folder.run("model info a.pt");
  CHECK(outcome.code == 2);
  CHECK(outcome.err.starts_with("liquidus: a.pt: "));
  CHECK(folder.run("model info absent.pt").code == 2);
  CHECK(folder.run("model").code == 2);
}

TEST_CASE("terms of models say where a mistake stands", "[models_test]") {
  const WorkFolder folder;
  const std::string head = "title = \"x\"\nsource = \"y\"\n[[term]]\ntype = \"model\"\n";
  const auto mistake = [&](const std::string& keys) {
    folder.write("set.toml", head + keys);
    folder.write("one.xyz", "1\n\nAr 0 0 0\n");
    return folder.run("evaluate --potential set.toml one.xyz -o out.extxyz").err;
  };
  CHECK(mistake("") == "liquidus: set.toml:3: a model needs either file = \"a.pt\" or files = [\"a.pt\", \"b.pt\"]\n");
  CHECK(mistake("file = \"a.pt\"\nfiles = [\"b.pt\"]\n").starts_with("liquidus: set.toml:3: a model needs either"));
  CHECK(mistake("file = \"a.pt\"\n").starts_with("liquidus: set.toml:5: a.pt: "));
  CHECK(mistake("file = \"a.pt\"\nmemory = \"much\"\n")
            .starts_with("liquidus: set.toml:5: memory = 'much' is no amount of memory"));
  CHECK(has(mistake("fiel = \"a.pt\"\n"), "set.toml:5: unknown key 'fiel' in [term[1]]; did you mean 'file'?"));
}

TEST_CASE("a committee of parameter files and a deviation of none are refused", "[models_test]") {
  const WorkFolder folder;
  folder.write("argon.toml", argon_potential());
  const auto with = [&](const std::string& from, const std::string& to) {
    auto text = argon_run("[guards]\nmax_deviation = \"1 eV/Å\"\n");
    folder.write("run.toml", text.replace(text.find(from), from.size(), to));
    return folder.run("run run.toml").err;
  };
  CHECK(has(with("\"argon.toml\"\n", "\"argon.toml\"\ncommittee = [\"b.pt\"]\n"),
            "a committee is made of learned potentials, and 'argon.toml' is a parameter file"));
  CHECK(with("x", "x") ==
        "liquidus: guards.max_deviation needs a committee of learned potentials, and this potential is none\n");
}

TEST_CASE("model info tells what is in a file", "[models_test]") {
  const auto mace = model("mace-tutorial-compiled.pt");
  if (mace.empty()) return;
  const auto outcome = WorkFolder().run("model info " + mace);
  CHECK(outcome.code == 0);
  CHECK(has(outcome.out,
            "convention  MACE\nelements    3: H C O\ncutoff      4 Å\nlayers      2: an atom's energy "
            "depends on others up to 8 Å away\n"));
  CHECK(has(outcome.out, "dtype       float64\ntrainable   "));
}

TEST_CASE("models of a committee are averaged and their deviations written", "[models_test]") {
  const auto a = model("mace-tutorial-compiled.pt"), b = model("mace-hcozr-compiled.pt");
  if (a.empty() || b.empty()) return;
  const WorkFolder folder;
  folder.write("co.extxyz", carbon_monoxide());
  const auto evaluate = [&](const std::string& arguments) {
    const auto outcome = folder.run("evaluate co.extxyz -o out.extxyz " + arguments);
    INFO(outcome.err);
    REQUIRE(outcome.code == 0);
    CHECK(has(outcome.out, "54 atoms and "));
    return read_xyz((folder.path() / "out.extxyz").string()).front();
  };
  const Frame one = evaluate("--model " + a), other = evaluate("--model " + b),
              both = evaluate("--model " + a + " --model " + b);
  CHECK(*both.energy == Approx(0.5 * (*one.energy + *other.energy)));
  for (std::size_t i = 0; i < both.forces.size(); ++i) {
    double most = 0.0;
    for (std::size_t k = 0; k < 3; ++k) {
      CHECK(both.forces[i][k] == Approx(0.5 * (one.forces[i][k] + other.forces[i][k])).margin(1e-9));
      most = std::max(most, 0.5 * std::abs(one.forces[i][k] - other.forces[i][k]));  // the deviation of two
    }
    CHECK(both.arrays.at("force_deviation")[i] == Approx(most).margin(1e-9));
  }
  CHECK(both.arrays.at("relative_force_deviation").size() == 54);
  const Frame with_virials = evaluate("--atomic-virials --model " + a);
  Mat3 sum{};
  const auto& virials = with_virials.arrays.at("atomic_virial");
  REQUIRE(virials.size() == 9 * 54);
  for (std::size_t i = 0; i < virials.size(); ++i) sum[i % 9 / 3][i % 3] += virials[i];
  for (std::size_t k = 0; k < 3; ++k) CHECK(-sum[k][k] / 1728.0 == Approx((*one.stress)[k][k]).margin(1e-12));
}

TEST_CASE("a model's plan is printed before a run, which may be one of a committee", "[models_test]") {
  const auto a = model("mace-tutorial-compiled.pt"), b = model("mace-hcozr-compiled.pt");
  if (a.empty() || b.empty()) return;
  const WorkFolder folder;
  const std::string both = "file = \"" + a + "\"\ncommittee = [\"" + b + "\"]\n";
  const auto outcome = run(folder, run_file(both, "[committee]\ninterval = 3\ncollect_above = \"1 meV/Å\"\n"));
  INFO(outcome.err);
  REQUIRE(outcome.code == 0);
  CHECK(has(outcome.out,
            "potential: committee of 2 models: mace-tutorial-compiled.pt, mace-hcozr-compiled.pt\n"
            "  mace-tutorial-compiled.pt: MACE, float64 on cpu, 4 Å × 2 layers; 54 atoms and "));
  CHECK(has(outcome.out, "3 frames that the committee disagrees on are in out/candidates.extxyz"));
  CHECK(has(folder.read("out/thermo.csv"), "max_force_deviation/(eV/Å)"));
  const auto candidates = read_xyz((folder.path() / "out/candidates.extxyz").string());
  REQUIRE(candidates.size() == 3);
  CHECK(candidates[2].step == 6);
  CHECK(candidates[2].arrays.at("force_deviation").size() == 54);
  const H5mdReader trajectory((folder.path() / "out/trajectory.h5").string());
  CHECK(trajectory.read(2).arrays.at("force_deviation").size() == 54);
  const auto stopped = run(folder, run_file(both, "[guards]\nmax_deviation = \"1 meV/Å\"\n"));
  CHECK(stopped.code == 3);
  CHECK(has(stopped.err, "step 0 (0 of 8 in the stage): the committee disagrees by "));
}

TEST_CASE("an element that a model lacks and a device that isn't there are told", "[models_test]") {
  const auto a = model("mace-tutorial-compiled.pt");
  if (a.empty()) return;
  const WorkFolder folder;
  folder.write("salt.xyz", "2\n\nNa 0 0 0\nCl 2.5 0 0\n");
  const auto outcome = folder.run("evaluate --model " + a + " salt.xyz -o out.extxyz");
  CHECK(outcome.code == 2);
  CHECK(has(outcome.err, "mace-tutorial-compiled.pt: the model has no element 'Na'; it has: H C O"));
  const auto lost = run(folder, run_file("file = \"" + a + "\"\ndevice = \"cuda:99\"\n"));
  CHECK(lost.code == 2);
  CHECK(has(lost.err, "cuda:99"));
}

TEST_CASE("a model and a core are terms of one potential", "[models_test]") {
  const auto a = model("mace-tutorial-compiled.pt");
  if (a.empty()) return;
  const WorkFolder folder;
  folder.write("co.extxyz", carbon_monoxide());
  folder.write("sum.toml", "title = \"MACE with a core\"\nsource = \"y\"\n[[term]]\ntype = \"model\"\nfile = \"" + a +
                               "\"\n[[term]]\ntype = \"zbl\"\ninner = \"0.7 Å\"\nouter = \"1.5 Å\"\n");
  folder.write("core.toml",
               "title = \"core\"\nsource = \"y\"\n[[term]]\ntype = \"zbl\"\ninner = \"0.7 Å\"\nouter = "
               "\"1.5 Å\"\n");
  const auto energy = [&](const std::string& arguments) {
    const auto outcome = folder.run("evaluate co.extxyz -o out.extxyz " + arguments);
    INFO(outcome.err);
    REQUIRE(outcome.code == 0);
    return *read_xyz((folder.path() / "out.extxyz").string()).front().energy;
  };
  const double core = energy("--potential core.toml");
  CHECK(core > 1.0);
  CHECK(energy("--potential sum.toml") == Approx(energy("--model " + a) + core).epsilon(1e-12));
  const auto outcome = run(folder, run_file("file = \"sum.toml\"\n"));
  CHECK(outcome.code == 0);
  CHECK(has(outcome.out, "potential: MACE with a core\n  mace-tutorial-compiled.pt: MACE, float64 on cpu"));
}

TEST_CASE("a new MACE model is written, told about, evaluated and converted for LAMMPS", "[models_test]") {
  if (model("mace-tutorial-compiled.pt").empty()) return;
  const WorkFolder folder;
  const auto made = folder.run("model new co.pt --elements O,C --cutoff \"4 Å\" --channels 4 --max-L 0 --max-ell 2");
  INFO(made.err);
  REQUIRE(made.code == 0);
  CHECK(has(folder.run("model info co.pt").out, "elements    2: C O\ncutoff      4 Å\n"));
  CHECK(folder.run("model lammps co.pt co-lammps.pt").code == 0);
  CHECK(has(folder.run("model info co-lammps.pt").out, "convention  MACE (LAMMPS export)"));
  CHECK(has(folder.run("model lammps co-lammps.pt again.pt").err, "co-lammps.pt: "));
  folder.write("co.extxyz", carbon_monoxide());
  for (const std::string name : {"co", "co-lammps"})
    REQUIRE(folder.run("evaluate --model " + name + ".pt co.extxyz -o by-" + name + ".extxyz").code == 0);
  const auto a = read_xyz((folder.path() / "by-co.extxyz").string()).front(),
             b = read_xyz((folder.path() / "by-co-lammps.extxyz").string()).front();
  CHECK(*a.energy == Approx(*b.energy).epsilon(1e-12));
  CHECK(folder.run("model new x.pt --elements").code == 2);
  CHECK(has(folder.run("model new x.pt --elements Nq").err, "--elements: there is no element 'Nq'"));
}
