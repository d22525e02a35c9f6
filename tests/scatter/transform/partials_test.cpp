#include "scatter/transform/partials.hpp"

#include <catch2/catch.hpp>
#include <cmath>

#include "core/errors.hpp"

using namespace liquidus;

namespace {

/// A binary at one Q, with the numbers of notes/scattering.md.
PartialStructureFactors example() {
  PartialStructureFactors p;
  p.q = {3.0};
  p.species = {"Na", "Cl"};
  p.concentration = {0.4, 0.6};
  p.density = 0.03;
  p.pairs = {{{1.3}, {}, {}}, {{1.1}, {}, {}}, {{0.8}, {}, {}}};
  return p;
}

/// With two blocks of equal length, each left out once: A ± d/2.
PartialStructureFactors with_blocks(double d11, double d12, double d22) {
  PartialStructureFactors p = example();
  const double lengths[] = {10.0, 10.0};
  p.jackknife = Jackknife::of(lengths);
  const double moved[] = {d11, d12, d22};
  for (std::size_t k = 0; k < 3; ++k) {
    const double a = p.pairs[k].value[0];
    p.pairs[k].without = {{a - 0.5 * moved[k]}, {a + 0.5 * moved[k]}};
    p.pairs[k].error = {std::abs(moved[k]) / 2.0};
  }
  return p;
}

/// Partials of one species on a grid.
PartialStructureFactors argon(double from, double to, double step, double slope) {
  PartialStructureFactors p;
  p.species = {"Ar"};
  p.concentration = {1.0};
  p.density = 0.02;
  p.pairs.emplace_back();
  for (int k = 0; from + k * step <= to + 1e-9; ++k) {
    p.q.push_back(from + k * step);
    p.pairs[0].value.push_back(1.0 + slope * p.q.back());
  }
  return p;
}

}  // namespace

TEST_CASE("one set of partials is another's numbers", "[partials_test]") {
  const auto p = example();
  CHECK(ashcroft_langreth(p, 0).value[0] == Approx(1.12));
  CHECK(ashcroft_langreth(p, 2).value[0] == Approx(0.88));
  CHECK(ashcroft_langreth(p, 1).value[0] == Approx(0.04899).margin(5e-6));
  const auto bt = bhatia_thornton(p);
  CHECK(bt.nn.value[0] == Approx(1.024));
  CHECK(bt.nc.value[0] == Approx(0.0624));
  CHECK(bt.cc.value[0] == Approx(0.23424));
  CHECK(number_structure_factor(p).value[0] == bt.nn.value[0]);
}

TEST_CASE("Faber-Ziman and Bhatia-Thornton partials make the same total", "[partials_test]") {
  const auto p = example();
  const double b[] = {9.45, 5.803}, c[] = {0.4, 0.6};  // fm: a metal's and a non-metal's
  const double mean = c[0] * b[0] + c[1] * b[1], difference = b[0] - b[1];
  const double f = p.derive([&](std::size_t, const std::vector<double>& a) {
                      double sum = 0.0;
                      for (std::size_t i = 0; i < 2; ++i)
                        for (std::size_t j = 0; j < 2; ++j)
                          sum += c[i] * c[j] * b[i] * b[j] * (a[PartialStructureFactors::pair(i, j)] - 1.0);
                      return sum;
                    }).value[0];
  const auto bt = bhatia_thornton(p);
  const double other = mean * mean * (bt.nn.value[0] - 1.0) + 2.0 * mean * difference * bt.nc.value[0] +
                       difference * difference * (bt.cc.value[0] - c[0] * c[1]);
  CHECK(f == Approx(4.494175).margin(5e-7));
  CHECK(other == Approx(f).epsilon(1e-12));
  CHECK(1.0 + f / (mean * mean) == Approx(1.085224).margin(5e-7));
}

TEST_CASE("pairs are found in either order", "[partials_test]") {
  auto p = example();
  CHECK(p.find("Na-Cl") == 1);
  CHECK(p.find("Cl-Na") == 1);
  CHECK(p.name(2) == "Cl-Cl");
  CHECK_THROWS_WITH(p.find("Na-C"), "there is no pair 'Na-C'; did you mean 'Na-Cl'?");
  CHECK_THROWS_WITH(p.find("total"), "there is no pair 'total'; known: Na-Na, Na-Cl, Cl-Cl");
  for (std::size_t b = 0; b < 5; ++b)
    for (std::size_t a = 0; a <= b; ++a)
      CHECK(PartialStructureFactors::species_of(PartialStructureFactors::pair(b, a)) == std::pair(a, b));
}

