#include "scatter/direct/phase_sums.hpp"

#include <catch2/catch.hpp>
#include <cmath>
#include <complex>
#include <limits>

#include "core/errors.hpp"
#include "potential/targets.hpp"
#include "support/random_structure.hpp"

using namespace liquidus;
using namespace liquidus::testing;

namespace {

using Sums = std::vector<std::vector<std::complex<double>>>;  // [kinds][vectors]

Sums summed(const WaveVectors& vectors, const Structure& s, int kinds, Index pieces = 1) {
  PhaseSums phases(vectors);
  phases.set_atoms(s.cell, s.r, s.type, kinds);
  Sums sums(static_cast<std::size_t>(kinds), std::vector<std::complex<double>>(vectors.triples().size()));
  const auto rows = static_cast<Index>(vectors.rows().size());
  for (Index p = 0; p < pieces; ++p)
    phases.sum(rows * p / pieces, rows * (p + 1) / pieces, [&](Index begin, Index end, std::span<const double> rho) {
      for (std::size_t a = 0; a < sums.size(); ++a)
        for (Index k = begin; k < end; ++k) {
          const auto at = 2 * (a * static_cast<std::size_t>(end - begin) + static_cast<std::size_t>(k - begin));
          sums[a][static_cast<std::size_t>(k)] = {rho[at], rho[at + 1]};
        }
    });
  return sums;
}

/// With a phase of its own for each atom and vector, in extended precision, for the rounding of k·r alone would be of
/// the size that is looked for.
std::complex<double> by_definition(const Structure& s, const WaveVectors::Triple& n, int kind) {
  std::complex<long double> sum = 0.0L;
  for (std::size_t i = 0; i < s.r.size(); ++i) {
    if (s.type[i] != kind) continue;
    const Vec3 f = s.cell.fractional(s.r[i]);
    const long double turns = n[0] * static_cast<long double>(f[0]) + n[1] * static_cast<long double>(f[1]) +
                              n[2] * static_cast<long double>(f[2]);
    sum += std::polar(1.0L, 2.0L * 3.141592653589793238462643383279502884L * (turns - std::round(turns)));
  }
  return {static_cast<double>(sum.real()), static_cast<double>(sum.imag())};
}

double worst(const Sums& sums, const WaveVectors& vectors, const Structure& s, std::size_t every = 1) {
  double most = 0.0;
  for (std::size_t a = 0; a < sums.size(); ++a)
    for (std::size_t k = 0; k < sums[a].size(); k += every)
      most = std::max(most, std::abs(sums[a][k] - by_definition(s, vectors.triples()[k], static_cast<int>(a))));
  return most;
}

}  // namespace

// A phase is good to 2e-14 (32 multiplications), and errors of N atoms add up to N of them at the very most.
TEST_CASE("sums of phases are those of single exponentials in any cell", "[phase_sums_test]") {
  for (int trial = 0; trial < 12; ++trial) {
    Random random(41, Stream::packing, trial, 0);
    const int kinds = 1 + trial % 3;
    const std::vector<std::string> names{"Na", "Cl", "K"};
    const Structure s = random_structure(random, random_cell(random, 14.0, {true, true, true}, trial % 2 == 1),
                                         {names.begin(), names.begin() + kinds}, 1 + 67 * trial % 301);
    const WaveVectors all(s.cell, {4.0, 0.1, Index{1} << 40, 1}), thinned(s.cell, {9.0, 0.1, 20, 1});
    INFO("trial " << trial << ", " << s.size() << " atoms");
    for (const WaveVectors* vectors : {&all, &thinned}) {
      const Sums sums = summed(*vectors, s, kinds);
      CHECK(worst(sums, *vectors, s, 7) < 2e-14 * static_cast<double>(s.size()));
    }
  }
}

TEST_CASE("phases are good to 1e-12 out to hundreds of waves in the box", "[phase_sums_test]") {
  Random random(42, Stream::packing, 0, 0);
  for (int atom = 0; atom < 20; ++atom) {
    const Structure s = random_structure(random, Cell::cubic(50.0), {"Na"}, 1);
    std::vector<WaveVectors::Triple> triples;
    for (std::int32_t n = 1; n <= 600; n += 7)
      for (const auto& t : {WaveVectors::Triple{n, 0, 0}, {0, n, 0}, {0, 0, n}, {n, -n, 600 - n}, {3, n, -n}})
        triples.push_back(t);
    const WaveVectors vectors{std::span<const WaveVectors::Triple>(triples)};
    CHECK(worst(summed(vectors, s, 1), vectors, s) < 1e-13);
  }
}

TEST_CASE("sums of phases don't see which image of an atom they are given", "[phase_sums_test]") {
  Random random(43, Stream::packing, 0, 0);
  const Structure s = random_structure(random, random_cell(random, 14.0, {true, true, true}), {"Na", "Cl"}, 100);
  Structure moved = s;
  scatter_over_images(random, moved, 5);
  const WaveVectors vectors(s.cell, {5.0, 0.1, 30, 1});
  const Sums one = summed(vectors, s, 2), two = summed(vectors, moved, 2);
  double most = 0.0;
  for (std::size_t a = 0; a < 2; ++a)
    for (std::size_t k = 0; k < one[a].size(); ++k) most = std::max(most, std::abs(one[a][k] - two[a][k]));
  // moving by 5 cells and back rounds a fraction to 1e-15, a phase of 20 waves to 1e-13
  CHECK(most < 100 * 1e-13);
}

TEST_CASE("all instruction sets find the same sums of phases", "[phase_sums_test]") {
  Random random(44, Stream::packing, 0, 0);
  const Structure s = random_structure(random, random_cell(random, 14.0, {true, true, true}), {"Na", "Cl"}, 301);
  const WaveVectors vectors(s.cell, {6.0, 0.1, 30, 1});
  for_each_target([&](const std::string& name) {
    INFO(name);
    CHECK(worst(summed(vectors, s, 2), vectors, s, 5) < 2e-14 * 301);
  });
}

TEST_CASE("sums of phases are bit for bit the same however their rows are shared out", "[phase_sums_test]") {
  Random random(45, Stream::packing, 0, 0);
  const Structure s = random_structure(random, Cell::cubic(25.0), {"Na", "Cl"}, 700);
  const WaveVectors vectors(s.cell, {12.0, 0.05, 60, 1});
  const Sums one = summed(vectors, s, 2);
  for (const Index pieces : {2, 3, 50}) CHECK(summed(vectors, s, 2, pieces) == one);
}

TEST_CASE("an atom that is nowhere is named", "[phase_sums_test]") {
  Structure s;
  s.cell = Cell::cubic(10.0);
  for (const double x : {1.0, 2.0, std::numeric_limits<double>::quiet_NaN()}) s.add("Na", {x, 0.0, 0.0});
  const WaveVectors vectors(s.cell, {2.0, 0.1, 30, 1});
  PhaseSums phases(vectors);
  CHECK_THROWS_WITH(phases.set_atoms(s.cell, s.r, s.type, 1), "atom 2 has a position that is not a finite number");
  s.r[2][0] = std::numeric_limits<double>::infinity();
  CHECK_THROWS_AS(phases.set_atoms(s.cell, s.r, s.type, 1), SimulationError);
}
