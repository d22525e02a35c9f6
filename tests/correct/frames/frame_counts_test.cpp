#include "correct/frames/frame_counts.hpp"

#include <catch2/catch.hpp>
#include <cmath>
#include <stdexcept>

#include "core/errors.hpp"
#include "correct/frames/gases.hpp"

using namespace liquidus;
using namespace liquidus::testing;

namespace {

constexpr double rounding = 1e-12;  // sums of some ten thousand numbers of one sign, in another order

void check_same(const std::vector<double>& a, const std::vector<double>& b) {
  REQUIRE(a.size() == b.size());
  double worst = 0.0;
  for (std::size_t k = 0; k < a.size(); ++k)
    worst = std::max(worst, std::abs(a[k] - b[k]) / std::max({std::abs(a[k]), std::abs(b[k]), 1e-3}));
  CHECK(worst < rounding);
}

/// Errors are roots of sums of squared differences of numbers near 1, which rounding leaves 1e-15 of.
void check_same_errors(const std::vector<double>& a, const std::vector<double>& b) {
  REQUIRE(a.size() == b.size());
  REQUIRE(!a.empty());
  for (std::size_t k = 0; k < a.size(); ++k) CHECK(a[k] == Approx(b[k]).epsilon(1e-10).margin(1e-13));
}

void check_same(const Partial& a, const Partial& b) {
  INFO(a.name());
  CHECK(a.name() == b.name());
  CHECK(a.r == b.r);
  CHECK(a.r_upper == b.r_upper);
  check_same(a.g, b.g);
  check_same(a.n_ab, b.n_ab);
  check_same(a.n_ba, b.n_ba);
  check_same_errors(a.g_error, b.g_error);
  check_same_errors(a.n_ab_error, b.n_ab_error);
  check_same_errors(a.n_ba_error, b.n_ba_error);
  check_same(a.jackknife.weight, b.jackknife.weight);
  REQUIRE(a.g_without.size() == b.g_without.size());
  for (std::size_t k = 0; k < a.g_without.size(); ++k) {
    check_same(a.g_without[k], b.g_without[k]);
    check_same(a.n_ab_without[k], b.n_ab_without[k]);
    check_same(a.n_ba_without[k], b.n_ba_without[k]);
  }
}

FrameCountsOptions counts_options(Index blocks = 10) { return {RadialBins::up_to(8.0, 0.1), 1, blocks}; }

FrameCounts of(const std::vector<Structure>& frames, const std::vector<std::string>& species, Index blocks = 10) {
  FrameCounts counts(species, counts_options(blocks));
  for (const auto& frame : frames) show(counts, frame);
  return counts;
}

}  // namespace

TEST_CASE("counts of frames add up to scatter's pair distribution, errors and all", "[frame_counts_test]") {
  // 7 frames make 7 blocks of one; 45 are joined to blocks of four with one of a single frame at the end.
  for (const Index number : {1, 7, 45}) {
    const auto frames = breathing_gas(number, {"Na", "Cl", "Cl"});
    const auto expected = of_frames(frames, bins(8.0, 0.1));
    const auto counts = of(frames, {"Na", "Cl"});
    const auto found = counts.distributions();
    CHECK(found.bins == expected.bins);
    CHECK(found.frames == expected.frames);
    CHECK(found.number_density == Approx(expected.number_density).epsilon(rounding));
    CHECK(found.least_height == expected.least_height);
    CHECK(found.species == expected.species);
    CHECK(found.atoms == expected.atoms);
    REQUIRE(found.partials.size() == 3);
    if (number == 1) {
      CHECK(found.total.g_error.empty());
      check_same(found.total.g, expected.total.g);
      continue;
    }
    for (std::size_t p = 0; p < 3; ++p) check_same(found.partials[p], expected.partials[p]);
    check_same(found.total, expected.total);
    const auto g = counts.g();
    std::vector<double> value, error;
    for (const auto& p : expected.partials) {
      value.insert(value.end(), p.g.begin(), p.g.end());
      error.insert(error.end(), p.g_error.begin(), p.g_error.end());
    }
    check_same(g.value, value);
    check_same_errors(g.error, error);
  }
}

TEST_CASE("species stand in the order asked for, and those that aren't there have no pairs", "[frame_counts_test]") {
  const auto frames = breathing_gas(5, {"Na", "Cl"});
  const auto counts = of(frames, {"K", "Cl", "Na"});
  const auto expected = of_frames(frames, bins(8.0, 0.1));
  const auto found = counts.distributions();
  CHECK(found.species == std::vector<std::string>{"Cl", "Na"});
  REQUIRE(found.partials.size() == 3);
  check_same(found.pair("Na-Cl").g, expected.pair("Na-Cl").g);
  check_same(found.pair("Cl-Cl").n_ab, expected.pair("Cl-Cl").n_ab);
  const auto g = counts.g().value;
  const std::size_t n = 80;
  for (std::size_t k = 0; k < n; ++k) {
    CHECK(g[pair_index(0, 1) * n + k] == 0.0);
    CHECK(g[pair_index(1, 2) * n + k] == Approx(expected.pair("Na-Cl").g[k]));
  }
}

