#include <catch2/catch.hpp>
#include <cmath>
#include <nlohmann/json.hpp>

#include "app/analysed_potential.hpp"
#include "app/potential_file.hpp"
#include "app/program.hpp"
#include "core/units.hpp"
#include "correct/analysis/drude_scaling.hpp"
#include "correct/correction.hpp"
#include "correct/layer/correction_file.hpp"
#include "correct/layer/hash.hpp"
#include "io/curve.hpp"

using namespace liquidus;
using nlohmann::json;
using test::WorkFolder;

namespace {

bool has(const std::string& text, const std::string& part) { return text.find(part) != std::string::npos; }

/// A set of one potential, the tests' argon with σ = 3.4 Å and ε = 0.0104 eV.
std::string set_of_argon(const std::string& more = "") {
  return "[[potential]]\nname = \"Ar\"\nfile = \"argon.toml\"\npair = \"Ar-Ar\"\ntemperature = \"85 K\"\n" + more;
}

/// The user's mistakes in set.toml, beside argon.toml.
void expect(const std::string& set, const std::string& message) {
  const WorkFolder folder;
  folder.write("argon.toml", test::argon_potential("10 Å"));
  folder.write("set.toml", set);
  const auto outcome = folder.run("potential analyse set.toml");
  CHECK(outcome.err == "liquidus: " + message + "\n");
  CHECK(outcome.code == 2);
}

double lennard_jones(double r, double sigma, double epsilon) {
  const double s6 = std::pow(sigma / r, 6);
  return 4.0 * epsilon * s6 * (s6 - 1.0);
}

/// Takes the tests' argon to σ = 3.5 Å and ε = 0.012 eV, smoothly ending at 9.5 Å, with an uncertainty of `width` eV.
void write_correction(const WorkFolder& folder, double width) {
  const KnotGrid knots = KnotGrid::up_to(9.5, 0.05, 2.6);
  auto correction = Correction::zero({"Ar"}, knots, {});
  const auto n = static_cast<std::size_t>(knots.count);
  for (std::size_t k = 0; k + 1 < n; ++k) {
    const double r = knots.at(static_cast<Index>(k)), end = r < 7.5 ? 1.0 : std::pow((9.5 - r) / 2.0, 2);
    correction.values[0][k] = end * (lennard_jones(r, 3.5, 0.012) - lennard_jones(r, 3.4, 0.0104));
  }
  correction.covariance.assign(n * n, 0.0);
  for (std::size_t i = 0; i + 1 < n; ++i)
    for (std::size_t j = 0; j + 1 < n; ++j) {
      const double x = static_cast<double>(i) - static_cast<double>(j);
      correction.covariance[i * n + j] = width * width * std::exp(-0.5 * std::pow(0.05 * x, 2));
    }
  correction.provenance.method = "made";
  correction.provenance.base = mark_of((folder.path() / "argon.toml").string());
  FittedState state;
  state.name = "triple-point";
  state.temperature = 85.0;
  state.density = 0.02125;
  state.fractions = {1.0};
  correction.provenance.states = {state};
  save(correction, (folder.path() / "argon.h5").string());
}

}  // namespace

/// The reference potentials of Table 3 of Shanks et al. 2025, with some of the figures and laws published there.
const char* const noble_gases = R"(
output = "out"
[[potential]]
name = "Ne"
file = "neon"
pair = "Ne-Ne"
temperature = "42.2 K"
polarisability = "0.396 Å^3"
sigma = "2.77 Å"
epsilon = "0.065 kcal/mol"
[[potential]]
name = "Ar"
file = "argon"
pair = "Ar-Ar"
temperature = "85 K"
polarisability = "1.661 Å^3"
r_min = "3.79 Å"
[[potential]]
name = "Kr"
file = "krypton"
pair = "Kr-Kr"
temperature = "199 K"
polarisability = "2.528 Å^3"
[[potential]]
name = "Xe"
file = "xenon"
pair = "Xe-Xe"
temperature = "274 K"
polarisability = "4.118 Å^3"
[scaling]
sigma = 3.16
epsilon = 0.148
epsilon_exponent = 0.859
[[predict]]
name = "He"
polarisability = "0.208 Å^3"
[[predict]]
name = "Og"
polarisability = "8.590 Å^3"
epsilon = "0.964 kcal/mol"
)";

