#include "correct/targets/pair_observation.hpp"

#include <catch2/catch.hpp>

#include "core/errors.hpp"
#include "correct/targets/liquids.hpp"

using namespace liquidus;
using namespace liquidus::testing;

namespace {

/// Averages of rⁿ over bins with the weight r², exact.
Eigen::VectorXd averages(const RadialBins& bins, int power) {
  Eigen::VectorXd g(bins.count);
  for (Index k = 0; k < bins.count; ++k) {
    const double a = bins.lower(k), b = bins.upper(k), n = power + 3.0;
    g(k) = (std::pow(b, n) - std::pow(a, n)) / n / ((b * b * b - a * a * a) / 3.0);
  }
  return g;
}

}  // namespace

TEST_CASE("A cubic's averages over bins give it back at any point", "[pair_observation_test]") {
  const auto bins = RadialBins::up_to(12.0, 0.2);
  std::vector<double> r;
  for (double x = 0.05; x < 12.0; x += 0.0937) r.push_back(x);
  const auto seen = observation_of(make_pair_target(target_of(), liquid_curve(r)), {"Ar"}, bins);
  for (int power = 0; power <= 3; ++power) {
    const Eigen::VectorXd y = seen.of_g * averages(bins, power);
    for (std::size_t i = 0; i < r.size(); ++i)
      CHECK(y(static_cast<Eigen::Index>(i)) == Approx(std::pow(r[i], power)).epsilon(1e-7).margin(1e-9));
  }
}

TEST_CASE("An observation reads the pair that it is of", "[pair_observation_test]") {
  const auto bins = RadialBins::up_to(8.0, 0.02);
  const auto target = make_pair_target(target_of("Cl-Na"), liquid_curve(even(3.0, 0.07, 100)));
  const auto seen = observation_of(target, {"Na", "Cl"}, bins);
  const auto rows = seen.of_g.rows();
  CHECK(rows == 72);  // up to 8 Å
  CHECK(seen.of_g.cols() == 3 * bins.count);
  CHECK(seen.of_g.leftCols(bins.count).isZero());
  CHECK(seen.of_g.rightCols(bins.count).isZero());
  CHECK(seen.constant.isZero());
  CHECK(seen.variance(5) == Approx(1e-4));
  CHECK(seen.measured(20) == Approx(liquid_g(seen.x[20])));
  // The model's own averages are read back to about Δ⁴ g⁗/50, and g⁗ is at most 0.4/(0.06 Å)⁴ on the flank.
  Eigen::VectorXd g = Eigen::VectorXd::Zero(seen.of_g.cols());
  for (Index k = 0; k < bins.count; ++k)
    for (int i = 0; i < 50; ++i) {
      const double x = bins.lower(k) + bins.width * (i + 0.5) / 50.0;
      g(bins.count + k) += liquid_g(x) * x * x * 4.0 * units::pi * bins.width / 50.0 / bins.shell(k);
    }
  CHECK((seen.of_g * g - seen.measured).cwiseAbs().maxCoeff() < 2e-4);
  CHECK_THROWS_WITH(observation_of(target, {"Na", "K"}, bins), Catch::Contains("there is no pair 'Cl-Na'"));
}
