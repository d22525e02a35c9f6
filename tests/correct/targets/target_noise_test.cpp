#include "correct/targets/target_noise.hpp"

#include <catch2/catch.hpp>

#include "correct/targets/liquids.hpp"

using namespace liquidus;
using namespace liquidus::testing;

TEST_CASE("The scatter about local cubics is the noise of the points", "[target_noise_test]") {
  // 400 residuals that overlap with their neighbours': the median's relative error is about 8 %; three of them.
  for (const double error : {0.02, 0.1}) {
    const auto curve = liquid_curve(even(3.0, 0.05, 400), error);
    CHECK(scatter_about_cubics(curve.x, curve.y) == Approx(error).epsilon(0.25));
  }
}

TEST_CASE("A cubic has no scatter, and few points none to speak of", "[target_noise_test]") {
  const std::vector<double> r{1.0, 1.3, 1.7, 2.0, 2.6, 3.0, 3.1};
  std::vector<double> y;
  for (const double x : r) y.push_back(1.0 + x * (2.0 - x * x));
  CHECK(scatter_about_cubics(r, y) < 1e-12);
  CHECK(scatter_about_cubics(std::span(r).first(4), std::span(y).first(4)) == 0.0);
}

TEST_CASE("A g that doesn't vanish in its core tells its error there", "[target_noise_test]") {
  auto curve = liquid_curve(even(0.5, 0.05, 300));
  CHECK(estimated_noise(curve.x, curve.y).error == 0.005);
  for (std::size_t k = 0; k < 40; ++k) curve.y[k] += k % 2 == 0 ? 0.03 : -0.03;
  const auto noise = estimated_noise(curve.x, curve.y);
  CHECK(noise.error > 0.02);
  CHECK(noise.error < 0.031);
  CHECK(noise.from.find("core") != std::string::npos);
  CHECK(core_points(curve.y) > 40);
}