TEST_CASE("The noble gases' reference potentials are analysed beside the published figures by one command",
          "[potential_analyse_test]") {
  const WorkFolder folder;
  folder.write("set.toml", noble_gases);
  const auto outcome = folder.run("potential analyse set.toml");
  INFO(outcome.err);
  REQUIRE(outcome.code == 0);
  const auto summary = json::parse(folder.read("out/summary.json"));
  struct Reference {
    double sigma, kcal_per_mol, alpha;
  };
  const std::vector<Reference> references = {
      {2.76, 0.122, 0.396}, {3.35, 0.287, 1.661}, {3.58, 0.582, 2.528}, {3.89, 0.811, 4.118}};
  REQUIRE(summary["potentials"].size() == 4);
  std::vector<ScalingPoint> points;
  for (std::size_t k = 0; k < 4; ++k) {
    const auto& found = summary["potentials"][k];
    const auto& [sigma, epsilon, alpha] = references[k];
    // Table 3; the dimers' table every 0.01 Å is good to 1e-6 Å at the minimum
    CHECK(found["sigma_A"]["value"].get<double>() == Approx(sigma).margin(1e-7));
    CHECK(found["r_min_A"]["value"].get<double>() == Approx(sigma * std::pow(2.0, 1.0 / 6.0)).margin(1e-6));
    CHECK(found["epsilon_kcal_per_mol"]["value"].get<double>() == Approx(epsilon).epsilon(1e-7));
    CHECK(found["epsilon_eV"]["value"].get<double>() == Approx(epsilon * units::kcal_per_mol).epsilon(1e-7));
    points.push_back({alpha, sigma, 0.0});
  }
  const auto law = fit_amplitude(points, 1.0 / 7.0);
  CHECK(summary["scaling"]["sigma_A"]["fixed_exponent"]["amplitude"].get<double>() == Approx(law.amplitude));
  CHECK(summary["predictions"][1]["name"] == "Og");
  CHECK(summary["predictions"][1]["sigma_A"]["value"].get<double>() == Approx(law.at(8.59)));
  // the published numbers stand beside ours
  CHECK(summary["potentials"][0]["published"]["epsilon_kcal_per_mol"].get<double>() == Approx(0.065));
  for (const char* published : {"2.770", "0.065", "3.790", "3.160", "0.148 α^0.859", "0.964"})
    CHECK(has(outcome.out, published));
  const auto curves = read_table((folder.path() / "out/Ne.csv").string());
  CHECK(curves.names == std::vector<std::string>{"r", "U", "U_kcal", "u0", "u0_kcal", "w", "w_kcal", "blip"});
  const auto scaling = read_table((folder.path() / "out/scaling.csv").string());
  CHECK(scaling.columns[0].front() == Approx(0.208 / 1.2));
  CHECK(scaling.columns[0].back() == Approx(8.59 * 1.2));
  CHECK(read_table((folder.path() / "out/points.csv").string()).columns[0].size() == 4);
}

TEST_CASE("A correction is analysed with its base, with bands by draws and by linearisation",
          "[potential_analyse_test]") {
  const WorkFolder folder;
  folder.write("argon.toml", test::argon_potential("10 Å"));
  write_correction(folder, 5e-5);
  const auto outcome = folder.run("potential analyse argon.toml --correction argon.h5 --temperature '85 K' -o out");
  INFO(outcome.err);
  REQUIRE(outcome.code == 0);
  const auto found = json::parse(folder.read("out/summary.json"))["potentials"][0];
  // the spline's error of 5/384 h⁴ U'''' with U'''' ≈ 3 eV/Å⁴ near σ is 2.4e-7 eV, over a slope of 0.09 eV/Å 3e-6 Å
  CHECK(found["sigma_A"]["value"].get<double>() == Approx(3.5).margin(1e-5));
  CHECK(found["epsilon_eV"]["value"].get<double>() == Approx(0.012).margin(1e-6));
  CHECK(found["r_min_A"]["value"].get<double>() == Approx(3.5 * std::pow(2.0, 1.0 / 6.0)).margin(1e-4));
  CHECK(found["remarks"].empty());
  for (const char* key : {"sigma_A", "r_min_A", "epsilon_eV", "d_hp_A"}) {
    INFO(key);
    const auto& figure = found[key];
    const double value = figure["value"], deviation = figure["deviation"], linear = figure["deviation_linearised"];
    CHECK(deviation ==
          Approx(linear).epsilon(
              0.15));  // two quantiles of 500 draws: 5 %, three times  // 500 draws: 1/√1000 = 3 %, three times
    CHECK(figure["low_95"].get<double>() < value);
    CHECK(figure["high_95"].get<double>() > value);
  }
  CHECK(found["epsilon_eV"]["deviation_linearised"].get<double>() == Approx(5e-5).epsilon(0.01));
  const auto curves = read_table((folder.path() / "out/argon.csv").string());
  REQUIRE(curves.names.size() == 15);
  CHECK(curves.names[2] == "err_U");
  CHECK(curves.names.back() == "err_blip");
  // the same seed, the same numbers
  const std::string once = folder.read("out/summary.json");
  folder.run("potential analyse argon.toml --correction argon.h5 --temperature '85 K' -o out");
  CHECK(folder.read("out/summary.json") == once);
}

