#include "correct/gp/gaussian_process.hpp"

#include <catch2/catch.hpp>
#include <cmath>

#include "core/units.hpp"

using namespace liquidus;

namespace {

using Long = Eigen::Matrix<long double, Eigen::Dynamic, Eigen::Dynamic>;
using LongVector = Eigen::Matrix<long double, Eigen::Dynamic, 1>;

const std::vector<double> places = {0.3, 0.9, 1.7, 2.0, 3.1, 4.4}, values = {0.2, -0.4, 0.1, 0.35, -0.2, 0.05};
const std::vector<double> variances = {0.01, 0.04, 0.02, 0.005, 0.03, 0.01};
const std::vector<double> wanted = {-0.5, 0.3, 1.2, 2.5, 6.0};

double mean_before(double x) { return 0.1 * x - 0.2; }

/// The textbook's formulas as they stand, with an explicit inverse in long double.
struct Textbook {
  Textbook(const Kernel& kernel, const std::vector<double>& variance) {
    const auto k = [&](const std::vector<double>& a, const std::vector<double>& b) {
      Long m(static_cast<Eigen::Index>(a.size()), static_cast<Eigen::Index>(b.size()));
      const long double half = kernel.form == Kernel::Form::squared_exponential ? 0.5L : 1.0L;
      for (Eigen::Index i = 0; i < m.rows(); ++i)
        for (Eigen::Index j = 0; j < m.cols(); ++j) {
          const long double x = a[static_cast<std::size_t>(i)] - b[static_cast<std::size_t>(j)];
          m(i, j) = kernel.width * kernel.width * std::exp(-half * x * x / (kernel.length * kernel.length));
        }
      return m;
    };
    Long sum = k(places, places);
    LongVector y(sum.rows());
    for (Eigen::Index i = 0; i < y.size(); ++i) {
      const auto at = static_cast<std::size_t>(i);
      y(i) = values[at] - mean_before(places[at]);
      sum(i, i) += variance[at];
    }
    const Eigen::FullPivLU<Long> lu(sum);
    const Long inverse = lu.inverse(), cross = k(wanted, places);
    mean = cross * inverse * y;
    for (Eigen::Index i = 0; i < mean.size(); ++i) mean(i) += mean_before(wanted[static_cast<std::size_t>(i)]);
    covariance = k(wanted, wanted) - cross * inverse * cross.transpose();
    const auto n = static_cast<long double>(y.size());
    density = std::exp(-0.5L * y.dot(inverse * y)) / std::sqrt(std::pow(2.0L * units::pi, n) * lu.determinant());
  }
  LongVector mean;
  Long covariance;
  long double density;
};

GaussianProcess seen(const Kernel& kernel, const std::vector<double>& variance) {
  return {kernel, {places, values, variance}, mean_before};
}

}  // namespace

TEST_CASE("a process is what the textbook's formulas make of the same points", "[gaussian_process_test]") {
  for (const auto form : {Kernel::Form::squared_exponential, Kernel::Form::without_half}) {
    const Kernel kernel{form, 0.4, 0.9};
    const Textbook book(kernel, variances);
    const auto process = seen(kernel, variances);
    const auto after = process.at(wanted);
    for (Eigen::Index i = 0; i < after.mean.size(); ++i) {
      CHECK(after.mean(i) == Approx(static_cast<double>(book.mean(i))).margin(1e-10).epsilon(0));
      for (Eigen::Index j = 0; j < after.mean.size(); ++j)
        CHECK(after.covariance(i, j) == Approx(static_cast<double>(book.covariance(i, j))).margin(1e-10).epsilon(0));
    }
    CHECK(process.log_marginal_likelihood() ==
          Approx(static_cast<double>(std::log(book.density))).margin(1e-10).epsilon(0));
  }
}

TEST_CASE("the likelihood of one point is the normal density with both variances", "[gaussian_process_test]") {
  const double y = 0.7, variance = 0.3 * 0.3 + 0.05;
  const GaussianProcess process({Kernel::Form::squared_exponential, 0.3, 1.0}, {{1.0}, {y}, {0.05}});
  CHECK(std::exp(process.log_marginal_likelihood()) ==
        Approx(std::exp(-0.5 * y * y / variance) / std::sqrt(2.0 * units::pi * variance)).epsilon(1e-12));
}

TEST_CASE("a process that has seen nothing is its prior", "[gaussian_process_test]") {
  const Kernel kernel{Kernel::Form::squared_exponential, 0.4, 0.9};
  for (const auto& none : {GaussianProcess(kernel, {}, mean_before)}) {
    const auto after = none.at(wanted);
    const Eigen::MatrixXd before = covariance(kernel, wanted, wanted);
    CHECK((after.covariance - before).norm() == 0.0);
    for (std::size_t i = 0; i < wanted.size(); ++i)
      CHECK(after.mean(static_cast<Eigen::Index>(i)) == mean_before(wanted[i]));
    CHECK(none.log_marginal_likelihood() == 0.0);
  }
}

