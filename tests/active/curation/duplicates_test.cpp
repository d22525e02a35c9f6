#include "active/curation/duplicates.hpp"

#include <catch2/catch.hpp>
#include <cmath>

#include "active/curation/labelled_melts.hpp"
#include "active/curation/near_rows.hpp"
#include "active/query/clouds.hpp"
#include "core/errors.hpp"

using namespace liquidus;
using liquidus::testing::disguised;
using liquidus::testing::displaced;
using liquidus::testing::melt;

namespace {

std::vector<LabelledFrame> melts(Index count) {
  std::vector<LabelledFrame> all;
  for (Index k = 0; k < count; ++k) all.push_back(melt(k));
  return all;
}

}  // namespace

TEST_CASE("Copies are found in any disguise, and no others", "[duplicates_test]") {
  auto frames = melts(12);
  CHECK(find_duplicates(frames).empty());
  frames.push_back(disguised(frames[3]));
  frames.push_back(frames[7]);
  frames.back().frame.atoms.r[4] =
      frames.back().frame.atoms.cell.translated(frames.back().frame.atoms.r[4], {1, 0, -2});
  const auto found = find_duplicates(frames);
  REQUIRE(found.size() == 2);
  CHECK(found[0].frame == 12);
  CHECK(found[0].kept == 3);
  CHECK_FALSE(found[0].exact);
  CHECK(found[0].displacement < 1e-4);  // single precision of the features
  CHECK_FALSE(found[0].disagrees);
  CHECK(found[0].forces == Approx(0.0).margin(1e-12));
  CHECK(found[1].frame == 13);
  CHECK(found[1].kept == 7);
  CHECK(found[1].exact);
}

TEST_CASE("The tolerance is a random displacement of all atoms", "[duplicates_test]") {
  // distances scatter about the mean that the tolerance stands for, by less than a factor of 2 for 64 atoms
  for (const double tolerance : {0.002, 0.02}) {
    DuplicateOptions options;
    options.tolerance = tolerance;
    for (Index seed = 0; seed < 4; ++seed) {
      auto frames = melts(4);
      frames.push_back(displaced(frames[1], 0.5 * tolerance, seed));
      frames.push_back(displaced(frames[2], 2.0 * tolerance, seed));
      const auto found = find_duplicates(frames, options);
      REQUIRE(found.size() == 1);
      CHECK(found[0].frame == 4);
      CHECK(found[0].kept == 1);
      CHECK(found[0].displacement == Approx(0.5 * tolerance).epsilon(0.5));
    }
  }
}

TEST_CASE("Labels of duplicates that disagree are told", "[duplicates_test]") {
  auto frames = melts(3);
  frames.push_back(disguised(frames[0]));
  *frames.back().frame.energy += 64 * 0.005;
  frames.push_back(disguised(frames[1]));
  for (auto& force : frames.back().frame.forces) force *= 1.5;
  frames.push_back(disguised(frames[2]));
  frames.back().frame.energy.reset();
  const auto found = find_duplicates(frames);
  REQUIRE(found.size() == 3);
  CHECK(found[0].disagrees);
  CHECK(found[0].energy == Approx(0.005));
  CHECK(found[1].disagrees);
  CHECK(found[1].energy == Approx(0.0).margin(1e-12));
  CHECK(found[1].forces > 0.1);
  CHECK_FALSE(found[2].disagrees);
  CHECK(std::isnan(found[2].energy));
}

TEST_CASE("The frame with more labels or a smaller net force can be kept", "[duplicates_test]") {
  auto frames = melts(2);
  frames.push_back(disguised(frames[0]));
  frames[0].frame.energy.reset();
  frames.push_back(disguised(frames[1]));
  frames[1].frame.forces[0] += Vec3{50.0, 0.0, 0.0};
  CHECK(find_duplicates(frames).front().kept == 0);
  DuplicateOptions options;
  options.keep = "labelled";
  const auto found = find_duplicates(frames, options);
  REQUIRE(found.size() == 2);
  CHECK(found[0].frame == 0);
  CHECK(found[0].kept == 2);
  CHECK(found[1].frame == 1);
  CHECK(found[1].kept == 3);
}

TEST_CASE("Another head, composition or size is no duplicate", "[duplicates_test]") {
  std::vector<LabelledFrame> frames = {melt(1), melt(1), melt(1, "K"), melt(1, "Na", 2)};
  frames[1].head = "other";
  CHECK(find_duplicates(frames).empty());
  frames[1].head.clear();
  CHECK(find_duplicates(frames).size() == 1);
  DuplicateOptions options;
  options.tolerance = 0.0;
  CHECK_THROWS_AS(find_duplicates(frames, options), InputError);
}

TEST_CASE("Atoms that see none are told apart by their places", "[duplicates_test]") {
  std::vector<LabelledFrame> frames(3);
  for (std::size_t k = 0; k < 3; ++k) {
    frames[k].frame.atoms.add("Ar", {0.0, 0.0, 0.0});
    frames[k].frame.atoms.add("Ar", {k == 1 ? 9.0 : 8.0, 0.0, 0.0});  // beyond the cutoff
  }
  const auto found = find_duplicates(frames);
  REQUIRE(found.size() == 1);
  CHECK(found[0].frame == 2);
  CHECK(found[0].kept == 0);
}

TEST_CASE("The nearest row that was taken is that of all pairs", "[duplicates_test]") {
  const auto rows = testing::cloud(300, 5, {{0.0, 0.3}, {1.0, 0.3}, {5.0, 0.01}}, 2);
  const double radius = 0.4;
  NearRows near(rows, radius);
  Index hits = 0;
  for (Index i = 0; i < rows.rows(); ++i) {
    double least = radius;
    Index expected = -1;
    for (Index j = 0; j < i; j += 2)
      if (const double d = static_cast<double>(std::sqrt(squared_distance(rows.row(i), rows.row(j)))); d <= least) {
        if (d < least || expected < 0) expected = j;
        least = d;
      }
    const auto found = near.nearest(i);
    REQUIRE((found ? found->row : -1) == expected);
    hits += found.has_value();
    if (i % 2 == 0) near.take(i);
  }
  CHECK(hits > 100);
  CHECK(hits < 290);
}
