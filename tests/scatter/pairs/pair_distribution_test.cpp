#include "scatter/pairs/pair_distribution.hpp"

#include <algorithm>
#include <catch2/catch.hpp>
#include <cmath>
#include <stdexcept>
#include <string>
#include <utility>

#include "core/errors.hpp"
#include "scatter/systems.hpp"

using namespace liquidus;
using namespace liquidus::testing;

namespace {

/// Largest difference relative to the larger of the two, so that exact zeros must agree.
double difference(const std::vector<double>& a, const std::vector<double>& b) {
  REQUIRE(a.size() == b.size());
  double most = 0.0;
  for (std::size_t k = 0; k < a.size(); ++k)
    if (a[k] != b[k]) most = std::max(most, std::abs(a[k] - b[k]) / std::max(std::abs(a[k]), std::abs(b[k])));
  return most;
}

/// Shells of rocksalt: distance over lattice constant, number of neighbours, whether they are of the other kind.
struct Shell {
  double distance;
  int count;
  bool unlike;
};
const Shell shells[] = {{std::sqrt(0.25), 6, true},  {std::sqrt(0.5), 12, false},
                        {std::sqrt(0.75), 8, true},  {1.0, 6, false},
                        {std::sqrt(1.25), 24, true}, {std::sqrt(1.5), 24, false}};

constexpr double rounding = 1e-12;  // sums of a few hundred numbers of one sign

}  // namespace

TEST_CASE("the shells of rocksalt are where and as full as they are", "[pair_distribution_test]") {
  const double a = 5.64, width = 0.05;
  const auto options = bins(1.28 * a, width);  // more than half the box of 2 a
  for (const Structure& crystal : {rocksalt(a, 2), primitive_rocksalt(a), shaken(rocksalt(a, 2), 0.0, 0)}) {
    const auto result = of_frames({crystal}, options);
    CHECK(result.number_density == Approx(8.0 / (a * a * a)).epsilon(rounding));
    const double density = 0.5 * result.number_density;  // of either species
    for (const auto& p : result.partials) {
      std::vector<double> expected(p.g.size(), 0.0);
      double n = 0.0;
      for (const auto& shell : shells) {
        if (shell.unlike != (p.a != p.b)) continue;
        const auto k = static_cast<std::size_t>(shell.distance * a / width);
        n += shell.count;
        expected[k] = shell.count / (density * result.bins.shell(static_cast<Index>(k)));
        CHECK(p.n_ab[k] == Approx(n).epsilon(rounding));
        CHECK(p.n_ba[k] == Approx(n).epsilon(rounding));
      }
      INFO(p.name());
      CHECK(difference(p.g, expected) < rounding);
    }
  }
}

TEST_CASE("bins are centred, their shells exact", "[pair_distribution_test]") {
  const RadialBins b = RadialBins::up_to(10.0, 0.02);
  CHECK(b.count == 500);
  CHECK(RadialBins::up_to(10.01, 0.02).count == 501);
  CHECK(b.centre(0) == Approx(0.01));
  CHECK(b.lower(250) == Approx(5.0));
  CHECK(b.upper(250) == Approx(5.02));
  double sum = 0.0;
  for (Index k = 0; k < b.count; ++k) sum += b.shell(k);
  CHECK(sum == Approx(4.0 / 3.0 * units::pi * 1000.0).epsilon(rounding));
}

// Distances of an ideal gas are independent of each other, so the count of a bin is Poisson's: its variance is its
// mean. χ² over d bins is d ± √(2d); five of these are exceeded once in a million.
TEST_CASE("an ideal gas has g = 1 within the error of counting, and its error bars say so",
          "[pair_distribution_test]") {
  const Index n = 400, frames = 40;
  const double length = 20.0;
  PairDistribution distribution(bins(15.0, 0.25));  // beyond half the box
  for (Index f = 0; f < frames; ++f) distribution.add(ideal_gas(n, length, {"Na", "Cl"}, f));
  const auto result = distribution.result();
  const double half = n / 2.0, volume = length * length * length;
  for (const auto& p : result.partials) {
    const bool like = p.a == p.b;
    const double expected = like ? 1.0 - 1.0 / half : 1.0;
    const double pairs = (like ? 0.5 * half * half : half * half) * static_cast<double>(frames);
    double chi2 = 0.0, chi2_bars = 0.0, d = 0.0;
    for (std::size_t k = 4; k < p.g.size(); ++k, d += 1.0) {  // from 1 Å on, some hundred counts a bin
      const double in_bin = pairs * result.bins.shell(static_cast<Index>(k)) / volume;
      chi2 += (p.g[k] - expected) * (p.g[k] - expected) * in_bin / expected;
      const double z = (p.g[k] - expected) / p.g_error[k];
      chi2_bars += z * z;
    }
    INFO(p.name());
    CHECK(std::abs(chi2 - d) < 5.0 * std::sqrt(2.0 * d));
    // M = 10 blocks: Student's t with 9 degrees of freedom has variance 9/7, and t² a spread of about 2.3 times that
    CHECK(std::abs(chi2_bars / d - 9.0 / 7.0) < 5.0 * 2.3 / std::sqrt(d));
  }
}

