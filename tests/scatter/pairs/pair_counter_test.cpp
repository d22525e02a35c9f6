#include "scatter/pairs/pair_counter.hpp"

#include <hwy/highway.h>

#include <catch2/catch.hpp>
#include <cmath>
#include <limits>
#include <numeric>
#include <stdexcept>
#include <vector>

#include "core/errors.hpp"
#include "core/random.hpp"
#include "core/threads.hpp"
#include "support/pairs_by_trial.hpp"
#include "support/random_structure.hpp"

using namespace liquidus;
using namespace liquidus::testing;

namespace {

using Counts = std::vector<std::uint64_t>;

/// Pairs by trying every image that could matter, each put into its bin by its distance.
Counts by_trial(const Structure& s, int kinds, const RadialBins& bins) {
  Counts counts(PairCounter::pair(0, kinds) * static_cast<std::size_t>(bins.count), 0);
  for (const auto& [i, j, shift] : pairs_by_trial(s.cell, s.r, s.size(), bins.end())) {
    const auto a = static_cast<std::size_t>(i), b = static_cast<std::size_t>(j);
    const double d = norm(s.cell.translated(s.r[b], shift) - s.r[a]);
    const auto bin = static_cast<std::size_t>(d / bins.width);
    ++counts[PairCounter::pair(s.type[a], s.type[b]) * static_cast<std::size_t>(bins.count) + bin];
  }
  return counts;
}

/// How many bins differ; shorter to read than two lists.
std::size_t differences(const Counts& a, const Counts& b) {
  REQUIRE(a.size() == b.size());
  std::size_t n = 0;
  for (std::size_t k = 0; k < a.size(); ++k) n += a[k] != b[k] ? 1 : 0;
  return n;
}

Counts counted(const Structure& s, int kinds, const RadialBins& bins) {
  PairCounter counter(bins, kinds);
  counter.count(s.cell, s.r, s.type);
  return counter.counts();
}

Structure melt(Index atoms, double density, std::uint64_t seed) {
  Random random(seed, Stream::packing, 0, 0);
  return random_structure(random, Cell::cubic(std::cbrt(static_cast<double>(atoms) / density)), {"Na", "Cl", "K"},
                          atoms);
}

struct Threads {
  const int before = threads();
  ~Threads() { set_threads(before); }
};

}  // namespace

// Distances of random atoms come nearer than rounding to an edge of a bin about once in 1e12 pairs, so the counts of
// the two ways to the same distance agree exactly.
TEST_CASE("pairs of random triclinic cells are counted exactly as by trial", "[pair_counter_test]") {
  const std::vector<std::string> names{"Na", "Cl", "K"};
  std::uint64_t pairs = 0;
  for (int trial = 0; trial < 64; ++trial) {
    Random random(1, Stream::packing, trial, 0);
    const double edge = trial % 3 == 0 ? 4.0 : 12.0;
    const Cell cell = random_cell(random, edge, periodicity(trial % 8), trial % 5 == 0);
    const int kinds = 1 + trial % 3;
    Structure s = random_structure(random, cell, {names.begin(), names.begin() + kinds}, trial % 4 == 0 ? 7 : 90);
    scatter_over_images(random, s, 3);
    // from a third of the box to several boxes
    const RadialBins bins = RadialBins::up_to(edge * (0.3 + 1.2 * random.uniform()), 0.07);
    INFO("trial " << trial);
    const Counts expected = by_trial(s, kinds, bins);
    CHECK(differences(counted(s, kinds, bins), expected) == 0);
    pairs += std::accumulate(expected.begin(), expected.end(), std::uint64_t{0});
  }
  CHECK(pairs > 100000);
}

TEST_CASE("columns of every length and clusters of every size are counted exactly", "[pair_counter_test]") {
  for (Index n = 1; n <= 40; ++n) {
    Random random(2, Stream::packing, n, 0);
    // a needle along c: one column holds all atoms
    const Cell cell({Vec3{3.03, 0.0, 0.0}, Vec3{0.31, 3.07, 0.0}, Vec3{1.0, 2.0, 20.0}}, {true, n % 2 == 0, true});
    const Structure s = random_structure(random, cell, {"Na"}, n);
    const RadialBins bins{0.1, 50};
    INFO(n << " atoms");
    CHECK(differences(counted(s, 1, bins), by_trial(s, 1, bins)) == 0);
  }
}

TEST_CASE("atoms far from all others don't spoil the columns of an open cell", "[pair_counter_test]") {
  Random random(3, Stream::packing, 0, 0);
  Structure s = random_structure(random, random_cell(random, 10.0, {false, false, false}), {"Na", "Cl"}, 100);
  s.add("Na", {1e6, -1e5, 3e5});
  s.add("Cl", {1e6, -1e5, 3e5 + 2.017});
  const RadialBins bins{0.05, 100};
  CHECK(differences(counted(s, 2, bins), by_trial(s, 2, bins)) == 0);
}

TEST_CASE("without atoms there are no pairs", "[pair_counter_test]") {
  for (const bool periodic : {true, false}) {
    Structure none;
    none.cell = Cell(Mat3::diagonal(5.0, 6.0, 7.0), {periodic, periodic, periodic});
    CHECK(counted(none, 1, RadialBins{1.0, 2}) == Counts{0, 0});
  }
}

