#include "correct/loop/state_options.hpp"

#include <catch2/catch.hpp>

#include "correct/loop/correct_options.hpp"
#include "io/run_file.hpp"

using namespace liquidus;

namespace {

const std::string good = R"(
[[state]]
name = "85K"
temperature = "85 K"
equilibrate = "5 ps"
produce = "50 ps"
timestep = "5 fs"
[state.structure]
formula = "Ar"
atoms = 500
density = "0.02125 1/Å^3"
[[state.prepare]]
name = "melt"
temperature = "120 K"
time = "2 ps"
)";

std::string problems_of(const std::string& text) {
  Problems problems;
  read_states(parse_run_file(text, "fit.toml"), problems);
  return problems.text();
}

std::string with(std::string text, const std::string& from, const std::string& to) {
  return text.replace(text.find(from), from.size(), to);
}

}  // namespace

TEST_CASE("A state becomes the stages of an iteration", "[state_options_test]") {
  Problems problems;
  const auto states = read_states(parse_run_file(good, "fit.toml"), problems);
  REQUIRE(problems.text().empty());
  REQUIRE(states.size() == 1);
  CHECK(states[0].structure.atoms == 500);
  const auto first = md_options(states[0], 3, true), later = md_options(states[0], 4, false);
  REQUIRE(first.stages.size() == 3);
  CHECK(first.stages[0].name == "melt");
  CHECK(first.stages[1].time == Approx(5000.0));
  CHECK(first.stages[2].timestep == Approx(5.0));
  CHECK(later.stages.size() == 2);
  CHECK(later.run.seed == 4);
  CHECK_NOTHROW(require_valid(first));
}

TEST_CASE("Mistakes in a state are named with their line", "[state_options_test]") {
  CHECK_THAT(problems_of("title = \"x\"\n"), Catch::Contains("[[state]]"));
  CHECK_THAT(problems_of(with(good, "temperature = \"85 K\"", "temperature = \"-85 K\"")),
             Catch::Contains("fit.toml:4: temperature must be positive"));
  CHECK_THAT(problems_of(good + "[state.target]\npresure = \"1 bar\"\n"), Catch::Contains("did you mean 'pressure'"));
  CHECK_THAT(problems_of(with(good, "timestep", "timestpe")), Catch::Contains("did you mean 'timestep'"));
  CHECK_THAT(problems_of(with(good, "\"melt\"", "\"produce\"")), Catch::Contains("stage of every iteration"));
  CHECK_THAT(problems_of(good + good), Catch::Contains("two states"));
  CHECK_THAT(problems_of("[[state]]\nname = \"a\"\ntemperature = \"85 K\"\n"), Catch::Contains("[state.structure]"));
}

TEST_CASE("What [correct] can't mean is refused", "[state_options_test]") {
  CorrectOptions options;
  options.cutoff = 10.0;
  CHECK_NOTHROW(check(options));
  options.range = 9.0;
  CHECK_THROWS_WITH(check(options), Catch::Contains("range"));
  options.range = CorrectOptions::unset;
  options.effective = 1.5;
  CHECK_THROWS_WITH(check(options), Catch::Contains("effective"));
}
