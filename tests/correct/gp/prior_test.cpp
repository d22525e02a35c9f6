#include "correct/gp/prior.hpp"

#include <catch2/catch.hpp>
#include <cmath>

using namespace liquidus;

TEST_CASE("a kernel falls off with the square of the distance, with or without the half", "[prior_test]") {
  const Kernel half{Kernel::Form::squared_exponential, 0.3, 2.0}, whole{Kernel::Form::without_half, 0.3, 2.0};
  CHECK(half(1.0, 1.0) == Approx(0.09));
  CHECK(half(1.0, 3.0) == Approx(0.09 * std::exp(-0.5)));
  CHECK(whole(3.0, 1.0) == Approx(0.09 * std::exp(-1.0)));
}

TEST_CASE("a covariance has a row for each place of the first list", "[prior_test]") {
  const Kernel kernel{Kernel::Form::squared_exponential, 0.3, 2.0};
  const std::vector<double> a = {1.0, 2.5}, b = {0.0, 1.0, 4.0};
  const auto k = covariance(kernel, a, b);
  REQUIRE(k.rows() == 2);
  REQUIRE(k.cols() == 3);
  CHECK(k(1, 2) == kernel(2.5, 4.0));
}

TEST_CASE("the taper goes from one to zero with two continuous derivatives", "[prior_test]") {
  CHECK(taper_at(4.9, 6.0, 1.0) == 1.0);
  CHECK(taper_at(6.0, 6.0, 1.0) == 0.0);
  CHECK(taper_at(5.5, 6.0, 1.0) == Approx(0.5));
  CHECK(taper_at(5.9, 6.0, 0.0) == 1.0);
  for (const double end : {5.0, 6.0}) {
    // 10 x³ at either end: first differences over h are 10 h², second ones 60 h.
    const double h = 1e-3, before = taper_at(end - h, 6.0, 1.0), at = taper_at(end, 6.0, 1.0),
                 after = taper_at(end + h, 6.0, 1.0);
    CHECK(std::abs(after - before) / (2.0 * h) < 10.0 * h * h);
    CHECK(std::abs(after - 2.0 * at + before) / (h * h) < 60.0 * h);
  }
}

TEST_CASE("a correction's prior is certain at the cutoff and the kernel's below the taper", "[prior_test]") {
  const CorrectionPrior prior{{Kernel::Form::squared_exponential, 0.05, 0.7}, 1.0};
  const auto knots = KnotGrid::up_to(6.0, 0.5, 2.0);
  const auto k = prior_covariance(prior, knots);
  REQUIRE(k.rows() == 9);
  CHECK(k.row(8).norm() == 0.0);
  CHECK(k.col(8).norm() == 0.0);
  CHECK(k(1, 3) == Approx(prior.kernel(2.5, 3.5)));
  CHECK(k(7, 7) == Approx(0.25 * 0.0025));  // half way down the taper
  CHECK((k - k.transpose()).norm() == 0.0);
}
