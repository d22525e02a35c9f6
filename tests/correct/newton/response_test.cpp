#include "correct/newton/response.hpp"

#include <catch2/catch.hpp>
#include <cmath>

#include "core/errors.hpp"
#include "correct/frames/gases.hpp"
#include "correct/knot_matrix.hpp"

using namespace liquidus;
using namespace liquidus::testing;

namespace {

constexpr double temperature = 300.0, kT = units::kB * temperature;
const RadialBins bins_to_4 = RadialBins::up_to(4.0, 0.2);

/// Frames of two species in boxes that breathe, with pressures that have something to do with the pairs.
FrameCounts breathing(Index count = 600) {
  FrameCounts frames({"Na", "Cl"}, {bins_to_4, 1, 10});
  for (Index f = 0; f < count; ++f) {
    const auto gas = ideal_gas(20, 9.0 + 0.1 * static_cast<double>(f % 7), {"Na", "Cl", "Cl"}, f);
    show(frames, gas, 0.0, 1e-3 * static_cast<double>(f % 11));
  }
  return frames;
}

/// ΔU of `height` eV at one knot of one pair, as it is on bins.
BinnedEnergy bump(const KnotGrid& knots, std::size_t pair, Index knot, double height) {
  auto correction = Correction::zero({"Na", "Cl"}, knots, {});
  correction.values[pair][static_cast<std::size_t>(knot)] = height;
  return BinnedEnergy::of(correction, temperature, bins_to_4);
}

}  // namespace

TEST_CASE("the response is the derivative of what reweighting gives, of every pair and of the pressure",
          "[response_test]") {
  const auto frames = breathing();
  const auto knots = KnotGrid::up_to(4.0, 0.5, 1.0);
  const auto found = response(frames, knots, temperature);
  REQUIRE(found.g.rows() == static_cast<Eigen::Index>(frames.width()));
  REQUIRE(found.g.cols() == 3 * knots.count);
  // The third derivative of an average over weights is that of a cumulant, some (n/kT)³ with n < 10 pairs at a knot.
  const double h = 1e-4 * kT, tolerance = 1e-6 / kT;
  for (std::size_t pair = 0; pair < 3; ++pair)
    for (Index knot = 0; knot + 1 < knots.count; ++knot) {
      const Reweighting up(frames, bump(knots, pair, knot, h), temperature),
          down(frames, bump(knots, pair, knot, -h), temperature);
      const auto g_up = frames.g(up.weights).value, g_down = frames.g(down.weights).value;
      const Eigen::Index column = static_cast<Eigen::Index>(pair) * knots.count + knot;
      double worst = 0.0;
      for (std::size_t k = 0; k < g_up.size(); ++k)
        worst = std::max(worst,
                         std::abs(found.g(static_cast<Eigen::Index>(k), column) - (g_up[k] - g_down[k]) / (2.0 * h)));
      CHECK(worst < tolerance);
      CHECK(found.pressure(column) ==
            Approx((up.pressure(frames).value - down.pressure(frames).value) / (2.0 * h)).epsilon(1e-5).margin(1e-8));
    }
  for (Eigen::Index p = 0; p < 3; ++p) CHECK(found.g.col(p * knots.count + knots.count - 1).norm() == 0.0);
}

TEST_CASE("with weights the response is that of the changed energy", "[response_test]") {
  const auto frames = breathing(300);
  const auto knots = KnotGrid::up_to(4.0, 0.5, 1.0);
  const Reweighting moved(frames, bump(knots, 1, 2, 0.5 * kT), temperature);
  const auto found = response(frames, knots, temperature, &moved);
  const double h = 1e-4 * kT;
  const Reweighting up(frames, bump(knots, 1, 2, 0.5 * kT + h), temperature),
      down(frames, bump(knots, 1, 2, 0.5 * kT - h), temperature);
  const auto g_up = frames.g(up.weights).value, g_down = frames.g(down.weights).value;
  const Eigen::Index column = knots.count + 2;
  for (std::size_t k = 0; k < g_up.size(); ++k)
    CHECK(found.g(static_cast<Eigen::Index>(k), column) == Approx((g_up[k] - g_down[k]) / (2.0 * h)).margin(1e-6 / kT));
  CHECK(found.pressure(column) ==
        Approx((up.pressure(frames).value - down.pressure(frames).value) / (2.0 * h)).epsilon(1e-5));
}