TEST_CASE("a frame of weight two counts as two frames, one of weight zero as none", "[frame_counts_test]") {
  const auto frames = breathing_gas(4, {"Na", "Cl"});
  const auto weighted = of(frames, {"Na", "Cl"}).distributions(std::vector{0.0, 2.0, 1.0, 0.0});
  const auto repeated = of_frames({frames[1], frames[1], frames[2]}, bins(8.0, 0.1));
  for (std::size_t p = 0; p < 3; ++p) {
    check_same(weighted.partials[p].g, repeated.partials[p].g);
    check_same(weighted.partials[p].n_ba, repeated.partials[p].n_ba);
  }
  check_same(weighted.total.g, repeated.total.g);
  CHECK(weighted.number_density == Approx(repeated.number_density).epsilon(rounding));
  // Two blocks have data; the jackknife of blocks of length 2 and 1 is that of scatter.
  CHECK(weighted.total.jackknife.weight[0] == 0.0);
  CHECK(weighted.total.jackknife.weight[1] == Approx(1.0 / (3.0 * 2.0)));
  CHECK(weighted.total.jackknife.weight[2] == Approx(4.0 / 3.0));
}

TEST_CASE("the mean pressure has the error of its blocks", "[frame_counts_test]") {
  FrameCounts counts({"Na"}, counts_options(2));
  const double pressures[] = {1.0, 2.0, 4.0, 5.0};
  for (const double p : pressures) show(counts, ideal_gas(10, 9.0, {"Na"}, 0), 0.5, p);
  const auto mean = counts.pressure();
  CHECK(mean.value == Approx(3.0));
  // Four blocks of one frame: standard deviation √(10/3) over √4.
  CHECK(mean.error.value() == Approx(std::sqrt(10.0 / 3.0) / 2.0));
  CHECK(counts.pressure(std::vector{0.0, 1.0, 1.0, 0.0}).value == Approx(3.0));
  CHECK(counts.energies() == std::vector<double>(4, 0.5));
  show(counts, ideal_gas(10, 9.0, {"Na"}, 0), 0.5, std::numeric_limits<double>::quiet_NaN());
  CHECK(std::isnan(counts.pressure().value));
}

TEST_CASE("a restored observer goes on as if never stopped", "[frame_counts_test]") {
  const auto frames = breathing_gas(9, {"Na", "Cl"});
  const auto whole = of(frames, {"Na", "Cl"});
  FrameCounts first({"Na", "Cl"}, counts_options()), second({"Na", "Cl"}, counts_options());
  second.restore(first.state());
  CHECK(second.frames() == 0);
  for (std::size_t f = 0; f < 4; ++f) show(first, frames[f]);
  second.restore(first.state());
  for (std::size_t f = 4; f < 9; ++f) show(second, frames[f]);
  CHECK(second.state() == whole.state());
  CHECK(second.distributions().total.g == whole.distributions().total.g);
  // Counts of up to 63 take six bits, so that eight stand in a number.
  const auto numbers = static_cast<double>(whole.state().size());
  CHECK(numbers < 0.25 * 9.0 * static_cast<double>(whole.width()));
}

TEST_CASE("a state that doesn't fit is refused", "[frame_counts_test]") {
  const auto counts = of(breathing_gas(3, {"Na", "Cl"}), {"Na", "Cl"});
  auto state = counts.state();
  FrameCounts same({"Na", "Cl"}, counts_options()), other_species({"Na", "K"}, counts_options()),
      other_blocks({"Na", "Cl"}, counts_options(3));
  CHECK_THROWS_AS(other_species.restore(state), InputError);
  CHECK_THROWS_AS(other_blocks.restore(state), InputError);
  CHECK_THROWS_AS(same.restore({1.0, 2.0}), InputError);
  state.back() = 0.5;
  CHECK_THROWS_AS(same.restore(state), InputError);
  state.pop_back();
  CHECK_THROWS_AS(same.restore(state), InputError);
  CHECK(same.frames() == 0);
}

TEST_CASE("frames that can't be given weights together are refused", "[frame_counts_test]") {
  FrameCounts counts({"Na", "Cl"}, counts_options());
  CHECK_THROWS_WITH(show(counts, ideal_gas(10, 9.0, {"Na", "K"}, 0)),
                    Catch::Contains("K") && Catch::Contains("no pair"));
  show(counts, ideal_gas(10, 9.0, {"Na", "Cl"}, 0));
  CHECK_THROWS_AS(show(counts, ideal_gas(12, 9.0, {"Na", "Cl"}, 0)), InputError);
  Structure open = ideal_gas(10, 9.0, {"Na", "Cl"}, 0);
  open.cell = Cell(open.cell.vectors(), {true, true, false});
  CHECK_THROWS_AS(show(counts, open), InputError);
  CHECK_THROWS_AS(FrameCounts({}, counts_options()), std::invalid_argument);
  CHECK_THROWS_AS(FrameCounts({"Na", "Na"}, counts_options()), std::invalid_argument);
  CHECK_THROWS_AS(FrameCounts({"Na"}, {RadialBins::up_to(8.0, 0.1), 0, 10}), std::invalid_argument);
  CHECK(counts.frames() == 1);
  CHECK_THROWS_AS(counts.g(std::vector{1.0, 2.0}), std::invalid_argument);
  counts.clear();
  CHECK_THROWS_AS(counts.g(), Error);
}
