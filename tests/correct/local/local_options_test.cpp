#include "correct/local/local_options.hpp"

#include <catch2/catch.hpp>
#include <cmath>
#include <functional>

#include "core/errors.hpp"

using namespace liquidus;
using Catch::Matchers::Contains;

TEST_CASE("options of local updates as they come are in range", "[local_options_test]") {
  CHECK_NOTHROW(check(LocalOptions{}));
}

TEST_CASE("a local update's option out of range is named", "[local_options_test]") {
  const std::vector<std::pair<std::string, std::function<void(LocalOptions&)>>> wrong = {
      {"rule", [](auto& o) { o.rule = "newton"; }},
      {"gain", [](auto& o) { o.gain = 0.0; }},
      {"gain_at", [](auto& o) { o.gain_at = {1.0}; }},
      {"gain_at must rise",
       [](auto& o) {
         o.gain_at = {2.0, 2.0}, o.gain_factors = {1.0, 0.5};
       }},
      {"gain_factors", [](auto& o) { o.gain_at = {2.0}, o.gain_factors = {-1.0}; }},
      {"floor", [](auto& o) { o.floor = -0.1; }},
      {"trust", [](auto& o) { o.trust = std::nan(""); }},
      {"core", [](auto& o) { o.core = "soft"; }},
      {"core_power", [](auto& o) { o.core_power = 0.0; }},
      {"taper", [](auto& o) { o.taper = -1.0; }},
      {"smoothing", [](auto& o) { o.smoothing = "none"; }},
      {"width", [](auto& o) { o.width = 0.0; }},
      {"length", [](auto& o) { o.length = -1.0; }},
      {"ramp", [](auto& o) { o.ramp = "linear"; }},
      {"ramp_full", [](auto& o) { o.ramp_full = 0.0; }},
      {"ramp_limit", [](auto& o) { o.ramp_limit = INFINITY; }},
  };
  for (const auto& [key, spoil] : wrong) {
    LocalOptions options;
    spoil(options);
    CHECK_THROWS_WITH(check(options), Contains("[local]") && Contains(key));
    CHECK_THROWS_AS(check(options), InputError);
  }
}

TEST_CASE("the gain follows the lines of its table and stays beyond its ends", "[local_options_test]") {
  LocalOptions options;
  options.gain = 0.4;
  CHECK(gain_at(options, 3.0) == 0.4);
  options.gain_at = {3.0, 5.0, 6.0};
  options.gain_factors = {1.0, 0.5, 0.0};
  CHECK(gain_at(options, 1.0) == Approx(0.4));
  CHECK(gain_at(options, 4.0) == Approx(0.3));
  CHECK(gain_at(options, 5.5) == Approx(0.1));
  CHECK(gain_at(options, 7.0) == 0.0);
}
