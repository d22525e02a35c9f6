#include "core/random.hpp"

#include <algorithm>
#include <catch2/catch.hpp>
#include <set>
#include <vector>

using namespace liquidus;

namespace {

constexpr int n = 200000;
// The seeds are fixed, so a test that passes once passes always. For a sound generator a bound of five standard errors
// fails for one seed in two million.
constexpr double errors = 5.0;

/// Largest distance of the empirical distribution of x from `cdf`, times √n. Kolmogorov: above 2.69 once in 10⁶.
template <class F>
double kolmogorov(std::vector<double> x, F cdf) {
  std::sort(x.begin(), x.end());
  const auto size = static_cast<double>(x.size());
  double worst = 0.0;
  for (std::size_t k = 0; k < x.size(); ++k) {
    const double p = cdf(x[k]), i = static_cast<double>(k);
    worst = std::max({worst, p - i / size, (i + 1.0) / size - p});
  }
  return worst * std::sqrt(size);
}

double mean_of_power(const std::vector<double>& x, double centre, int power) {
  double sum = 0.0;
  for (const double value : x) sum += std::pow(value - centre, power);
  return sum / static_cast<double>(x.size());
}

/// Draws by keys (one per atom) or one after the other from one object: both uses must be sound.
template <class Draw>
std::vector<double> draws(bool by_atom, Draw draw) {
  std::vector<double> x;
  Random one(17, Stream::velocities, 0, 0);
  for (int i = 0; i < n; ++i) {
    Random keyed(17, Stream::langevin, i, 3);
    x.push_back(draw(by_atom ? keyed : one));
  }
  return x;
}

}  // namespace

TEST_CASE("Philox gives the known answers of Random123", "[random_test]") {
  using Words = std::array<std::uint32_t, 4>;
  // philox4x32-10 in Random123's kat_vectors; the last counter and key are digits of π
  CHECK(philox({0, 0, 0, 0}, {0, 0}) == Words{0x6627e8d5, 0xe169c58d, 0xbc57ac4c, 0x9b00dbd8});
  CHECK(philox({0xffffffff, 0xffffffff, 0xffffffff, 0xffffffff}, {0xffffffff, 0xffffffff}) ==
        Words{0x408f276d, 0x41c83b0e, 0xa20bc7c6, 0x6d5451fd});
  CHECK(philox({0x243f6a88, 0x85a308d3, 0x13198a2e, 0x03707344}, {0xa4093822, 0x299f31d0}) ==
        Words{0xd16cfe09, 0x94fdcceb, 0x5001e420, 0x24126ea1});
}

TEST_CASE("a uniform number is made of two Philox words, the lower first", "[random_test]") {
  // key (0, velocities, 0, 0) is counter 0 and key 0, the first of the known answers
  Random random(0, Stream::velocities, 0, 0);
  CHECK(random.uniform() == (static_cast<double>(0xe169c58d6627e8d5ULL >> 12) + 0.5) * 0x1p-52);
  CHECK(random.uniform() == (static_cast<double>(0x9b00dbd8bc57ac4cULL >> 12) + 0.5) * 0x1p-52);
}

TEST_CASE("the same key gives the same numbers, another key others", "[random_test]") {
  const Index large = (Index{1} << 44) - 1, past32 = Index{1} << 32;
  std::set<double> first;
  int keys = 0;
  for (const std::uint64_t seed : {std::uint64_t{1}, std::uint64_t{2}, std::uint64_t{1} << 32, ~std::uint64_t{0}})
    for (const auto stream : {Stream::velocities, Stream::langevin, Stream::bootstrap})
      for (const Index atom : {Index{0}, Index{1}, past32, past32 << 1, large})
        for (const Index step : {Index{0}, Index{1}, past32, past32 << 1, large}) {
          Random a(seed, stream, atom, step), b(seed, stream, atom, step);
          first.insert(a.uniform());
          ++keys;
          CHECK(a.normal() == (b.uniform(), b.normal()));
          CHECK(a.gamma(2.5) == b.gamma(2.5));
        }
  CHECK(first.size() == static_cast<std::size_t>(keys));
}

