#include "correct/newton/model_noise.hpp"

#include <catch2/catch.hpp>
#include <cmath>

#include "core/errors.hpp"
#include "correct/frames/gases.hpp"

using namespace liquidus;
using namespace liquidus::testing;

namespace {

/// Two atoms at 1.5 or 2.5 Å, with a pressure that goes with it.
void show_pair(FrameCounts& frames, bool near) {
  Structure s;
  s.cell = Cell::cubic(20.0);
  s.add("Na", {1.0, 1.0, 1.0});
  s.add("Na", {near ? 2.5 : 3.5, 1.0, 1.0});
  show(frames, s, 0.0, near ? 2.0 : 1.0);
}

/// Coins: near or far at random, each frame shown `times` times.
FrameCounts coins(Index count, int times) {
  FrameCounts frames({"Na"}, {RadialBins::up_to(4.0, 1.0), 1, 8});
  for (Index f = 0; f < count; ++f) {
    const bool near = Random(1, Stream::packing, 0, f).uniform() < 0.5;
    for (int k = 0; k < times; ++k) show_pair(frames, near);
  }
  return frames;
}

Eigen::MatrixXd covariance_of(const FrameCounts& frames) {
  return simulation_covariance(frames, frames.g(), frames.pressure());
}

}  // namespace

TEST_CASE("bins that err against each other are known to, and so is the pressure", "[model_noise_test]") {
  const auto frames = coins(64, 1);
  const auto c = covariance_of(frames);
  REQUIRE(c.rows() == 5);
  const auto per_count = frames.g_per_count();
  // Either bin 1 or bin 2 has the pair: n_1 + n_2 is certain.
  Eigen::VectorXd number = Eigen::VectorXd::Zero(5);
  for (Eigen::Index k = 1; k < 3; ++k) number(k) = 1.0 / (8000.0 * per_count[static_cast<std::size_t>(k)]);
  CHECK(number.dot(c * number) == Approx(0.0).margin(1e-15));
  CHECK(number(1) * number(1) * c(1, 1) > 1e-3);
  // The pressure is 1 + n_1.
  CHECK(c(4, 4) == Approx(std::pow(*frames.pressure().error, 2)));
  CHECK(number(1) * c(1, 4) / std::sqrt(number(1) * number(1) * c(1, 1) * c(4, 4)) == Approx(1.0));
  CHECK(c.isApprox(c.transpose(), 1e-14));
  // All variances of a pair together are those of the blocks.
  double of_blocks = 0.0;
  for (const double e : frames.g().error) of_blocks += e * e;
  CHECK(c.topLeftCorner(4, 4).trace() == Approx(of_blocks));
}

TEST_CASE("frames that repeat each other tell no more than one of them", "[model_noise_test]") {
  const auto once = covariance_of(coins(64, 1)), often = covariance_of(coins(64, 4));
  // 8 to 16 blocks of whole repeats either way: the same block means, hence the same errors.
  CHECK((often - once).cwiseAbs().maxCoeff() < 1e-12 * once.cwiseAbs().maxCoeff());
}

TEST_CASE("with weights the covariance is that of the weighted mean", "[model_noise_test]") {
  const auto frames = coins(64, 1);
  const Reweighting none(frames, {std::vector<double>(4, 0.0), std::vector<double>(4, 0.0)}, 300.0);
  const auto plain = covariance_of(frames);
  const auto weighted = simulation_covariance(frames, frames.g(none.weights), none.pressure(frames), &none);
  CHECK((weighted - plain).cwiseAbs().maxCoeff() < 1e-12 * plain.cwiseAbs().maxCoeff());
  const Reweighting moved(frames, {{0.0, 0.01, 0.0, 0.0}, std::vector<double>(4, 0.0)}, 300.0);
  const auto g = frames.g(moved.weights);
  const auto c = simulation_covariance(frames, g, moved.pressure(frames), &moved);
  double of_blocks = 0.0;
  for (const double e : g.error) of_blocks += e * e;
  CHECK(c.topLeftCorner(4, 4).trace() == Approx(of_blocks));
}

TEST_CASE("without pressures their row is empty", "[model_noise_test]") {
  FrameCounts frames({"Na"}, {RadialBins::up_to(4.0, 1.0), 1, 8});
  for (Index f = 0; f < 6; ++f)
    show(frames, ideal_gas(5, 9.0, {"Na"}, f), 0.0, std::numeric_limits<double>::quiet_NaN());
  const auto c = covariance_of(frames);
  CHECK(c.row(4).norm() == 0.0);
  CHECK(c.allFinite());
  frames.clear();
  show(frames, ideal_gas(5, 9.0, {"Na"}, 0));
  CHECK_THROWS_AS(covariance_of(frames), Error);
}
