#include <catch2/catch.hpp>
#include <cmath>
#include <limits>
#include <numeric>
#include <string>
#include <vector>

#include "core/errors.hpp"
#include "scatter/jackknife.hpp"
#include "scatter/pairs/pair_distribution.hpp"
#include "scatter/systems.hpp"

using namespace liquidus;
using namespace liquidus::testing;

TEST_CASE("the number of blocks stays between what was asked for and twice that", "[pair_distribution_state_test]") {
  PairDistribution distribution(bins(3.0, 1.0, 4));
  for (Index f = 0; f < 70; ++f) {
    distribution.add(ideal_gas(20, 6.0, {"Na"}, f));
    const auto blocks = static_cast<Index>(distribution.result().total.jackknife.weight.size());
    if (f == 0)
      CHECK(blocks == 0);  // one frame has no error
    else
      CHECK((blocks == f + 1 || (blocks >= 4 && blocks <= 8)));
  }
  CHECK(distribution.frames() == 70);
  // 70 = 4 · 16 + 6 frames: blocks of equal length but for the last
  const auto weight = distribution.result().total.jackknife.weight;
  REQUIRE(weight.size() == 5);
  for (std::size_t b = 1; b < 4; ++b) CHECK(weight[b] == weight[0]);
}

TEST_CASE("the jackknife of a mean is its standard error", "[pair_distribution_state_test]") {
  const std::vector<double> values{1.0, 4.0, 2.0, 7.0, 3.0};
  const double n = 5.0, mean = std::accumulate(values.begin(), values.end(), 0.0) / n;
  double variance = 0.0;
  for (const double x : values) variance += (x - mean) * (x - mean) / (n - 1.0);
  const auto jackknife = Jackknife::of(std::vector<double>(5, 3.0));
  const double error = jackknife.error(mean, [&](std::size_t b) { return (n * mean - values[b]) / (n - 1.0); });
  CHECK(error == Approx(std::sqrt(variance / n)).epsilon(1e-12));
  CHECK(Jackknife::of(std::vector<double>{3.0}).empty());
  CHECK(Jackknife::of(std::vector<double>{3.0, 0.0}).empty());
}

TEST_CASE("a restored distribution goes on bit for bit", "[pair_distribution_state_test]") {
  const auto options = bins(6.0, 0.1, 3);
  PairDistribution unbroken(options), before(options), after(options);
  const auto frame = [](Index f) {
    return ideal_gas(40, 9.0 + 0.1 * static_cast<double>(f),
                     f < 10 ? std::vector<std::string>{"Na", "Cl"} : std::vector<std::string>{"Fe3+", "Na"}, f);
  };
  for (Index f = 0; f < 23; ++f) {
    unbroken.add(frame(f));
    if (f < 11) before.add(frame(f));
  }
  after.add(frame(99));  // is forgotten
  after.restore(before.state());
  CHECK(after.state() == before.state());
  for (Index f = 11; f < 23; ++f) after.add(frame(f));
  CHECK(after.state() == unbroken.state());
  CHECK(after.result().pair("Na-Fe3+").g_error == unbroken.result().pair("Na-Fe3+").g_error);

  PairDistribution fresh(options);
  fresh.restore(PairDistribution(options).state());
  CHECK(fresh.frames() == 0);
}

TEST_CASE("a state that is damaged or of other bins is refused", "[pair_distribution_state_test]") {
  PairDistribution distribution(bins(6.0, 0.5));
  for (Index f = 0; f < 3; ++f) distribution.add(ideal_gas(10, 6.0, {"Na", "Cl"}, f));
  const auto state = distribution.state();
  PairDistribution same(bins(6.0, 0.5)), other(bins(6.0, 0.25));
  CHECK_THROWS_WITH(other.restore(state),
                    "the saved pair distribution has another cutoff, width or number of blocks than the one that is "
                    "asked for");
  for (std::size_t n = 0; n < state.size(); ++n)
    CHECK_THROWS_AS(same.restore({state.begin(), state.begin() + static_cast<std::ptrdiff_t>(n)}), InputError);
  auto longer = state;
  longer.push_back(0.0);
  CHECK_THROWS_AS(same.restore(longer), InputError);
  for (const double wrong : {-1.0, 0.5, 1e300, std::numeric_limits<double>::quiet_NaN()}) {
    auto damaged = state;
    damaged[0] = wrong;
    CHECK_THROWS_AS(same.restore(damaged), InputError);
  }
  CHECK(same.frames() == 0);
}

TEST_CASE("as an observer it adds the frames that it is shown", "[pair_distribution_state_test]") {
  auto options = bins(6.0, 0.5);
  options.interval = 25;
  PairDistribution distribution(options);
  Observer& observer = distribution;
  CHECK(observer.interval() == 25);
  const Structure gas = ideal_gas(10, 6.0, {"Na"}, 1);
  observer.observe({gas, 25, 50.0, -1.0, 300.0, Mat3::zero()});
  CHECK(distribution.frames() == 1);
  CHECK(distribution.result().total.g == of_frames({gas}, options).total.g);
}