TEST_CASE("two atoms alone answer by -g/kT where their energy is changed", "[response_test]") {
  // A frame has one pair: ⟨n_k E⟩ = ⟨n_k⟩ B_k exactly, so that ∂g_k/∂U_j = −β g_k (B_kj − ⟨E_j⟩).
  FrameCounts frames({"Na"}, {bins_to_4, 1, 10});
  for (Index f = 0; f < 5000; ++f) show(frames, ideal_gas(2, 8.5, {"Na"}, f));
  const auto knots = KnotGrid::up_to(4.0, 0.4, 0.0);
  const auto found = response(frames, knots, temperature);
  std::vector<double> r;
  for (Index k = 0; k < bins_to_4.count; ++k) r.push_back(bins_to_4.centre(k));
  const auto b = knot_values(knots, r);
  const auto g = frames.g().value;
  Eigen::RowVectorXd mean = Eigen::RowVectorXd::Zero(knots.count);
  for (std::size_t k = 0; k < g.size(); ++k)
    mean += 0.5 * 4.0 / std::pow(8.5, 3) * bins_to_4.shell(static_cast<Index>(k)) * g[k] *
            b.row(static_cast<Eigen::Index>(k));
  for (std::size_t k = 0; k < g.size(); ++k)
    for (Eigen::Index j = 0; j < knots.count; ++j) {
      const auto i = static_cast<Eigen::Index>(k);
      CHECK(found.g(i, j) == Approx(-g[k] / kT * (b(i, j) - mean(j))).margin(1e-9));
    }
  CHECK(mean.maxCoeff() < 0.15);  // so that −βg on the diagonal is nearly all
}

TEST_CASE("energies of knots have a positive covariance", "[response_test]") {
  const auto frames = breathing();
  const auto knots = KnotGrid::up_to(4.0, 0.5, 1.0);
  // Frames of one volume: −kT Bᵀ (∂n/∂U) = Cov(E, E).
  FrameCounts still({"Na", "Cl"}, {bins_to_4, 1, 10});
  for (Index f = 0; f < 300; ++f) show(still, ideal_gas(20, 9.0, {"Na", "Cl", "Cl"}, f));
  const auto found = response(still, knots, temperature);
  std::vector<double> r;
  for (Index k = 0; k < bins_to_4.count; ++k) r.push_back(bins_to_4.centre(k));
  const auto b = knot_values(knots, r);
  const auto per_count = still.g_per_count();
  Eigen::MatrixXd covariance(3 * knots.count, 3 * knots.count);
  for (Eigen::Index p = 0; p < 3; ++p) {
    Eigen::VectorXd counts_per_g(bins_to_4.count);
    for (Index k = 0; k < bins_to_4.count; ++k)
      counts_per_g(k) = -kT / (729.0 * per_count[static_cast<std::size_t>(p * bins_to_4.count + k)]);
    covariance.middleRows(p * knots.count, knots.count) =
        b.transpose() * counts_per_g.asDiagonal() * found.g.middleRows(p * bins_to_4.count, bins_to_4.count);
  }
  CHECK((covariance - covariance.transpose()).cwiseAbs().maxCoeff() < 1e-10 * covariance.cwiseAbs().maxCoeff());
  const Eigen::SelfAdjointEigenSolver<Eigen::MatrixXd> eigen(covariance);
  CHECK(eigen.eigenvalues().minCoeff() > -1e-10 * eigen.eigenvalues().maxCoeff());
  CHECK(eigen.eigenvalues().maxCoeff() > 0.0);
}

TEST_CASE("a response needs frames, counts as far as the knots reach, and pressures for that of the pressure",
          "[response_test]") {
  FrameCounts frames({"Na"}, {bins_to_4, 1, 10});
  const auto knots = KnotGrid::up_to(4.0, 0.5, 1.0);
  show(frames, ideal_gas(5, 8.5, {"Na"}, 0));
  CHECK_THROWS_AS(response(frames, knots, temperature), Error);
  show(frames, ideal_gas(5, 8.5, {"Na"}, 1), 0.0, std::numeric_limits<double>::quiet_NaN());
  CHECK(response(frames, knots, temperature).pressure.size() == 0);
  CHECK_THROWS_WITH(response(frames, KnotGrid::up_to(4.5, 0.5, 1.0), temperature), Catch::Contains("4.5"));
}