TEST_CASE("in a closed box like pairs tend to 1 - 1/N and unlike ones to 1", "[pair_distribution_test]") {
  PairDistribution distribution(bins(12.0, 12.0));  // one bin, many images: no noise from the choice of bins
  const Index frames = 4000;
  for (Index f = 0; f < frames; ++f) distribution.add(ideal_gas(8, 10.0, {"Na", "Cl"}, f));
  const auto result = distribution.result();
  // An atom's own images are at fixed distances: with L = 10 Å six of them are nearer than 12 Å. They belong to the
  // 1/N.
  const double own = 6.0 * 1000.0 / (result.bins.shell(0) * 4.0);
  const auto within = [](const Partial& p, double expected) {
    return std::abs(p.g[0] - expected) < 5.0 * p.g_error[0] && p.g_error[0] < 0.01;
  };
  CHECK(within(result.pair("Na-Na"), 1.0 - 0.25 + own));
  CHECK(within(result.pair("Cl-Cl"), 1.0 - 0.25 + own));
  CHECK(within(result.pair("Na-Cl"), 1.0));
  CHECK(within(result.total, 1.0 - 0.125 + 0.5 * own));
}

TEST_CASE("partials add up to the total", "[pair_distribution_test]") {
  const auto result =
      of_frames({ideal_gas(90, 12.0, {"Na", "Cl", "Cl", "K"}, 1), ideal_gas(90, 12.0, {"K", "Na"}, 2)}, bins(9.0, 0.1));
  const auto one = of_frames({ideal_gas(90, 12.0, {"Na", "Cl", "Cl", "K"}, 1)}, bins(9.0, 0.1));
  std::vector<double> sum(one.total.g.size(), 0.0), n(one.total.g.size(), 0.0);
  const auto fraction = [&](const std::string& name) {
    const auto k = std::find(one.species.begin(), one.species.end(), name) - one.species.begin();
    return one.atoms[static_cast<std::size_t>(k)] / 90.0;
  };
  for (const auto& p : one.partials)
    for (std::size_t k = 0; k < sum.size(); ++k) {
      const double ways = p.a == p.b ? 1.0 : 2.0;
      sum[k] += ways * fraction(p.a) * fraction(p.b) * p.g[k];
      n[k] += fraction(p.a) * p.n_ab[k] + (p.a == p.b ? 0.0 : fraction(p.b) * p.n_ba[k]);
    }
  CHECK(difference(sum, one.total.g) < rounding);
  CHECK(difference(n, one.total.n_ab) < rounding);
  CHECK(result.partials.size() == 6);
}

TEST_CASE("a pair is the same read from either side", "[pair_distribution_test]") {
  const auto result = of_frames(
      {ideal_gas(60, 10.0, {"Na", "Cl", "Cl"}, 1), ideal_gas(60, 10.0, {"Na", "Cl", "Cl"}, 2)}, bins(8.0, 0.1));
  const auto ab = result.pair("Na-Cl"), ba = result.pair("Cl-Na");
  CHECK(ab.g == ba.g);
  CHECK(ab.n_ab == ba.n_ba);
  CHECK(ab.n_ba_error == ba.n_ab_error);
  CHECK(ba.name() == "Cl-Na");
  // 20 Na and 40 Cl: every Na–Cl pair is seen from both ends
  for (std::size_t k = 0; k < ab.g.size(); ++k) CHECK(20.0 * ab.n_ab[k] == Approx(40.0 * ab.n_ba[k]));
  CHECK_THROWS_WITH(result.pair("Na-Ci"), "there is no pair 'Na-Ci'; did you mean 'Na-Cl'?");
}

TEST_CASE("a pair distribution doesn't see translation, order or the choice of images", "[pair_distribution_test]") {
  const Structure gas = ideal_gas(100, 11.0, {"Na", "Cl"}, 3);
  Structure moved = gas;
  std::reverse(moved.r.begin(), moved.r.end());
  std::reverse(moved.type.begin(), moved.type.end());
  for (std::size_t i = 0; i < moved.r.size(); ++i) {
    const int n = static_cast<int>(i % 5) - 2;
    moved.r[i] = moved.cell.translated(moved.r[i] + Vec3{1.3, -2.7, 31.0}, {n, -n, 2 * n});
  }
  const auto one = of_frames({gas}, bins(10.0, 0.1)), two = of_frames({moved}, bins(10.0, 0.1));
  CHECK(one.pair("Na-Cl").g == two.pair("Na-Cl").g);
  CHECK(one.pair("Na-Na").g == two.pair("Na-Na").g);
}