TEST_CASE("without noise a process goes through its points, and with endless noise it learns nothing",
          "[gaussian_process_test]") {
  const Kernel kernel{Kernel::Form::squared_exponential, 0.4, 0.9};
  const auto close = seen(kernel, std::vector<double>(6, 1e-12)).at(places);
  const auto none = seen(kernel, {}).at(places);  // the floored inverse; no eigenvalue is near its floor here
  const auto far = seen(kernel, std::vector<double>(6, 1e12)).at(wanted);
  for (Eigen::Index i = 0; i < 6; ++i) {
    // The mean misses by noise · (K⁻¹y), K's least eigenvalue being above 1e-3.
    CHECK(close.mean(i) == Approx(values[static_cast<std::size_t>(i)]).margin(1e-9).epsilon(0));
    CHECK(none.mean(i) == Approx(values[static_cast<std::size_t>(i)]).margin(1e-12).epsilon(0));
    CHECK(std::abs(close.covariance(i, i)) < 1e-11);
  }
  for (std::size_t i = 0; i < wanted.size(); ++i) {
    const auto k = static_cast<Eigen::Index>(i);
    CHECK(far.mean(k) == Approx(mean_before(wanted[i])).margin(1e-11));
    CHECK(far.covariance(k, k) == Approx(0.16).epsilon(1e-11));
  }
}

TEST_CASE("the floored inverse is that of the eigenvalues above the floor where nothing is below",
          "[gaussian_process_test]") {
  const Kernel kernel{Kernel::Form::without_half, 0.4, 0.9};
  const Eigen::MatrixXd k = covariance(kernel, places, places);
  const Eigen::VectorXd y = Eigen::Map<const Eigen::VectorXd>(values.data(), 6);
  const auto floored = GaussianRegression::floored(k, y);
  const GaussianRegression exact(k, y, Eigen::VectorXd::Zero(6));
  const Eigen::MatrixXd cross = covariance(kernel, wanted, places), there = covariance(kernel, wanted, wanted);
  CHECK((floored.mean(cross) - exact.mean(cross)).norm() < 1e-11);
  CHECK((floored.covariance(there, cross) - exact.covariance(there, cross)).norm() < 1e-11);
  CHECK(floored.log_marginal_likelihood() == Approx(exact.log_marginal_likelihood()).epsilon(1e-11));
}

TEST_CASE("the floored inverse holds two values at one place apart by its floor", "[gaussian_process_test]") {
  // K = w² (1 1; 1 1) has the eigenvalues 2w² for (1, 1)/√2 and 0, which becomes the floor, for (1, −1)/√2.
  const double w2 = 0.16, a = 0.3, b = 0.1, floor = 0.01;
  const auto two = GaussianRegression::floored(Eigen::MatrixXd::Constant(2, 2, w2), Eigen::Vector2d(a, b), floor);
  const double sum = (a + b) / (4.0 * w2), difference = (a - b) / (2.0 * floor);
  CHECK(two.mean(Eigen::RowVector2d(0.5, 0.2))(0) == Approx(0.5 * (sum + difference) + 0.2 * (sum - difference)));
  CHECK(two.log_marginal_likelihood() ==
        Approx(-0.5 * ((a + b) * (a + b) / (4.0 * w2) + (a - b) * (a - b) / (2.0 * floor)) -
               0.5 * std::log(2.0 * w2 * floor) - std::log(2.0 * units::pi)));
}

TEST_CASE("the floored inverse lets points that are close to each other stand", "[gaussian_process_test]") {
  const Kernel kernel{Kernel::Form::without_half, 0.05, 1.0};
  std::vector<double> x, y;
  for (int i = 0; i < 300; ++i) x.push_back(2.5 + 0.02 * i), y.push_back(0.1 * std::sin(x.back()));
  CHECK_THROWS_AS(GaussianProcess(kernel, {x, y, std::vector<double>(300, 0.0)}), std::invalid_argument);
  const auto after = GaussianProcess(kernel, {x, y, {}}).at(x);
  for (std::size_t i = 0; i < x.size(); ++i)
    CHECK(after.mean(static_cast<Eigen::Index>(i)) == Approx(y[i]).margin(1e-5).epsilon(0));
}

TEST_CASE("the derivative's posterior is the derivative of the posterior", "[gaussian_process_test]") {
  for (const auto form : {Kernel::Form::squared_exponential, Kernel::Form::without_half}) {
    const auto process = seen({form, 0.4, 0.9}, variances);
    const auto slope = process.slope_at(wanted, [](double) { return 0.1; });
    // Central differences err by h²/6 · third derivative (below 10) = 2e-8, the covariance's also by rounding:
    // 1e-16/h².
    const double h = 1e-4;
    std::vector<double> both;
    for (const double x : wanted) both.push_back(x + h), both.push_back(x - h);
    const auto near = process.at(both);
    const auto n = static_cast<Eigen::Index>(wanted.size());
    Eigen::MatrixXd difference = Eigen::MatrixXd::Zero(n, 2 * n);
    for (Eigen::Index i = 0; i < n; ++i) difference(i, 2 * i) = 0.5 / h, difference(i, 2 * i + 1) = -0.5 / h;
    CHECK((difference * near.mean - slope.mean).cwiseAbs().maxCoeff() < 3e-8);
    CHECK((difference * near.covariance * difference.transpose() - slope.covariance).cwiseAbs().maxCoeff() < 2e-7);
  }
}

TEST_CASE("a process of data that don't fit together is refused", "[gaussian_process_test]") {
  const Kernel kernel{Kernel::Form::squared_exponential, 0.4, 0.9};
  CHECK_THROWS_AS(GaussianProcess(kernel, {{1.0, 2.0}, {0.1}, {0.1, 0.1}}), std::invalid_argument);
  CHECK_THROWS_AS(GaussianProcess(kernel, {{1.0, 2.0}, {0.1, 0.2}, {0.1}}), std::invalid_argument);
  CHECK_THROWS_AS(GaussianProcess(kernel, {{1.0}, {0.1}, {-0.1}}), std::invalid_argument);
  CHECK_THROWS_AS(GaussianProcess(kernel, {{1.0}, {0.1}, {std::nan("")}}), std::invalid_argument);
}
