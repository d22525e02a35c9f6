#include "correct/targets/state_target.hpp"

#include <catch2/catch.hpp>

#include "core/errors.hpp"

using namespace liquidus;

TEST_CASE("A density that the box hasn't is a pressure by the compressibility", "[state_target_test]") {
  StateTargetOptions options;
  options.pressure = 1.0 * units::bar;
  options.uncertainty = 10.0 * units::bar;
  CHECK(state_target(options, 0.02).pressure == 1.0 * units::bar);
  options.density = 0.0200;
  CHECK(state_target(options, 0.02).uncertainty == 10.0 * units::bar);
  // 1 % denser with 1e-4 per bar is 100 bar more; half a percent of density is worth 50 bar.
  options.compressibility = 1e-4 / units::bar;
  const auto denser = state_target(options, 0.0202);
  CHECK(denser.pressure / units::bar == Approx(101.0));
  CHECK(denser.uncertainty / units::bar == Approx(std::hypot(10.0, 50.0)));
}

TEST_CASE("Targets of a state that can't be are refused", "[state_target_test]") {
  StateTargetOptions options;
  CHECK_THROWS_WITH(state_target(options, 0.02), Catch::Contains("pressure is missing"));
  options.pressure = 0.0;
  options.uncertainty = 0.0;
  CHECK_THROWS_WITH(state_target(options, 0.02), Catch::Contains("uncertainty must be positive"));
  options.uncertainty = 1.0;
  options.density = 0.021;
  CHECK_THROWS_WITH(state_target(options, 0.02), Catch::Contains("give the compressibility"));
}
