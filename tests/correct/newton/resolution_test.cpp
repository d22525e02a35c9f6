#include "correct/newton/resolution.hpp"

#include <catch2/catch.hpp>
#include <cmath>
#include <stdexcept>

#include "correct/newton/linear_world.hpp"

using namespace liquidus;
using namespace liquidus::testing;

TEST_CASE("the resolution matrix is how the posterior mean follows the truth", "[resolution_test]") {
  LinearWorld world;
  const auto truth = world.drawn(4);
  const auto states = world.states(truth, 1e-9, 0, world.nothing());
  auto loose = states;  // as good as without noise, but believed to have some
  for (auto& state : loose) state.observations.front().variance.setConstant(0.05 * 0.05);
  const auto step = newton_step(world.nothing(), loose, world.options);
  const Eigen::VectorXd found = world.flat(step.correction), expected = resolution_matrix(step) * world.flat(truth);
  CHECK((found - expected).cwiseAbs().maxCoeff() < 1e-5 * world.options.width);
  CHECK(resolution_matrix(step).trace() == Approx(step.parameters).epsilon(1e-6));
}

TEST_CASE("a pair that no data see keeps its prior, and is named", "[resolution_test]") {
  LinearWorld world;
  world.seen = {1.0, 1.0, 0.0};
  const auto step = newton_step(world.nothing(), world.states(world.drawn(1), 0.01, 5, world.nothing()), world.options);
  // The other pairs' g answers to Cl-Cl as well, but can't tell it from their own energies.
  const auto found = resolution(step, 1000.0, 2.5, 4.5);
  REQUIRE(found.combinations.size() == 3);
  CHECK(found.combinations[0].resolved < 0.5);
  CHECK(found.combinations[1].resolved > 0.8);
  CHECK(found.combinations[0].coefficients[2] > 0.8);
  CHECK(found.statements[0].find("Cl-Cl") != std::string::npos);
  CHECK(found.statements[0].find("not fixed") != std::string::npos);
  CHECK(found.statements[1].find("not fixed") == std::string::npos);
  REQUIRE(found.resolved.size() == 6);
  for (const auto& curve : found.resolved) {
    CHECK(curve.back() == 1.0);
    for (const double share : curve) CHECK((share > -1e-9 && share < 1.0 + 1e-9));
  }
  const std::size_t middle = 8;  // 3.6 Å
  CHECK(found.resolved[0][middle] > 0.8);
  CHECK(found.resolved[2][middle] < found.resolved[0][middle]);
  CHECK_THROWS_AS(resolution(step, 1000.0, 6.0, 7.0), std::invalid_argument);
}

TEST_CASE("of data that see only a sum of pairs their difference is left over", "[resolution_test]") {
  // One total: (g_NaNa + g_ClCl) at each bin, by hand on a world whose pairs don't answer to each other.
  LinearWorld world;
  auto states = world.states(world.drawn(1), 0.01, 5, world.nothing());
  const Eigen::Index m = world.bins.count, n = world.knots().count;
  for (auto& state : states) {
    for (Eigen::Index p = 0; p < 3; ++p)
      for (Eigen::Index q = 0; q < 3; ++q)
        if (p != q) state.response.g.block(p * m, q * n, m, n).setZero();
    auto& seen = state.observations.front();
    seen.of_g.setZero();
    for (Eigen::Index k = 0; k < m; ++k) seen.of_g(k, k) = seen.of_g(k, 2 * m + k) = 1.0;
  }
  const auto step = newton_step(world.nothing(), states, world.options);
  const auto found = resolution(step, 1000.0, 2.5, 4.5);
  // Na-Cl isn't seen at all, and neither is Na-Na − Cl-Cl: two combinations have their whole prior left.
  CHECK(found.combinations[0].resolved == Approx(0.0).margin(1e-9));
  CHECK(found.combinations[1].resolved == Approx(0.0).margin(1e-9));
  CHECK(found.combinations[2].resolved > 0.9);
  const auto& known = found.combinations[2].coefficients;
  CHECK(known[0] == Approx(std::sqrt(0.5)));
  CHECK(known[1] == Approx(0.0).margin(1e-9));
  CHECK(known[2] == Approx(std::sqrt(0.5)));
  CHECK(found.combinations[2].name(step.correction) == "0.71 Na-Na + 0.71 Cl-Cl");
}
