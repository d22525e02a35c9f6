#include "active/campaign/choose_frames.hpp"

#include <catch2/catch.hpp>
#include <set>
#include <stdexcept>

using namespace liquidus;

namespace {

/// Two tight groups of ten on a line, at 0 and 10, and one row at 100 that is in neither.
FeatureTable two_groups_and_one() {
  FeatureTable rows;
  for (int k = 0; k < 10; ++k) rows.add(std::vector<float>{0.01F * static_cast<float>(k)});
  for (int k = 0; k < 10; ++k) rows.add(std::vector<float>{10.0F + 0.01F * static_cast<float>(k)});
  rows.add(std::vector<float>{100.0F});
  return rows;
}

}  // namespace

TEST_CASE("Clusters are drawn from in turn, and what lies in none isn't forgotten", "[choose_frames_test]") {
  const auto rows = two_groups_and_one();
  const auto chosen = choose_frames(rows, {}, {}, {.by = "clusters", .count = 3, .cluster = 4});
  REQUIRE(chosen.size() == 3);
  CHECK(chosen[0] < 10);
  CHECK((chosen[1] >= 10 && chosen[1] < 20));
  CHECK(chosen[2] == 20);
  CHECK(choose_frames(rows, {}, {}, {.by = "clusters", .count = 7, .cluster = 4}).size() == 7);
}

TEST_CASE("The farthest rows keep away from what is known", "[choose_frames_test]") {
  FeatureTable known;
  known.add(std::vector<float>{100.0F});
  const auto chosen = choose_frames(two_groups_and_one(), known, {}, {.by = "farthest", .count = 2});
  CHECK(chosen == std::vector<Index>{0, 19});
}

TEST_CASE("Rows that tell a linear model most", "[choose_frames_test]") {
  const auto chosen = choose_frames(two_groups_and_one(), {}, {}, {.by = "variance", .count = 1});
  CHECK(chosen == std::vector<Index>{20});  // the longest row
}

TEST_CASE("Rows by their deviation, and by lot", "[choose_frames_test]") {
  const auto rows = two_groups_and_one();
  std::vector<double> deviations(21, 0.0);
  deviations[7] = 2.0;
  deviations[3] = 1.0;
  CHECK(choose_frames(rows, {}, deviations, {.by = "deviation", .count = 2}) == std::vector<Index>{3, 7});
  std::set<std::vector<Index>> draws;
  for (Index draw = 0; draw < 5; ++draw) {
    const ChooseOptions options{.by = "random", .count = 6, .seed = 3, .draw = draw};
    draws.insert(choose_frames(rows, {}, {}, options));
    CHECK(choose_frames(rows, {}, {}, options).size() == 6);
  }
  CHECK(draws.size() == 5);
  CHECK(choose_frames(rows, {}, {}, {.by = "random", .count = 30}).size() == 21);
  CHECK(choose_frames({}, rows, {}, {}).empty());
  CHECK_THROWS_AS(choose_frames(rows, {}, {}, {.by = "eye"}), std::invalid_argument);
}
