#include "scatter/direct/wave_vectors.hpp"

#include <algorithm>
#include <catch2/catch.hpp>
#include <cmath>
#include <set>
#include <stdexcept>

#include "core/errors.hpp"
#include "core/units.hpp"
#include "support/random_structure.hpp"

using namespace liquidus;
using namespace liquidus::testing;

namespace {

using Triple = WaveVectors::Triple;

Vec3 wave_vector(const Triple& n, const Cell& cell) {
  return Vec3{static_cast<double>(n[0]), static_cast<double>(n[1]), static_cast<double>(n[2])} * reciprocal(cell);
}

Triple opposite(const Triple& n) { return {-n[0], -n[1], -n[2]}; }

std::set<Triple> set_of(const WaveVectors& vectors) { return {vectors.triples().begin(), vectors.triples().end()}; }

WaveVectorOptions all_up_to(double q_max) { return {q_max, 0.1, Index{1} << 40, 1}; }

}  // namespace

TEST_CASE("all wave vectors up to q_max are there, and of each pair of opposite ones one", "[wave_vectors_test]") {
  for (int trial = 0; trial < 20; ++trial) {
    Random random(31, Stream::packing, trial, 0);
    const Cell cell = random_cell(random, 12.0, {true, true, true}, trial % 2 == 0);
    const double q_max = 3.0;
    std::set<Triple> expected;
    const int most = 20;  // far more than 3 Å⁻¹ reaches in a cell of vectors up to 27 Å
    for (int h = -most; h <= most; ++h)
      for (int k = -most; k <= most; ++k)
        for (int l = -most; l <= most; ++l)
          if ((h != 0 || k != 0 || l != 0) && norm(wave_vector({h, k, l}, cell)) <= q_max) expected.insert({h, k, l});
    const auto found = set_of(WaveVectors(cell, all_up_to(q_max)));
    INFO("trial " << trial);
    CHECK(2 * found.size() == expected.size());
    for (const Triple& n : found) {
      CHECK(expected.count(n) == 1);
      CHECK(found.count(opposite(n)) == 0);
    }
  }
}

TEST_CASE("wave vectors have whole numbers of waves along the cell's vectors", "[wave_vectors_test]") {
  Random random(32, Stream::packing, 0, 0);
  const Cell cell = random_cell(random, 10.0, {true, true, true});
  const Vec3 k = wave_vector({3, -2, 7}, cell);
  const double expected[] = {3.0, -2.0, 7.0};
  for (std::size_t i = 0; i < 3; ++i)
    CHECK(dot(k, cell.vectors()[i]) / (2.0 * units::pi) == Approx(expected[i]).epsilon(1e-12));
}

TEST_CASE("the smallest wave vector of a cube is 2π/L and q_max itself counts", "[wave_vectors_test]") {
  const double length = 13.7, first = 2.0 * units::pi / length;
  CHECK(WaveVectors(Cell::cubic(length), all_up_to(0.999 * first)).size() == 0);
  CHECK(WaveVectors(Cell::cubic(length), all_up_to(first)).size() == 3);
}

TEST_CASE("a row holds vectors of one (h, k) with +l and -l side by side", "[wave_vectors_test]") {
  Random random(33, Stream::packing, 0, 0);
  const WaveVectors vectors(random_cell(random, 15.0, {true, true, true}), {4.0, 0.1, 40, 1});
  const auto triples = vectors.triples();
  std::vector<int> seen(triples.size(), 0);
  for (const auto& row : vectors.rows())
    for (Index e = row.begin; e < row.end; ++e) {
      const auto& entry = vectors.entries()[static_cast<std::size_t>(e)];
      for (const auto& [place, sign] : {std::pair(entry.plus, 1), std::pair(entry.minus, -1)}) {
        if (place < 0) continue;
        const auto at = static_cast<std::size_t>(place);
        CHECK(triples[at] == Triple{row.h, row.k, sign * entry.l});
        CHECK(place >= row.first);
        ++seen[at];
      }
    }
  CHECK(std::all_of(seen.begin(), seen.end(), [](int n) { return n == 1; }));
  for (Index row = 0; row <= static_cast<Index>(vectors.rows().size()); ++row)
    CHECK(vectors.row_of(vectors.place_of(row)) == row);
}

TEST_CASE("full shells are thinned to as many vectors as asked for, others left alone", "[wave_vectors_test]") {
  const Cell cell = Cell::cubic(20.0);
  const WaveVectorOptions thin{5.0, 0.1, 100, 7};
  const WaveVectors all(cell, all_up_to(5.0)), some(cell, thin);
  std::vector<Index> full(50, 0), kept(50, 0);
  for (const Triple& n : all.triples()) ++full[*WaveVectors::shell_of(norm(wave_vector(n, cell)), thin)];
  for (const Triple& n : some.triples()) ++kept[*WaveVectors::shell_of(norm(wave_vector(n, cell)), thin)];
  CHECK(std::vector<Index>(some.in_shell().begin(), some.in_shell().end()) == full);
  for (std::size_t s = 0; s < full.size(); ++s) CHECK(kept[s] == std::min<Index>(full[s], 100));
  CHECK(full.back() > 400);
  CHECK(set_of(WaveVectors(cell, thin)) == set_of(some));
  CHECK(set_of(WaveVectors(cell, {5.0, 0.1, 100, 8})) != set_of(some));
}

// Over M seeds a vector is kept with probability p = most/all of its shell, so the number of times is binomial: χ² over
// the d vectors is d ± √(2d), a little less for their sum is fixed.
TEST_CASE("every vector of a thinned shell is kept with the same chance", "[wave_vectors_test]") {
  const Cell cell = Cell::orthorhombic({9.0, 11.0, 13.0});
  const WaveVectorOptions options{3.0, 3.0, 50, 0};
  const auto everything = set_of(WaveVectors(cell, all_up_to(3.0)));
  std::vector<Triple> vectors(everything.begin(), everything.end());
  const double d = static_cast<double>(vectors.size()), seeds = 4000.0, p = 50.0 / d;
  std::vector<double> times(vectors.size(), 0.0);
  for (int seed = 0; seed < 4000; ++seed) {
    auto thin = options;
    thin.seed = static_cast<std::uint64_t>(seed);
    for (const Triple& n : set_of(WaveVectors(cell, thin)))
      times[static_cast<std::size_t>(std::lower_bound(vectors.begin(), vectors.end(), n) - vectors.begin())] += 1.0;
  }
  double chi2 = 0.0;
  for (const double n : times) chi2 += (n - seeds * p) * (n - seeds * p) / (seeds * p * (1.0 - p));
  INFO(d << " vectors");
  CHECK(std::abs(chi2 - d) < 5.0 * std::sqrt(2.0 * d));
}

TEST_CASE("wave vectors refuse what has none", "[wave_vectors_test]") {
  const Cell cell = Cell::cubic(10.0);
  CHECK_THROWS_AS(WaveVectors(cell, {0.0, 0.1, 10, 1}), std::invalid_argument);
  CHECK_THROWS_AS(WaveVectors(cell, {1.0, 0.0, 10, 1}), std::invalid_argument);
  CHECK_THROWS_AS(WaveVectors(cell, {1.0, 0.1, 0, 1}), std::invalid_argument);
  const Cell open(Mat3::diagonal(10.0, 10.0, 10.0), {true, true, false});
  CHECK_THROWS_AS(WaveVectors(open, {1.0, 0.1, 10, 1}), std::invalid_argument);
  CHECK_THROWS_AS(WaveVectors(Cell::cubic(1e6), all_up_to(100.0)), InputError);
}
