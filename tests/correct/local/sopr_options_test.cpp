#include "correct/local/sopr_options.hpp"

#include <catch2/catch.hpp>
#include <cmath>
#include <functional>

#include "core/errors.hpp"

using namespace liquidus;
using Catch::Matchers::Contains;

TEST_CASE("SOPR's modes have the paper's and the program's constants", "[sopr_options_test]") {
  SoprOptions options;
  CHECK_NOTHROW(check(options));
  CHECK(options.gain == 0.2);
  CHECK(options.from == 0.9);
  CHECK(std::isnan(options.width_or_default()));
  CHECK(std::isnan(options.length_or_default()));
  CHECK(std::isnan(options.tolerance_or_default()));
  options.mode = "published";
  CHECK(options.width_or_default() == Approx(0.05 * 0.0433641).epsilon(1e-6));  // 1 kcal/mol = 0.0433641 eV
  CHECK(options.length_or_default() == 1.0);
  CHECK(options.tolerance_or_default() == 5e-4);
  CHECK(std::pow(options.noise / units::kcal_per_mol, 2) == Approx(0.01));
  options.mode = "code";
  CHECK(options.tolerance_or_default() == 1e-4);
  options.tolerance = 1e-3;
  CHECK(options.tolerance_or_default() == 1e-3);
}

TEST_CASE("a SOPR option out of range is named", "[sopr_options_test]") {
  const std::vector<std::pair<std::string, std::function<void(SoprOptions&)>>> wrong = {
      {"mode", [](auto& o) { o.mode = "fast"; }},
      {"gain", [](auto& o) { o.gain = -0.2; }},
      {"width", [](auto& o) { o.width = 0.0; }},
      {"length", [](auto& o) { o.length = 0.0; }},
      {"noise", [](auto& o) { o.noise = 0.0; }},
      {"tolerance", [](auto& o) { o.tolerance = -1.0; }},
      {"from", [](auto& o) { o.from = 0.0; }},
      {"sigma",
       [](auto& o) {
         o.sigma = {3.4, 0.0};
       }},
      {"floor", [](auto& o) { o.floor = 0.0; }},
      {"trust", [](auto& o) { o.trust = 0.0; }},
      {"least_noise", [](auto& o) { o.least_noise = 0.0; }},
      {"taper", [](auto& o) { o.taper = -1.0; }},
  };
  for (const auto& [key, spoil] : wrong) {
    SoprOptions options;
    spoil(options);
    CHECK_THROWS_WITH(check(options), Contains("[sopr]") && Contains(key));
    CHECK_THROWS_AS(check(options), InputError);
  }
}