TEST_CASE("A correction away from what it was made for is analysed with a remark", "[potential_analyse_test]") {
  const WorkFolder folder;
  folder.write("argon.toml", test::argon_potential("10 Å"));
  write_correction(folder, 5e-5);
  folder.write("set.toml",
               "[[potential]]\nname = \"hot\"\nfile = \"argon.h5\"\nbase = \"krypton\"\n"
               "pair = \"Ar-Ar\"\ntemperature = \"300 K\"\n");
  auto outcome = folder.run("potential analyse set.toml");
  CHECK(has(outcome.err, "set.toml:1: "));  // krypton's parameters are no argon's
  CHECK(has(outcome.err, "there are no parameters for 'Ar'"));
  CHECK(outcome.code == 2);
  outcome = folder.run("potential analyse argon --correction argon.h5 --temperature '300 K'");
  REQUIRE(outcome.code == 0);
  CHECK(has(outcome.out, "argon: "));
  CHECK(has(outcome.out, "300"));
  CHECK_FALSE(std::filesystem::exists(folder.path() / "analysis"));  // nothing written unasked
}

TEST_CASE("A correction that is part of a parameter set is analysed with it, at the temperature asked for",
          "[potential_analyse_test]") {
  const WorkFolder folder;
  folder.write("argon.toml", test::argon_potential("10 Å"));
  write_correction(folder, 5e-5);
  folder.write("both.toml", test::argon_potential("10 Å") + "[[term]]\ntype = \"correction\"\nfile = \"argon.h5\"\n");
  const auto outcome = folder.run("potential analyse both.toml --temperature '85 K' -o out");
  INFO(outcome.err);
  REQUIRE(outcome.code == 0);
  CHECK(has(outcome.out, "argon.h5 is part of the potential, and taken without a band"));
  const auto found = json::parse(folder.read("out/summary.json"))["potentials"][0];
  CHECK(found["sigma_A"]["value"].get<double>() == Approx(3.5).margin(1e-5));
  CHECK_FALSE(found["sigma_A"].contains("deviation"));
}

TEST_CASE("What isn't a pair potential is said or refused", "[potential_analyse_test]") {
  const WorkFolder folder;
  auto outcome = folder.run("potential analyse nacl-fumi-tosi --pair Na-Cl --temperature '1150 K'");
  CHECK(outcome.code == 2);
  CHECK(has(outcome.err, "has a [[term]] coulomb-pme"));
  outcome = folder.run("potential analyse nacl-fumi-tosi --temperature '1150 K'");
  CHECK(outcome.err == "liquidus: --pair: 'nacl-fumi-tosi' is for Na, Cl; say which pair, --pair Na-Cl\n");
  folder.write(
      "ions.toml",
      "title = \"t\"\nsource = \"s\"\n[[species]]\nname = \"Na\"\ncharge = \"1 e\"\n[[species]]\nname = \"Cl\"\n"
      "charge = \"-1 e\"\n[[term]]\ntype = \"coulomb-dsf\"\ncutoff = \"10 Å\"\n[[term]]\n"
      "type = \"lennard-jones\"\ncutoff = \"10 Å\"\nmissing = \"none\"\n[[term.pair]]\npair = \"Na-Cl\"\n"
      "sigma = \"2.5 Å\"\nepsilon = \"0.01 eV\"\n");
  outcome = folder.run("potential analyse ions.toml --pair Cl-Na --temperature '1150 K'");
  CHECK(outcome.code == 0);
  CHECK(has(outcome.out, "ions: with charges: the damped energy of two ions alone"));
  outcome = folder.run("potential analyse ions.toml --pair Na-Na --temperature '1150 K'");
  CHECK(outcome.code == 0);  // like charges: no well
  CHECK(has(outcome.out, "there is no minimum below zero"));
  CHECK(has(outcome.out, "repulsive throughout"));
}