TEST_CASE("every frame is normalised by its own volume", "[pair_distribution_test]") {
  const Structure small = ideal_gas(100, 10.0, {"Na", "Cl"}, 1), large = ideal_gas(100, 14.0, {"Na", "Cl"}, 2);
  const auto options = bins(9.0, 0.2);
  const auto both = of_frames({small, large}, options), one = of_frames({small}, options),
             two = of_frames({large}, options);
  for (std::size_t p = 0; p < both.partials.size(); ++p) {
    std::vector<double> g, n;
    for (std::size_t k = 0; k < both.total.g.size(); ++k) {
      g.push_back(0.5 * (one.partials[p].g[k] + two.partials[p].g[k]));
      n.push_back(0.5 * (one.partials[p].n_ab[k] + two.partials[p].n_ab[k]));
    }
    CHECK(difference(both.partials[p].g, g) < rounding);
    CHECK(difference(both.partials[p].n_ab, n) < rounding);
  }
  CHECK(both.number_density == Approx(0.5 * (one.number_density + two.number_density)).epsilon(rounding));
}

TEST_CASE("species are matched by name, and may come and go", "[pair_distribution_test]") {
  const Structure first = ideal_gas(60, 10.0, {"Na", "Cl"}, 1);
  Structure second = ideal_gas(60, 10.0, {"Cl", "Na"}, 2);           // Cl is its species 0
  second.species.insert(second.species.begin(), make_species("K"));  // a species that no atom has
  for (int& t : second.type) ++t;
  const Structure third = ideal_gas(60, 10.0, {"K", "Na"}, 3);
  const auto options = bins(8.0, 0.2);
  const auto all = of_frames({first, second, third}, options);
  CHECK(all.species == std::vector<std::string>{"Na", "Cl", "K"});
  CHECK(all.atoms == std::vector<double>{30.0, 20.0, 10.0});
  CHECK(all.partials.size() == 5);  // Cl and K never met
  const auto a = of_frames({first}, options), b = of_frames({second}, options), c = of_frames({third}, options);
  const auto g = [](const PairDistributions& d, std::string_view pair, std::size_t k) { return d.pair(pair).g[k]; };
  for (std::size_t k = 0; k < all.total.g.size(); ++k) {
    CHECK(g(all, "Na-Cl", k) == Approx((g(a, "Na-Cl", k) + g(b, "Na-Cl", k)) / 2.0));
    CHECK(g(all, "Na-Na", k) == Approx((g(a, "Na-Na", k) + g(b, "Na-Na", k) + g(c, "Na-Na", k)) / 3.0));
    CHECK(g(all, "K-K", k) == Approx(g(c, "K-K", k)));
  }
}

TEST_CASE("a cell that isn't periodic all around needs a volume", "[pair_distribution_test]") {
  Structure drop = ideal_gas(50, 8.0, {"Na", "Cl"}, 1);
  const double volume = drop.cell.volume();
  drop.cell = Cell(drop.cell.vectors(), {true, false, false});
  auto options = bins(5.0, 0.5);
  CHECK_THROWS_WITH(of_frames({drop}, options),
                    "the cell isn't periodic along b, c, so its volume says nothing about the density: give the volume "
                    "of the sample");
  options.volume = 2.0 * volume;
  const auto result = of_frames({drop}, options);
  CHECK(result.number_density == Approx(50.0 / (2.0 * volume)));
  options.volume = volume;
  const auto half = of_frames({drop}, options);
  for (std::size_t k = 0; k < result.total.g.size(); ++k) CHECK(result.total.g[k] == Approx(2.0 * half.total.g[k]));
}

TEST_CASE("a pair distribution of nothing is refused", "[pair_distribution_test]") {
  CHECK_THROWS_AS(PairDistribution(bins(10.0, 0.0)), std::invalid_argument);
  CHECK_THROWS_AS(PairDistribution(bins(0.1, 0.2)), std::invalid_argument);
  CHECK_THROWS_AS(PairDistribution(bins(10.0, 1e-9)), std::invalid_argument);
  CHECK_THROWS_AS(PairDistribution(bins(10.0, 0.1, 0)), std::invalid_argument);
  PairDistribution distribution(bins(10.0, 0.1));
  CHECK_THROWS_WITH(distribution.result(), "no frame was shown to the pair distribution: it has nothing to average");
  Structure empty;
  CHECK_THROWS_WITH(distribution.add(empty), "a frame without atoms has no pair distribution");
}