TEST_CASE("an atom sees its own images", "[pair_counter_test]") {
  Structure s;
  s.cell = Cell::cubic(3.0);
  s.add("Na", {0.1, 0.2, 0.3});
  // distances 3, 3√2 = 4.243, 3√3 = 5.196; half of 6, 12 and 8 neighbours
  const auto counts = counted(s, 1, RadialBins{1.0, 6});
  CHECK(counts == Counts{0, 0, 0, 3, 6, 4});
}

// Two atoms are boxes of no size, so nothing but the reach itself says whether their columns are looked at.
TEST_CASE("a pair just nearer than the last bin's edge is seen in any direction", "[pair_counter_test]") {
  const RadialBins bins{0.5, 10};
  for (Index trial = 0; trial < 500; ++trial) {
    Random random(9, Stream::packing, trial, 0);
    Structure s;
    s.cell = random_cell(random, 40.0, periodicity(static_cast<int>(trial % 8)));
    const Vec3 d = random.normal3();
    s.add("Na", s.cell.cartesian({random.uniform(), random.uniform(), random.uniform()}));
    s.add("Na", s.r[0] + ((1.0 - 1e-9) * bins.end() / norm(d)) * d);
    Counts expected(10, 0);
    expected[9] = 1;
    INFO("trial " << trial);
    CHECK(differences(counted(s, 1, bins), expected) == 0);
  }
}

TEST_CASE("a pair at a distance of zero is counted in the first bin", "[pair_counter_test]") {
  Structure s;
  s.cell = Cell::cubic(10.0);
  s.add("Na", {1.0, 1.0, 1.0});
  s.add("Na", {11.0, 1.0, -9.0});
  CHECK(counted(s, 1, RadialBins{1.0, 2}) == Counts{1, 0});
}

TEST_CASE("bins hold their lower edge and not their upper one", "[pair_counter_test]") {
  Structure s;
  s.cell = Cell({Vec3{}, Vec3{}, Vec3{}}, {false, false, false});
  for (const double x : {0.0, 0.25, 1.0}) s.add("Na", {x, 0.0, 0.0});
  // 0.25, 0.75 and 1 in steps of a quarter; 1 is the end of the last bin
  CHECK(counted(s, 1, RadialBins{0.25, 4}) == Counts{0, 1, 0, 1});
}

TEST_CASE("counts don't depend on the number of threads", "[pair_counter_test]") {
  const Threads restore;
  const Structure s = melt(2000, 0.05, 4);
  const RadialBins bins{0.05, 180};
  set_threads(1);
  const auto expected = counted(s, 3, bins);
  for (const int n : {2, 3, 7, 64}) {
    set_threads(n);
    CHECK(differences(counted(s, 3, bins), expected) == 0);
  }
}

TEST_CASE("all instruction sets count the same", "[pair_counter_test]") {
  const Structure s = melt(1000, 0.05, 5);
  const RadialBins bins{0.05, 180};
  const auto expected = by_trial(s, 3, bins);
  for (std::int64_t left = hwy::SupportedTargets() & HWY_TARGETS; left != 0; left &= left - 1) {
    const std::int64_t target = left & -left;
    hwy::SetSupportedTargetsForTest(target);
    hwy::GetChosenTarget().Update(target);
    INFO(hwy::TargetName(target));
    CHECK(differences(counted(s, 3, bins), expected) == 0);
  }
  hwy::SetSupportedTargetsForTest(0);
  hwy::GetChosenTarget().DeInit();
}

TEST_CASE("counts add up over frames until they are cleared", "[pair_counter_test]") {
  const Structure one = melt(100, 0.05, 6), two = melt(150, 0.05, 7);
  const RadialBins bins{0.1, 60};
  PairCounter counter(bins, 3);
  counter.count(one.cell, one.r, one.type);
  counter.count(two.cell, two.r, two.type);
  Counts sum = counted(one, 3, bins);
  const Counts other = counted(two, 3, bins);
  for (std::size_t k = 0; k < sum.size(); ++k) sum[k] += other[k];
  CHECK(differences(counter.counts(), sum) == 0);
  counter.clear();
  counter.count(two.cell, two.r, two.type);
  CHECK(differences(counter.counts(), other) == 0);
}

TEST_CASE("pairs of kinds keep their place when kinds are added", "[pair_counter_test]") {
  std::vector<std::size_t> places;
  for (int b = 0; b < 4; ++b)
    for (int a = 0; a <= b; ++a) {
      places.push_back(PairCounter::pair(a, b));
      CHECK(PairCounter::pair(b, a) == places.back());
    }
  for (std::size_t k = 0; k < places.size(); ++k) CHECK(places[k] == k);
}

TEST_CASE("what can't be counted is refused", "[pair_counter_test]") {
  CHECK_THROWS_AS(PairCounter(RadialBins{0.0, 10}, 1), std::invalid_argument);
  CHECK_THROWS_AS(PairCounter(RadialBins{0.1, 0}, 1), std::invalid_argument);
  CHECK_THROWS_AS(PairCounter(RadialBins{0.1, 10}, 0), std::invalid_argument);
  CHECK_THROWS_AS(PairCounter(RadialBins{1e-6, 10000000}, 10), std::invalid_argument);
  Structure s = melt(10, 0.05, 8);
  s.r[7][1] = std::numeric_limits<double>::quiet_NaN();
  PairCounter counter(RadialBins{0.1, 10}, 3);
  CHECK_THROWS_WITH(counter.count(s.cell, s.r, s.type), "atom 7 has a position that is not a finite number");
}
