#include "correct/temperature_basis.hpp"

#include <catch2/catch.hpp>
#include <cmath>

#include "core/errors.hpp"
#include "correct/correction.hpp"

using namespace liquidus;

TEST_CASE("A kernel in temperature gives each node's own function there", "[temperature_basis_test]") {
  TemperatureBasis basis{TemperatureBasis::Kind::kernel, 300.0, 3.0, {1100.0, 1200.0, 1300.0}, 200.0};
  basis.check();
  const auto b = basis.at(1200.0);
  REQUIRE(b.size() == 3);
  CHECK(b[0] == Approx(0.0).margin(1e-12));
  CHECK(b[1] == Approx(1.0));
  CHECK(b[2] == Approx(0.0).margin(1e-12));
  CHECK(basis.prior()[1] == Approx(std::exp(-0.125)));
  // Far from all nodes nothing is known, and the correction fades.
  for (const double far : basis.at(5000.0)) CHECK(std::abs(far) < 1e-12);
  basis.nodes.push_back(1200.01);
  CHECK_THROWS_AS(basis.check(), std::invalid_argument);
}

TEST_CASE("A correction at a temperature is its terms' sum, with the band of their covariance",
          "[temperature_basis_test]") {
  auto correction = Correction::zero({"Na", "Cl"}, KnotGrid::up_to(3.0, 1.0, 1.0),
                                     {TemperatureBasis::Kind::linear, 1000.0, 2.0, {}, 0.0});
  const std::size_t pair = correction.find("Cl-Na"), n = correction.size();
  CHECK(pair == 1);
  CHECK(correction.name(pair) == "Na-Cl");
  CHECK_THROWS_AS(correction.find("Na-K"), InputError);
  REQUIRE(n == 18);
  correction.values[pair] = {0.5, 0.2, 0.0};
  correction.values[3 + pair] = {0.1, -0.1, 0.0};
  const auto u = correction.at(pair, 1500.0);
  CHECK(u[0] == Approx(0.55));
  CHECK(u[1] == Approx(0.15));
  CHECK(correction.deviation_at(pair, 1500.0).empty());
  correction.covariance.assign(n * n, 0.0);
  const std::size_t constant = pair * 3, slope = (3 + pair) * 3;  // of the first knot
  correction.covariance[constant * n + constant] = 0.04;
  correction.covariance[slope * n + slope] = 0.01;
  correction.covariance[constant * n + slope] = correction.covariance[slope * n + constant] = -0.01;
  CHECK(correction.deviation_at(pair, 1500.0)[0] == Approx(std::sqrt(0.04 + 0.25 * 0.01 - 2 * 0.5 * 0.01)));
}
