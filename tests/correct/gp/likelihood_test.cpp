#include "correct/gp/likelihood.hpp"

#include <catch2/catch.hpp>
#include <cmath>
#include <random>

#include "correct/gp/gaussian_process.hpp"

using namespace liquidus;

TEST_CASE("the most likely kernel is the top of the likelihood, to a per cent", "[likelihood_test]") {
  int asked = 0;
  const auto hill = [&](const Kernel& k) {
    ++asked;
    const double w = std::log(k.width / 0.037), l = std::log(k.length / 0.83);
    return -3.0 * w * w - 5.0 * l * l + 1.5 * w * l;
  };
  const auto best = most_likely_kernel(Kernel::Form::squared_exponential, {1e-3, 1.0, 0.2, 5.0}, hill);
  CHECK(best.width == Approx(0.037).epsilon(0.01));
  CHECK(best.length == Approx(0.83).epsilon(0.01));
  CHECK(best.form == Kernel::Form::squared_exponential);
  CHECK(asked < 200);
}

TEST_CASE("a kernel stays within its bounds, and on them where they are one", "[likelihood_test]") {
  const auto rising = [](const Kernel& k) { return std::log(k.width) - std::log(k.length); };
  const auto best = most_likely_kernel(Kernel::Form::without_half, {0.01, 0.5, 0.3, 3.0}, rising);
  CHECK(best.width == Approx(0.5));
  CHECK(best.length == Approx(0.3));
  CHECK(best.form == Kernel::Form::without_half);
  const auto fixed = most_likely_kernel(Kernel::Form::without_half, {0.01, 0.5, 1.0, 1.0}, rising);
  CHECK(fixed.length == Approx(1.0).epsilon(1e-14));
  CHECK(fixed.width == Approx(0.5));
  CHECK_THROWS_AS(most_likely_kernel(Kernel::Form::without_half, {0.0, 0.5, 1.0, 1.0}, rising), std::invalid_argument);
  CHECK_THROWS_AS(most_likely_kernel(Kernel::Form::without_half, {0.5, 0.1, 1.0, 1.0}, rising), std::invalid_argument);
}

TEST_CASE("points drawn from a process give its kernel back", "[likelihood_test]") {
  // 80 points over 20 lengths: about 20 independent numbers say the variance, so that the width is known to 1/√40 = 16
  // %; three times that here, for the length too.
  const Kernel truth{Kernel::Form::squared_exponential, 0.05, 0.6};
  std::vector<double> x;
  for (int i = 0; i < 80; ++i) x.push_back(0.15 * i);
  Eigen::MatrixXd k = covariance(truth, x, x);
  k.diagonal().array() += 1e-6;
  std::mt19937 numbers(7);
  std::normal_distribution<double> normal;
  Eigen::VectorXd z(80);
  for (double& value : z) value = normal(numbers);
  const Eigen::VectorXd y = k.llt().matrixL() * z;
  const auto found =
      most_likely_kernel(Kernel::Form::squared_exponential, {1e-3, 1.0, 0.1, 5.0}, [&](const Kernel& kernel) {
        return GaussianRegression(covariance(kernel, x, x), y, Eigen::VectorXd::Constant(80, 1e-6))
            .log_marginal_likelihood();
      });
  CHECK(std::abs(std::log(found.width / truth.width)) < 0.48);
  CHECK(std::abs(std::log(found.length / truth.length)) < 0.48);
}