TEST_CASE("All mistakes of a set are reported with their lines", "[potential_analyse_test]") {
  expect(set_of_argon("sigmas = \"3 Å\"\nepsilon = \"3 Å\"\n"),
         "set.toml:6: unknown key 'sigmas' in [potential.Ar]; did you mean 'sigma'?\n"
         "set.toml:7: 'epsilon' is a length (3 Å); expected an energy such as \"1 kcal/mol\"");
  expect("draws = 1\nstep = \"-1 Å\"\n" + set_of_argon("base = \"neon\"\n"),
         "set.toml:1: a band takes 2 draws or more\nset.toml:2: step must be positive\n"
         "set.toml:8: a base goes with a correction (.h5), which 'argon.toml' isn't");
  expect(set_of_argon() + set_of_argon("polarisability = \"-1 Å^3\"\n"),
         "set.toml:7: there are two [[potential]] named 'Ar'\nset.toml:11: polarisability must be positive");
  expect("[[potential]]\nname = \"a/b\"\nfile = \"argon.h5\"\npair = \"Ar-Ar\"\ntemperature = \"85 K\"\n",
         "set.toml:1: 'argon.h5' is a correction; base = \"…\" must say what it is added to\n"
         "set.toml:2: 'a/b' can't be a file's name, which the curves' is made of");
  expect(
      "[[potential]]\nname = \"a\"\nfile = \"argom\"\npair = \"Ar-Ar\"\ntemperature = \"85 K\"\n"
      "[[potential]]\nname = \"b\"\nfile = \"argon\"\npair = \"ArAr\"\ntemperature = \"85 K\"\n",
      "set.toml:1: there is no potential 'argom'; did you mean 'argon'?\n"
      "set.toml:6: 'ArAr' is no pair; expected two names of species joined by '-', \"Na-Cl\"");
}

TEST_CASE("Mistakes on the command line name the option", "[potential_analyse_test]") {
  const WorkFolder folder;
  folder.write("argon.toml", test::argon_potential("10 Å"));
  folder.write("set.toml", set_of_argon());
  const auto says = [&](const std::string& arguments, const std::string& message) {
    const auto outcome = folder.run("potential analyse " + arguments);
    CHECK(outcome.err == "liquidus: " + message + "\n");
    CHECK(outcome.code == 2);
  };
  says("argon.toml",
       "--temperature is needed, \"85 K\": of the diameters, of B2 and of a correction that depends on it");
  says("argon.toml --temperature 85", "--temperature: '85' is a number; expected a number with a unit such as \"1 K\"");
  says("argon.toml --temperature '85 K' --set draws=3", "--set changes a value of a set of potentials (TOML)");
  says("set.toml --pair Ar-Ar", "--pair is for a single potential; a set has it in its [[potential]]");
  says("argon.h5 --temperature '85 K'",
       "'argon.h5' is a correction; name the potential it is added to, BASE --correction argon.h5");
  says("argom --temperature '85 K'", "there is no potential 'argom'; did you mean 'argon'?");
}

TEST_CASE("The help lists every key of a set", "[potential_analyse_test]") {
  const auto outcome = WorkFolder().run("potential analyse --help");
  CHECK(outcome.code == 0);
  for (const char* key : {"[[potential]]", "[scaling]", "[[predict]]", "polarisability", "draws", "base", "exponent"})
    CHECK(has(outcome.out, key));
}

TEST_CASE("A band that is none doesn't decide a law by itself", "[potential_analyse_test]") {
  const auto potential = [](double alpha, double sigma, double error) {
    AnalysedPotential one;
    one.keys.polarisability = alpha;
    one.figures.sigma = sigma;
    one.bands.figures = {Band{error, 0.0, 0.0}};
    return one;
  };
  const std::vector<AnalysedPotential> even = {potential(1.0, 3.0, 0.01), potential(2.0, 3.4, 0.01)},
                                       swamped = {potential(1.0, 3.0, 0.01), potential(2.0, 3.4, 1e-12)};
  CHECK(scaling_laws(even, 1.0 / 7.0).front().remark.empty());
  const auto law = scaling_laws(swamped, 1.0 / 7.0).front();
  CHECK(law.remark == "without errors: that of 2 Å³, 2.9e-13 of its value, leaves the others no weight");
  REQUIRE(law.free);
  CHECK(!law.free->weighted);
  CHECK(law.free->at(1.0) == Approx(3.0));
}
