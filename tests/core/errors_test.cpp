#include "core/errors.hpp"

#include <catch2/catch.hpp>

using namespace liquidus;

TEST_CASE("an input error says file and line before the message", "[errors_test]") {
  CHECK(std::string(InputError({"run.toml", 7}, "unknown key").what()) == "run.toml:7: unknown key");
  CHECK(std::string(InputError({"run.toml", 0}, "is empty").what()) == "run.toml: is empty");
  CHECK(std::string(InputError({"", 3}, "no potential given").what()) == "no potential given");
  CHECK(std::string(InputError("no potential given").what()) == "no potential given");
}

TEST_CASE("a slip of the hand is met with the nearest name, anything else with all names", "[errors_test]") {
  const std::vector<std::string> keys = {"timestep", "steps", "temperature"};
  CHECK(nearest_name("timstep", keys) == "timestep");
  CHECK(nearest_name("Temperature", keys) == "temperature");
  CHECK(nearest_name("pressure", keys).empty());
  CHECK(nearest_name("steps", {}).empty());
  CHECK(suggestion("stpes", {}).empty());
  CHECK(suggestion("timstep", keys) == "; did you mean 'timestep'?");
  CHECK(suggestion("cutoff", keys) == "; known: timestep, steps, temperature");
}

TEST_CASE("every error can be caught as one kind", "[errors_test]") {
  CHECK_THROWS_AS(throw InputError("x"), Error);
  CHECK_THROWS_AS(throw SimulationError("x"), Error);
}
