#include "active/query/farthest_points.hpp"

#include <catch2/catch.hpp>
#include <cmath>

#include "active/query/clouds.hpp"
#include "core/threads.hpp"

using namespace liquidus;
using namespace liquidus::testing;

namespace {

FeatureTable line(const std::vector<float>& places) {
  FeatureTable table;
  for (const float x : places) table.add(std::vector<float>{x});
  return table;
}

/// The largest distance of any row to the nearest of those chosen.
double uncovered(const FeatureTable& rows, const std::vector<Index>& chosen) {
  double worst = 0.0;
  for (Index i = 0; i < rows.rows(); ++i) {
    float nearest = 1e30F;
    for (const Index k : chosen) nearest = std::min(nearest, squared_distance(rows.row(i), rows.row(k)));
    worst = std::max(worst, std::sqrt(static_cast<double>(nearest)));
  }
  return worst;
}

}  // namespace

TEST_CASE("Each row taken is the farthest from all before", "[farthest_points_test]") {
  const auto rows = line({0.0F, 1.0F, 5.2F, 9.0F, 10.0F, 5.0F});
  CHECK(farthest_points(rows, line({0.0F}), 3) == std::vector<Index>{4, 5, 1});
  CHECK(farthest_points(rows, {}, 2) == std::vector<Index>{0, 4});  // the mean is at 5.03
  CHECK(farthest_points(rows, line({0.0F, 10.0F}), 1) == std::vector<Index>{5});
  CHECK(farthest_points(rows, {}, 0).empty());
  CHECK(farthest_points({}, {}, 3).empty());
}

TEST_CASE("A row that lies on one that was taken isn't", "[farthest_points_test]") {
  const auto rows = line({1.0F, 2.0F, 1.0F, 2.0F, 1.0F});
  CHECK(farthest_points(rows, {}, 5).size() == 2);
  CHECK(farthest_points(rows, line({2.0F}), 5) == std::vector<Index>{0});
}

TEST_CASE("No choice covers all rows more than twice as well", "[farthest_points_test]") {
  // Of a square grid of 16 by 16, sixteen rows that cover it best leave none farther than 2.12 (corners of 4 by 4).
  FeatureTable grid;
  for (int x = 0; x < 16; ++x)
    for (int y = 0; y < 16; ++y) grid.add(std::vector<float>{static_cast<float>(x), static_cast<float>(y)});
  const auto chosen = farthest_points(grid, {}, 16);
  CHECK(chosen.size() == 16);
  CHECK(uncovered(grid, chosen) <= 2.0 * 1.5 * std::sqrt(2.0));
}

TEST_CASE("The choice doesn't depend on the number of threads", "[farthest_points_test]") {
  const auto rows = cloud(3000, 8, {{0.0, 1.0}}, 5);
  set_threads(1);
  const auto one = farthest_points(rows, {}, 50);
  set_threads(4);
  CHECK(farthest_points(rows, {}, 50) == one);
  set_threads(1);
}

TEST_CASE("Tables of other widths aren't compared", "[farthest_points_test]") {
  FeatureTable two;
  two.add(std::vector<float>{1.0F, 2.0F});
  CHECK_THROWS_AS(farthest_points(line({1.0F}), two, 1), std::invalid_argument);
  CHECK_THROWS_AS(two.add(std::vector<float>{1.0F}), std::invalid_argument);
}