TEST_CASE("uniform numbers have the moments and the distribution of (0, 1)", "[random_test]") {
  const bool by_atom = GENERATE(false, true);
  const auto x = draws(by_atom, [](Random& random) { return random.uniform(); });
  CHECK(*std::min_element(x.begin(), x.end()) > 0.0);
  CHECK(*std::max_element(x.begin(), x.end()) < 1.0);
  // standard errors: √(1/12 n) of the mean, √((1/80 − 1/144)/n) of the second central moment
  CHECK(mean_of_power(x, 0.0, 1) == Approx(0.5).margin(errors * std::sqrt(1.0 / 12.0 / n)));
  CHECK(mean_of_power(x, 0.5, 2) == Approx(1.0 / 12.0).margin(errors * std::sqrt(1.0 / 180.0 / n)));
  CHECK(kolmogorov(x, [](double u) { return u; }) < 2.69);
  double product = 0.0;  // of neighbours, variance 1/144 each when independent
  for (std::size_t i = 0; i + 1 < x.size(); ++i) product += (x[i] - 0.5) * (x[i + 1] - 0.5);
  CHECK(product / n == Approx(0.0).margin(errors / 12.0 / std::sqrt(n)));
}

TEST_CASE("normal numbers have the moments and the distribution of a unit Gaussian", "[random_test]") {
  const bool by_atom = GENERATE(false, true);
  const auto x = draws(by_atom, [](Random& random) { return random.normal(); });
  // variance of x^k is ⟨x^2k⟩ − ⟨x^k⟩²: 1, 2, 15, 96 for k = 1 … 4
  CHECK(mean_of_power(x, 0.0, 1) == Approx(0.0).margin(errors * std::sqrt(1.0 / n)));
  CHECK(mean_of_power(x, 0.0, 2) == Approx(1.0).margin(errors * std::sqrt(2.0 / n)));
  CHECK(mean_of_power(x, 0.0, 3) == Approx(0.0).margin(errors * std::sqrt(15.0 / n)));
  CHECK(mean_of_power(x, 0.0, 4) == Approx(3.0).margin(errors * std::sqrt(96.0 / n)));
  CHECK(kolmogorov(x, [](double y) { return 0.5 * std::erfc(-y / std::sqrt(2.0)); }) < 2.69);
}

TEST_CASE("the components of a normal vector are independent", "[random_test]") {
  Mat3 sum = Mat3::zero();
  for (int i = 0; i < n; ++i) {
    const Vec3 x = Random(5, Stream::langevin, i, 0).normal3();
    sum += outer(x, x);
  }
  for (std::size_t a = 0; a < 3; ++a)
    for (std::size_t b = 0; b < 3; ++b)
      CHECK(sum[a][b] / n == Approx(a == b ? 1.0 : 0.0).margin(errors * std::sqrt((a == b ? 2.0 : 1.0) / n)));
}

TEST_CASE("gamma numbers have mean and variance equal to their shape", "[random_test]") {
  const double shape = GENERATE(0.1, 0.5, 1.0, 3.0, 767.5);
  const bool by_atom = GENERATE(false, true);
  const auto x = draws(by_atom, [shape](Random& random) { return random.gamma(shape); });
  // central moments of the gamma distribution: μ2 = a, μ4 = 3a² + 6a
  CHECK(mean_of_power(x, 0.0, 1) == Approx(shape).margin(errors * std::sqrt(shape / n)));
  CHECK(mean_of_power(x, shape, 2) ==
        Approx(shape).margin(errors * std::sqrt((2.0 * shape * shape + 6.0 * shape) / n)));
}

TEST_CASE("gamma numbers follow the distribution where it has a closed form", "[random_test]") {
  const auto sample = [](double shape) { return draws(true, [shape](Random& random) { return random.gamma(shape); }); };
  CHECK(kolmogorov(sample(0.5), [](double x) { return std::erf(std::sqrt(x)); }) < 2.69);
  CHECK(kolmogorov(sample(1.0), [](double x) { return -std::expm1(-x); }) < 2.69);
  CHECK(kolmogorov(sample(3.0), [](double x) { return 1.0 - std::exp(-x) * (1.0 + x + 0.5 * x * x); }) < 2.69);
}
