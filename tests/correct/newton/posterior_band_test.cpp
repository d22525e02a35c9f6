#include "correct/newton/posterior_band.hpp"

#include <catch2/catch.hpp>
#include <cmath>
#include <stdexcept>

#include "core/errors.hpp"
#include "correct/frames/gases.hpp"
#include "correct/newton/linear_world.hpp"
#include "scatter/transform/partials_from_pairs.hpp"

using namespace liquidus;
using namespace liquidus::testing;

namespace {

NewtonStep fitted(const LinearWorld& world) {
  return newton_step(world.nothing(), world.states(world.drawn(1), 0.05, 5, world.nothing()), world.options);
}

}  // namespace

TEST_CASE("curves drawn from the posterior spread as the band says", "[posterior_band_test]") {
  LinearWorld world;
  const auto step = fitted(world);
  const double temperature = 950.0;
  auto answer = world.response(temperature);
  answer.pressure = Eigen::VectorXd::LinSpaced(answer.g.cols(), -0.01, 0.02);
  const std::vector<double> q{0.5, 2.0, 6.0};
  Eigen::MatrixXd weights(3, 3);
  weights << 0.2, 0.5, 0.3, 0.3, 0.4, 0.3, 0.4, 0.2, 0.4;
  const auto band = posterior_band(step.correction, temperature, answer, world.bins, 0.03, q, {weights});
  const auto of_g = structure_factor_of_g(world.bins, 0.03, q);

  const PosteriorDraws draws(step.correction, 7);
  const Index count = 2000;
  const Eigen::Index bins = world.bins.count;
  Eigen::VectorXd g2 = Eigen::VectorXd::Zero(3 * bins), s2 = Eigen::VectorXd::Zero(3), total2 = s2;
  double p2 = 0.0;
  for (Index n = 0; n < count; ++n) {
    const auto drawn = draws(n);
    Eigen::VectorXd change(answer.g.cols());
    for (std::size_t p = 0; p < 3; ++p)
      change.segment(static_cast<Eigen::Index>(p) * drawn.knots.count, drawn.knots.count) =
          as_vector(drawn.at(p, temperature)) - as_vector(step.correction.at(p, temperature));
    const Eigen::VectorXd g = answer.g * change;
    g2 += g.cwiseAbs2();
    s2 += (of_g * g.segment(bins, bins)).cwiseAbs2();
    Eigen::VectorXd total = Eigen::VectorXd::Zero(3);
    for (Eigen::Index p = 0; p < 3; ++p) total += weights.col(p).cwiseProduct(of_g * g.segment(p * bins, bins));
    total2 += total.cwiseAbs2();
    p2 += std::pow(answer.pressure.dot(change), 2);
  }
  // A standard deviation of 2000 draws is known to 1/√4000 = 1.6 %; six times that.
  const auto close = [&](double square, double deviation) {
    return std::abs(std::sqrt(square / static_cast<double>(count)) / deviation - 1.0) < 0.1;
  };
  for (Eigen::Index k = 15; k < 45; ++k) CHECK(close(g2(bins + k), band.g[static_cast<std::size_t>(bins + k)]));
  for (Eigen::Index i = 0; i < 3; ++i) {
    CHECK(close(s2(i), band.partials[1][static_cast<std::size_t>(i)]));
    CHECK(close(total2(i), band.totals[0][static_cast<std::size_t>(i)]));
  }
  CHECK(close(p2, band.pressure.value()));
}

TEST_CASE("draws of one seed are the same, of others not, and end at zero", "[posterior_band_test]") {
  LinearWorld world;
  const auto step = fitted(world);
  const PosteriorDraws one(step.correction, 7), same(step.correction, 7), other(step.correction, 8);
  CHECK(one(3) == same(3));
  CHECK(one(3).values != other(3).values);
  CHECK(one(3).values != one(4).values);
  CHECK(one(3).covariance.empty());
  for (const auto& curve : one(3).values) CHECK(curve.back() == 0.0);
  CHECK_THROWS_AS(PosteriorDraws(world.nothing(), 7), std::invalid_argument);
  CHECK_THROWS_AS(posterior_deviations(step.correction, 950.0, Eigen::MatrixXd::Zero(2, 5)), std::invalid_argument);
}

TEST_CASE("the structure factor of bins is the one that scatter makes of them", "[posterior_band_test]") {
  const auto pairs = of_frames(breathing_gas(4, {"Na", "Cl"}), bins(5.0, 0.1));
  const std::vector<double> q{0.0, 0.4, 3.0, 20.0};
  const auto expected = partials_from_pairs(pairs, q, {FiniteSizeCorrection::none, {}});
  const auto of_g = structure_factor_of_g(pairs.bins, pairs.number_density, q);
  const auto& g = pairs.partials[1].g;
  for (std::size_t i = 0; i < q.size(); ++i) {
    const double found = of_g.row(static_cast<Eigen::Index>(i)).dot((as_vector(g).array() - 1.0).matrix());
    CHECK(1.0 + found == Approx(expected.pairs[1].value[i]).epsilon(1e-11));
  }
  CHECK_THROWS_AS(structure_factor_of_g(pairs.bins, 0.03, std::vector{40.0}), InputError);
}
