#include <catch2/catch.hpp>
#include <nlohmann/json.hpp>

#include "app/program.hpp"

using namespace liquidus::test;

TEST_CASE("The noble gases' example goes from measured g(r) to the table of figures in its short mode",
          "[noble_gases_test]") {
  const WorkFolder folder;
  const std::string command = "cd '" + folder.path().string() +
                              "' && LIQUIDUS='" LIQUIDUS_PROGRAM
                              "' SHORT=1 ITERATIONS=3 MODE=code '" LIQUIDUS_SOURCE_DIR
                              "/examples/noble-gases/run' > out.txt 2>&1";
  const int status = std::system(command.c_str());
  INFO(folder.read("out.txt"));
  REQUIRE(status == 0);
  const auto summary = nlohmann::json::parse(folder.read("noble-gases-code-short/summary.json"));
  // Three iterations of eight thousand steps don't reach the paper's figures; each potential moves from its reference
  // (2.76, 3.35, 3.58 and 3.89 Å) by some hundredths of its diameter at most.
  const double reference[] = {2.76, 3.35, 3.58, 3.89};
  REQUIRE(summary["potentials"].size() == 4);
  for (std::size_t k = 0; k < 4; ++k) {
    const auto& sigma = summary["potentials"][k]["sigma_A"];
    CHECK(sigma["value"].get<double>() == Approx(reference[k]).epsilon(0.05));
    CHECK(sigma["value"].get<double>() != reference[k]);
  }
  for (const char* name : {"neon", "argon", "krypton", "xenon"}) {
    const auto fit = nlohmann::json::parse(folder.read(std::string(name) + "-code-short/summary.json"));
    CHECK(fit["fit"]["with"]["chi2_per_point"]["value"].get<double>() <
          fit["fit"]["without"]["chi2_per_point"]["value"].get<double>());
  }
}
