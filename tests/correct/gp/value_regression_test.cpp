#include "correct/gp/value_regression.hpp"

#include <catch2/catch.hpp>
#include <cmath>

#include "correct/gp/gaussian_process.hpp"
#include "correct/knot_matrix.hpp"

using namespace liquidus;

namespace {

const KnotGrid knots = KnotGrid::up_to(6.0, 0.25, 2.0);
const CorrectionPrior prior{{Kernel::Form::squared_exponential, 0.05, 0.7}, 1.0};

TemperatureBasis linear() {
  TemperatureBasis basis;
  basis.kind = TemperatureBasis::Kind::linear;
  basis.reference = 1200.0;
  return basis;
}

std::vector<EnergyPoints> points() {
  std::vector<EnergyPoints> sets;
  for (const double temperature : {1100.0, 1300.0}) {
    EnergyPoints set;
    set.temperature = temperature;
    for (double r = 2.4; r < 5.7; r += 0.13) {
      set.r.push_back(r);
      set.energy.push_back(0.04 * std::sin(2.0 * r) * temperature / 1200.0);
      set.variance.push_back(1e-5 * (1.0 + r));
    }
    sets.push_back(set);
  }
  return sets;
}

/// The same by dense algebra on the points: the prior covariance of all points and of points with values.
struct Dense {
  Dense(const TemperatureBasis& basis, const std::vector<EnergyPoints>& sets, double noise) {
    const auto n = static_cast<Eigen::Index>(knots.count), terms = static_cast<Eigen::Index>(basis.terms());
    const auto in_t = basis.prior();
    const Eigen::MatrixXd in_r = prior_covariance(prior, knots);
    before = Eigen::MatrixXd(terms * n, terms * n);
    for (Eigen::Index m = 0; m < terms; ++m)
      for (Eigen::Index l = 0; l < terms; ++l)
        before.block(m * n, l * n, n, n) = in_t[static_cast<std::size_t>(m * terms + l)] * in_r;
    Eigen::Index count = 0;
    for (const auto& set : sets) count += static_cast<Eigen::Index>(set.r.size());
    Eigen::MatrixXd a(count, terms * n);
    y.resize(count), variance.resize(count);
    Eigen::Index row = 0;
    for (const auto& set : sets) {
      const auto b = basis.at(set.temperature);
      const Eigen::MatrixXd values = knot_values(knots, set.r);
      for (Eigen::Index i = 0; i < values.rows(); ++i, ++row) {
        for (Eigen::Index m = 0; m < terms; ++m)
          a.block(row, m * n, 1, n) = b[static_cast<std::size_t>(m)] * values.row(i);
        y(row) = set.energy[static_cast<std::size_t>(i)];
        variance(row) = noise * set.variance[static_cast<std::size_t>(i)];
      }
    }
    at_points = a * before * a.transpose();
    cross = before * a.transpose();
  }
  Eigen::MatrixXd before, at_points, cross;
  Eigen::VectorXd y, variance;
};

}  // namespace

TEST_CASE("values at knots are what dense algebra on the points makes of them", "[value_regression_test]") {
  for (const double noise : {1.0, 0.2})
    for (const auto& basis : {TemperatureBasis{}, linear()}) {
      const auto sets = points();
      const Dense dense(basis, sets, noise);
      const GaussianRegression exact(dense.at_points, dense.y, dense.variance);
      const ValueRegression regression(knots, basis, sets);
      const auto result = regression.solve(prior, noise);
      CHECK((result.mean - exact.mean(dense.cross)).cwiseAbs().maxCoeff() < 1e-10);
      CHECK((result.covariance - exact.covariance(dense.before, dense.cross)).cwiseAbs().maxCoeff() < 1e-10);
      CHECK(result.log_likelihood == Approx(exact.log_marginal_likelihood()).epsilon(1e-9));
    }
}

TEST_CASE("a number that is known beside the points counts as one more of them", "[value_regression_test]") {
  auto sets = points();
  ValueRegression regression(knots, {}, std::vector{sets[0]});
  const auto row = knot_values(knots, std::vector{4.321});
  regression.add(row.transpose(), 0.03, 2e-6);
  sets[0].r.push_back(4.321), sets[0].energy.push_back(0.03), sets[0].variance.push_back(2e-6);
  const auto one = regression.solve(prior, 0.5),
             other = ValueRegression(knots, {}, std::vector{sets[0]}).solve(prior, 0.5);
  CHECK((one.mean - other.mean).cwiseAbs().maxCoeff() < 1e-13);
  CHECK((one.covariance - other.covariance).cwiseAbs().maxCoeff() < 1e-15);
  CHECK(one.log_likelihood == Approx(other.log_likelihood).epsilon(1e-12));
  CHECK_THROWS_AS(regression.add(Eigen::VectorXd::Zero(3), 0.0, 1.0), std::invalid_argument);
  CHECK_THROWS_AS(regression.add(row.transpose(), 0.0, 0.0), std::invalid_argument);
}

TEST_CASE("values that no point tells of have the prior's spread, and the cutoff none", "[value_regression_test]") {
  const auto nothing = ValueRegression(knots, linear(), std::vector<EnergyPoints>{}).solve(prior);
  const Dense dense(linear(), {}, 1.0);
  CHECK(nothing.mean.norm() == 0.0);
  CHECK((nothing.covariance - dense.before).cwiseAbs().maxCoeff() < 1e-13);
  const auto told = ValueRegression(knots, linear(), points()).solve(prior);
  const auto last = static_cast<Eigen::Index>(knots.count) - 1;
  CHECK(std::abs(told.mean(last)) < 1e-15);
  CHECK(told.covariance.row(last).norm() < 1e-15);
}

TEST_CASE("points of an energy without a variance are refused", "[value_regression_test]") {
  auto sets = points();
  sets[1].variance[3] = 0.0;
  CHECK_THROWS_AS(ValueRegression(knots, linear(), sets), std::invalid_argument);
}

TEST_CASE("the most likely prior is the one whose points are likeliest", "[value_regression_test]") {
  const ValueRegression regression(knots, {}, points());
  const auto best = regression.most_likely({1e-3, 1.0, 0.3, 3.0}, 1.0);
  CHECK(best.taper == 1.0);
  const double top = regression.solve(best).log_likelihood;
  for (const double w : {0.9, 1.0, 1.1})
    for (const double l : {0.9, 1.0, 1.1}) {
      auto other = best;
      other.kernel.width *= w, other.kernel.length *= l;
      CHECK(regression.solve(other).log_likelihood <= top + 1e-3);
    }
  const auto fixed = regression.most_likely({0.02, 0.02, 0.5, 0.5}, 1.0);
  CHECK(fixed.kernel.width == Approx(0.02));
  CHECK(fixed.kernel.length == Approx(0.5));
}
