#include "active/query/principal_components.hpp"

#include <catch2/catch.hpp>
#include <cmath>

#include "active/query/clouds.hpp"

using namespace liquidus;
using testing::cloud;

namespace {

/// Rows that fill two directions of five, the first ten times as wide, and hardly the others.
FeatureTable flat() {
  const auto wide = cloud(300, 3, {{0.0, 1.0}}, 4);
  FeatureTable rows;
  for (Index i = 0; i < wide.rows(); ++i) {
    const float a = 10.0F * wide.row(i)[0], b = wide.row(i)[1], noise = 1e-3F * wide.row(i)[2];
    rows.add(std::vector<float>{3.0F + a + noise, 2.0F * a - b, 7.0F + b, b - a + noise, 5.0F});
  }
  return rows;
}

float largest_change(const FeatureTable& a, const FeatureTable& b) {
  float largest = 0.0F;
  for (Index i = 1; i < a.rows(); ++i)
    largest = std::max(largest, std::abs(std::sqrt(squared_distance(a.row(i), a.row(i - 1))) -
                                         std::sqrt(squared_distance(b.row(i), b.row(i - 1)))));
  return largest;
}

}  // namespace

TEST_CASE("Principal components keep distances", "[principal_components_test]") {
  const auto rows = flat();
  CHECK(principal_components(rows, 1.0, 5).columns == 5);
  CHECK(largest_change(rows, principal_components(rows, 1.0, 5)) < 1e-4);
  const auto two = principal_components(rows, 0.999999, 5);
  CHECK(two.columns == 2);
  CHECK(two.rows() == 300);
  CHECK(largest_change(rows, two) < 0.01);  // what is left out is some 1e-3 wide
  const auto one = principal_components(rows, 0.9, 5);
  CHECK(one.columns == 1);
  CHECK(largest_change(rows, one) > 0.1);
  CHECK(principal_components(rows, 1.0, 1).values == one.values);
}

TEST_CASE("Principal components of more rows than a block, of one row and of none", "[principal_components_test]") {
  const auto rows = cloud(2500, 4, {{0.0, 1.0}, {5.0, 2.0}}, 1);
  CHECK(largest_change(rows, principal_components(rows, 1.0, 4)) < 1e-4);
  const auto one = principal_components(cloud(1, 4, {{0.0, 1.0}}, 1), 0.95, 3);
  CHECK(one.rows() == 1);
  CHECK(one.row(0)[0] == Approx(0.0).margin(1e-6));
  CHECK(principal_components({}, 0.95, 3).rows() == 0);
  CHECK_THROWS_AS(principal_components(rows, 0.0, 3), std::invalid_argument);
  CHECK_THROWS_AS(principal_components(rows, 0.5, 0), std::invalid_argument);
}