TEST_CASE("errors follow the blocks, and what moves together cancels", "[partials_test]") {
  // two equal blocks: the error of A is half of the difference between them
  const auto p = with_blocks(0.2, 0.1, 0.3);
  CHECK(p.derive([](std::size_t, const std::vector<double>& a) { return a[2]; }).error[0] == Approx(0.15));
  CHECK(ashcroft_langreth(p, 0).error[0] == Approx(0.4 * 0.1));
  CHECK(number_structure_factor(p).error[0] == Approx(0.5 * (0.16 * 0.2 + 0.48 * 0.1 + 0.36 * 0.3)));
  CHECK(bhatia_thornton(with_blocks(0.2, 0.2, 0.2)).cc.error[0] == Approx(0.0).margin(1e-15));
  CHECK(bhatia_thornton(with_blocks(0.2, 0.2, 0.2)).nc.error[0] == Approx(0.0).margin(1e-15));
}

TEST_CASE("errors without blocks add as independent ones", "[partials_test]") {
  auto p = example();
  const double errors[] = {0.1, 0.05, 0.2};
  for (std::size_t k = 0; k < 3; ++k) p.pairs[k].error = {errors[k]};
  const auto nn = number_structure_factor(p);
  CHECK(nn.error[0] == Approx(std::sqrt(std::pow(0.16 * 0.1, 2) + std::pow(0.48 * 0.05, 2) + std::pow(0.36 * 0.2, 2))));
  CHECK(nn.without.empty());
}

TEST_CASE("Bhatia-Thornton needs a binary", "[partials_test]") {
  CHECK_THROWS_WITH(bhatia_thornton(argon(0.5, 2.0, 0.5, 0.0)),
                    "Bhatia-Thornton structure factors are of two species; there are 1");
}

TEST_CASE("sums at low Q go over into the transform smoothly", "[partials_test]") {
  const auto direct = argon(0.3, 5.0, 0.13, 0.10), transformed = argon(0.05, 12.0, 0.05, 0.12);
  const auto both = merged(direct, transformed, {2.0, 3.0});
  for (std::size_t i = 1; i < both.q.size(); ++i) CHECK(both.q[i] > both.q[i - 1]);
  CHECK(both.q.front() == 0.3);
  CHECK(both.q.back() == transformed.q.back());
  for (std::size_t i = 0; i < both.q.size(); ++i) {
    const double q = both.q[i], a = both.pairs[0].value[i], low = 1.0 + 0.10 * q, high = 1.0 + 0.12 * q;
    if (q <= 2.0) CHECK(a == Approx(low).epsilon(1e-13));
    if (q >= 3.0) CHECK(a == Approx(high).epsilon(1e-13));
    if (q > 2.0 && q < 3.0) CHECK((a > low && a < high));
  }
  // cos²(π/4) = ½ in the middle
  const auto middle = merged(argon(0.5, 5.0, 0.5, 0.1), transformed, {2.0, 3.0});
  CHECK(middle.q[4] == Approx(2.5));
  CHECK(middle.pairs[0].value[4] == Approx(1.0 + 0.11 * 2.5).epsilon(1e-12));
}

TEST_CASE("errors are merged too: by blocks where they are the same, else as independent ones", "[partials_test]") {
  const double lengths[] = {5.0, 5.0};
  auto direct = argon(0.5, 5.0, 0.5, 0.1), transformed = argon(0.1, 12.0, 0.1, 0.1);
  for (auto* p : {&direct, &transformed}) {
    p->jackknife = Jackknife::of(lengths);
    auto& pair = p->pairs[0];
    pair.error.assign(p->q.size(), 0.1);
    for (const double d : {-0.1, 0.1}) {
      pair.without.push_back(pair.value);
      for (double& a : pair.without.back()) a += d;
    }
  }
  const auto together = merged(direct, transformed, {2.0, 3.0});
  for (const double e : together.pairs[0].error) CHECK(e == Approx(0.1).epsilon(1e-12));
  const double others[] = {4.0, 6.0};
  transformed.jackknife = Jackknife::of(others);
  const auto apart = merged(direct, transformed, {2.0, 3.0});
  CHECK(apart.jackknife.empty());
  CHECK(apart.pairs[0].error[4] == Approx(0.1 * std::sqrt(0.5)).epsilon(1e-9));
  CHECK(apart.pairs[0].error.front() == 0.1);
  CHECK(apart.pairs[0].error.back() == 0.1);
}

TEST_CASE("what can't be merged says why", "[partials_test]") {
  const auto direct = argon(0.3, 5.0, 0.13, 0.1), transformed = argon(0.05, 12.0, 0.05, 0.1);
  CHECK_THROWS_WITH(merged(example(), transformed, {2.0, 3.0}),
                    "structure factors of different species or compositions can't be merged");
  CHECK_THROWS_WITH(merged(direct, transformed, {4.0, 6.0}),
                    "structure factors were to be merged between 4 and 6 1/Å; the sums over reciprocal-lattice vectors "
                    "run from 0.3 to 4.98 1/Å and the transform of g(r) from 0.05 to 12 1/Å");
  CHECK_THROWS_AS(merged(direct, transformed, {3.0, 2.0}), InputError);
  CHECK_THROWS_AS(merged(direct, transformed, {0.2, 2.0}), InputError);
}
