#include "active/campaign/campaign_options.hpp"

#include <catch2/catch.hpp>

#include "core/errors.hpp"
#include "io/run_file.hpp"
#include "support/temporary_folder.hpp"

using namespace liquidus;
using Catch::Matchers::Contains;

namespace {

const std::string good = R"(
seed = 3
[start]
files = ["start.extxyz"]
held_out = ["held-out.extxyz"]
[[state]]
name = "1150K"
temperature = "1150 K"
density = "1.5 g/cm^3"
[label]
engine = "command"
command = "sh label {{cutoff}}"
[label.settings]
cutoff = 300
[[label.retry]]
after = ["unconverged", "killed"]
settings = {cutoff = "400"}
[stop]
energy = "1.5 meV"
)";

CampaignOptions read(const std::string& text, Problems& problems) {
  const auto there = [](const std::string& path) -> std::string {
    return path.ends_with(".extxyz") ? LIQUIDUS_SOURCE_DIR "/examples/nacl-rocksalt.extxyz" : path;
  };
  return read_campaign_options(parse_run_file(text, "campaign.toml"), there, problems);
}

std::string problems_of(std::string text, const std::string& from, const std::string& to) {
  const auto at = text.find(from);
  REQUIRE(at != std::string::npos);
  Problems problems;
  read(text.replace(at, from.size(), to), problems);
  return problems.text();
}

}  // namespace

TEST_CASE("A campaign's file is read, and echoed as one that is read the same", "[campaign_options_test]") {
  Problems problems;
  const auto options = read(good, problems);
  REQUIRE(problems.text() == "");
  CHECK(options.run.output == "campaign");
  CHECK(options.settings.at("cutoff") == "300");
  CHECK(options.retries.at(0).after == std::vector{LabelFailure::unconverged, LabelFailure::killed});
  CHECK(options.retries.at(0).settings.at("cutoff") == "400");
  CHECK(options.stop.energy == Approx(0.0015));
  std::string text;
  for (const auto& [title, keys] : echo(options)) text += to_toml(title, keys) + "\n";
  const auto again = read(text, problems);
  REQUIRE(problems.text() == "");
  std::string same;
  for (const auto& [title, keys] : echo(again)) same += to_toml(title, keys) + "\n";
  CHECK(same == text);
}

TEST_CASE("What is wrong in a campaign's file is told with its place", "[campaign_options_test]") {
  const auto [from, to, message] = GENERATE(table<std::string, std::string, std::string>(
      {{"[start]", "[committee]\nmembers = 1\n[start]", "campaign.toml:4: a committee has 2 members or more"},
       {"[start]", "[query]\nlow = 0.9\n[start]", "low must lie between 0 and high"},
       {"files = [\"start.extxyz\"]", "", "a campaign begins with labelled `files`, or with `structures`"},
       {"held_out = [\"held-out.extxyz\"]", "", "give `held_out` in [start]"},
       {"density", "pressure = \"1 bar\"\ndensity", "a state has a density or a pressure, not both"},
       {"\"unconverged\"", "\"unconvergd\"", "there is no kind of failure 'unconvergd'; did you mean 'unconverged'?"},
       {"\"start.extxyz\"", "\"start.xyz\"", "campaign.toml:4: cannot open 'start.xyz': No such file or directory"},
       {"{{cutoff}}", "{{cutof}}", "cutof"},
       {"{cutoff = \"400\"}", "{cutof = \"400\"}", "there is no 'cutof' in [label.settings]; did you mean 'cutoff'?"},
       {"engine = \"command\"", "engine = \"pw\"", "the engine 'pw' needs an 'input'"},
       {"engine = \"command\"", "engine = \"stored\"", "the engine 'stored' needs 'files' with labels"},
       {"[[state]]\nname = \"1150K\"\ntemperature = \"1150 K\"\ndensity = \"1.5 g/cm^3\"\n", "",
        "nothing is sampled: expected a [[state]], or a `pool` in [sampling]"},
       {"name = \"1150K\"", "name = \"melts/1150K\"", "can't be empty or hold '/'"},
       {"[start]", "[sampling]\nhottest = 1.0\n[start]", "hottest must be above 1"}}));
  CHECK_THAT(problems_of(good, from, to), Contains(message));
}
