#include "active/bias/bias_options.hpp"

#include <catch2/catch.hpp>
#include <cmath>

#include "active/bias/debye_intensity.hpp"
#include "active/campaign/sampling_options.hpp"
#include "core/neighbours.hpp"
#include "scatter/weights/scatterers.hpp"
#include "support/error_of.hpp"

using namespace liquidus;
using namespace liquidus::testing;
using Catch::Matchers::Contains;

namespace {

const std::string state = "[[state]]\nname = \"a\"\ntemperature = \"1700 K\"\n[state.bias]\n";
const std::string energy = "kind = \"energy\"\nheight = \"50 meV\"\nwidth = \"2 meV\"\n";
const std::string debye =
    "kind = \"debye\"\nheight = \"0.05 eV\"\nfactor = 20\npace = 200\nwidth = 0.1\nfrom = 0.5\nto = 4.0\nq = \"2.31 "
    "1/Å\"\ncutoff = \"12 Å\"\nradiation = \"neutron\"\nweights = [\"O = 0.25\"]\n";

std::vector<SamplingState> read(const std::string& text, Problems& problems) {
  return read_sampling_states(parse_run_file(text, "campaign.toml"), problems);
}

std::string problems_of(const std::string& text) {
  Problems problems;
  read(text, problems);
  return problems.text();
}

std::string replaced(std::string text, const std::string& from, const std::string& to) {
  const auto at = text.find(from);
  REQUIRE(at != std::string::npos);
  return text.replace(at, from.size(), to);
}

}  // namespace

TEST_CASE("A bias is read, and echoed as one that is read the same", "[bias_options_test]") {
  Problems problems;
  const auto first = read(state + energy, problems).at(0).bias, second = read(state + debye, problems).at(0).bias;
  REQUIRE(problems.text() == "");
  CHECK(first.height == Approx(0.05));
  CHECK(first.width == Approx(0.002));
  CHECK(std::isnan(first.from));
  CHECK(second.q == Approx(2.31));
  CHECK(second.to == 4.0);
  for (const auto& bias : {first, second}) {
    const auto text = to_toml("state.bias", echo(bias));
    const auto again = read(state.substr(0, state.find("[state.bias]")) + text, problems);
    REQUIRE(problems.text() == "");
    CHECK(to_toml("state.bias", echo(again.at(0).bias)) == text);
  }
  CHECK(read(state.substr(0, state.find("[state.bias]")), problems).at(0).bias.kind.empty());
}

TEST_CASE("What is wrong with a bias is told with its place", "[bias_options_test]") {
  const auto [text, message] = GENERATE(table<std::string, std::string>(
      {{state, "campaign.toml:4: [state.a.bias] lacks the key 'kind', \"energy\" or \"debye\""},
       {state + replaced(energy, "energy", "enrgy"), "campaign.toml:5: 'kind' is \"enrgy\""},
       {state + replaced(energy, "height = \"50 meV\"\n", ""), "lacks the key 'height'"},
       {state + replaced(energy, "50 meV", "-1 meV"), "campaign.toml:6: height must be positive"},
       {state + replaced(energy, "\"2 meV\"", "0.1"), "without a unit"},
       {state + replaced(debye, "0.1", "\"2 meV\""), "expected a number without a unit"},
       {state + energy + "q = \"2 1/Å\"\n", "unknown key 'q'"},
       {state + replaced(debye, "q = \"2.31 1/Å\"\n", ""), "lacks the key 'q'"},
       {state + replaced(debye, "2.31", "0"), "q must be positive"},
       {state + replaced(debye, "12 Å", "-12 Å"), "cutoff must be positive"},
       {state + replaced(debye, "factor = 20", "factor = 1"), "factor must be above 1"},
       {state + replaced(debye, "pace = 200", "pace = 0"), "pace must be 1 or more"},
       {state + replaced(debye, "to = 4.0", "to = 0.2"), "to must be above from"},
       {state + replaced(debye, "width = 0.1", "width = 0.7"), "from and to must be 6 widths apart or more"},
       {state + replaced(debye, "O = 0.25", "O 0.25"), "expected \"species = number\", found \"O 0.25\""},
       {state + replaced(debye, "neutron", "electron"), "is \"electron\""},
       {replaced(state, "\"1700 K\"", "[\"1700 K\", \"2000 K\"]") + energy, "one temperature, no ramp"}}));
  INFO(text);
  CHECK_THAT(problems_of(text), Contains(message));
}

TEST_CASE("Weights are those of the radiation, but for those that are given", "[bias_options_test]") {
  BiasOptions options;
  options.kind = "debye";
  options.q = 2.0;
  options.cutoff = 9.0;
  const std::vector<Species> oxide{make_species("Fe"), make_species("O")};
  // two atoms at a distance: s − 1 = 2 w₁w₂/(w₁² + w₂²) times the pair's term
  const auto ratio = [&] {
    const auto sum = debye_intensity(options, oxide);
    Structure atoms;
    atoms.cell = Cell(Mat3::zero(), {false, false, false});
    atoms.add("Fe", {0, 0, 0});
    atoms.add("O", {0, 0, 2.0});
    PeriodicNeighbours neighbours({sum.list()}, Skin{0.0});
    std::vector<Vec3> gradient(2);
    Mat3 strain{};
    return sum.sum(neighbours.update(atoms), gradient, strain) / sum.pair(2.0).value;
  };
  const auto expected = [](double a, double b) { return Approx(2.0 * a * b / (a * a + b * b)).epsilon(1e-12); };
  const auto f = Scatterers(Radiation::xray, {"Fe", "O"}).at(2.0),
             b = Scatterers(Radiation::neutron, {"Fe", "O"}).at(2.0);
  CHECK(ratio() == expected(f[0], f[1]));
  options.radiation = "neutron";
  CHECK(ratio() == expected(b[0], b[1]));
  options.weights = {"O = 3.5"};
  CHECK(ratio() == expected(b[0], 3.5));
  options.radiation = "none";
  CHECK(ratio() == expected(1.0, 3.5));
  options.weights = {"P = 3.5"};
  CHECK_THAT(error_of([&] { debye_intensity(options, oxide); }), Contains("there is no species 'P'"));
  options.weights = {"O = 0", "Fe = 0"};
  CHECK_THAT(error_of([&] { debye_intensity(options, oxide); }), Contains("all species have the weight 0"));
  options.weights = {"O = 1", "O = 0"};
  CHECK_THAT(error_of([&] { debye_intensity(options, oxide); }), Contains("given twice"));
}
