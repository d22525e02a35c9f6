#include "correct/totals/structure_prior.hpp"

#include <catch2/catch.hpp>
#include <cmath>

#include "core/units.hpp"
#include "correct/totals/salts.hpp"

using namespace liquidus;
using namespace liquidus::testing;

namespace {

/// Pairs of all species with g = 1.
PairDistributions gas(const std::vector<std::string>& species) {
  auto pairs = pairs_of(species, std::vector<Order>(3, {3.0, 0.0, 1.0, 1.0}));
  for (auto& p : pairs.partials) p.g.assign(p.g.size(), 1.0);
  return pairs;
}

const CorrectionPrior some_prior{{Kernel::Form::squared_exponential, 0.05, 0.8}, 2.0};

}  // namespace

TEST_CASE("Where atoms don't know of each other, A changes by the transform of -βρ ΔU", "[structure_prior_test]") {
  const auto shape = Correction::zero({"Ar"}, KnotGrid::up_to(8.0, 0.1), {});
  const StructurePrior prior(gas({"Ar"}), shape, some_prior, 300.0);
  const double factor = std::pow(4.0 * units::pi * 0.03 / (units::kB * 300.0), 2);
  for (const double q : {0.4, 1.0, 2.5}) {
    // The process itself by midpoints, without knots.
    constexpr double h = 0.02;
    double sum = 0.0;
    for (double a = 0.5 * h; a < 8.0; a += h)
      for (double b = 0.5 * h; b < 8.0; b += h)
        sum += taper_at(a, 8.0, 2.0) * taper_at(b, 8.0, 2.0) * some_prior.kernel(a, b) * a * std::sin(q * a) / q * b *
               std::sin(q * b) / q * h * h;
    const double one = prior.at(q, Eigen::VectorXd::Zero(1))(0, 0);
    CHECK(one == Approx(factor * sum).epsilon(2e-3));
    // A liquid answers with S², and its variance with S⁴.
    const double more = prior.at(q, Eigen::VectorXd::Constant(1, 0.7))(0, 0);
    CHECK(more / one == Approx(std::pow(1.7, 4)).epsilon(1e-10));
  }
}

TEST_CASE("A change of temperature's term widens the prior", "[structure_prior_test]") {
  TemperatureBasis linear;
  linear.kind = TemperatureBasis::Kind::linear;
  linear.reference = 300.0;
  linear.slope = 3.0;
  const Eigen::VectorXd none = Eigen::VectorXd::Zero(1);
  const auto at = [&](const TemperatureBasis& basis, double temperature) {
    return StructurePrior(gas({"Ar"}), Correction::zero({"Ar"}, KnotGrid::up_to(8.0, 0.2), basis), some_prior,
                          temperature)
        .at(1.0, none)(0, 0);
  };
  CHECK(at(linear, 300.0) == Approx(at({}, 300.0)).epsilon(1e-12));
  CHECK(at(linear, 400.0) / at({}, 400.0) == Approx(1.0 + 9.0 / 9.0).epsilon(1e-12));
}

// S = [1 − ρ D ĉ D]⁻¹ changed by a small δĉ in one pair, by finite differences, is what the prior carries.
TEST_CASE("Partials of a mixture answer as the Ornstein-Zernike relation says", "[structure_prior_test]") {
  const std::vector<std::string> species{"Na", "Cl"};
  const auto shape = Correction::zero(species, KnotGrid::up_to(8.0, 0.2), {});
  auto pairs = gas(species);
  pairs.atoms = {250.0, 750.0};
  const StructurePrior prior(pairs, shape, some_prior, 300.0);
  const double q = 1.3;
  const double alone = prior.at(q, Eigen::VectorXd::Zero(3))(0, 0);  // of A = 1: all pairs alike
  const Eigen::Vector3d a_minus_1(0.4, -0.5, 0.2);
  Eigen::Matrix2d d = Eigen::Vector2d(0.5, std::sqrt(0.75)).asDiagonal(), h;
  h << 0.4, -0.5, -0.5, 0.2;
  const Eigen::Matrix2d structure = Eigen::Matrix2d::Identity() + d * h * d;
  constexpr double step = 1e-6;
  Eigen::Matrix3d expected = Eigen::Matrix3d::Zero();
  for (int p = 0; p < 3; ++p) {
    Eigen::Matrix2d change = Eigen::Matrix2d::Zero();
    change(p == 2, p != 0) = change(p != 0, p == 2) = step;
    const auto h_of = [&](double sign) -> Eigen::Matrix2d {
      const Eigen::Matrix2d s = (structure.inverse() - sign * d * change * d).inverse();
      return d.inverse() * (s - Eigen::Matrix2d::Identity()) * d.inverse();
    };
    const Eigen::Matrix2d slope = (h_of(1.0) - h_of(-1.0)) / (2.0 * step);
    const Eigen::Vector3d column(slope(0, 0), slope(0, 1), slope(1, 1));
    expected += alone * column * column.transpose();
  }
  CHECK((prior.at(q, a_minus_1) - expected).cwiseAbs().maxCoeff() < 1e-7 * expected.cwiseAbs().maxCoeff());
}
