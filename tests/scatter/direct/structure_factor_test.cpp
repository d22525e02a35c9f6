#include "scatter/direct/structure_factor.hpp"

#include <algorithm>
#include <catch2/catch.hpp>
#include <cmath>
#include <complex>
#include <map>

#include "scatter/direct/measured.hpp"
#include "scatter/systems.hpp"
#include "support/random_structure.hpp"

using namespace liquidus;
using namespace liquidus::testing;

namespace {

/// |Σ b_j exp(i k·r_j)|²/N, an exponential for each atom and vector, averaged over the vectors of each bin that holds
/// some.
std::vector<double> by_definition(const Structure& s, const std::map<std::string, double>& b,
                                  const StructureFactorOptions& options) {
  const WaveVectorOptions choice{options.q_max, options.width, options.vectors,
                                 static_cast<std::uint64_t>(options.seed)};
  std::map<std::size_t, std::pair<double, double>> bins;  // sum, number
  const WaveVectors vectors(s.cell, choice);
  for (const auto& n : vectors.triples()) {
    const Vec3 k =
        Vec3{static_cast<double>(n[0]), static_cast<double>(n[1]), static_cast<double>(n[2])} * reciprocal(s.cell);
    std::complex<double> sum = 0.0;
    for (Index j = 0; j < s.size(); ++j) sum += std::polar(b.at(s.name(j)), dot(k, s.r[static_cast<std::size_t>(j)]));
    auto& bin = bins[*WaveVectors::shell_of(norm(k), choice)];
    bin.first += std::norm(sum) / static_cast<double>(s.size());
    bin.second += 1.0;
  }
  std::vector<double> result;
  for (const auto& [place, bin] : bins) result.push_back(bin.first / bin.second);
  return result;
}

/// The same from partials: Σ c_a b_a² + Σ c_a c_b b_a b_b (A_ab − 1).
std::vector<double> total(const PartialStructureFactors& p, const std::map<std::string, double>& b) {
  return p
      .derive([&](std::size_t, const std::vector<double>& a) {
        double sum = 0.0;
        for (std::size_t s = 0; s < p.species.size(); ++s) sum += p.concentration[s] * std::pow(b.at(p.species[s]), 2);
        for (std::size_t pair = 0; pair < a.size(); ++pair) {
          const auto [x, y] = PartialStructureFactors::species_of(pair);
          sum += (x == y ? 1.0 : 2.0) * p.concentration[x] * p.concentration[y] * b.at(p.species[x]) *
                 b.at(p.species[y]) * (a[pair] - 1.0);
        }
        return sum;
      })
      .value;
}

/// Largest difference relative to the largest of the expected numbers.
double difference(const std::vector<double>& found, const std::vector<double>& expected) {
  REQUIRE(found.size() == expected.size());
  double most = 0.0, scale = 0.0;
  for (std::size_t k = 0; k < found.size(); ++k) {
    most = std::max(most, std::abs(found[k] - expected[k]));
    scale = std::max(scale, std::abs(expected[k]));
  }
  return most / scale;
}

const std::map<std::string, double> lengths{{"Na", 3.63}, {"Cl", 9.577}, {"K", -3.67}};

}  // namespace

TEST_CASE("partials add up to the total of any scattering lengths", "[structure_factor_test]") {
  for (int trial = 0; trial < 6; ++trial) {
    Random random(51, Stream::packing, trial, 0);
    const Structure s =
        random_structure(random, random_cell(random, 14.0, {true, true, true}, trial % 2 == 1), {"Na", "Cl", "K"}, 121);
    for (const auto& options : {up_to(3.0, 0.2), up_to(8.0, 0.3, 25)}) {
      const auto found = measured({s}, options);
      INFO("trial " << trial);
      CHECK(difference(total(found.partials, lengths), by_definition(s, lengths, options)) < 1e-12);
    }
  }
}

// At a wave vector |ρ|²/N of an ideal gas is distributed exponentially: mean 1, standard deviation 1; Re ρ_a ρ_b* has
// mean 0 and variance ½. Of the mean x over n of them, n (x − mean)²/variance has the mean 1 and the variance 2 + κ/n,
// with the excess kurtosis κ: 6 for the first, 3 for the second.
TEST_CASE("an ideal gas has S = 1 with a standard deviation of one over the root of the number of vectors",
          "[structure_factor_test]") {
  const auto result = measured({ideal_gas(3000, 25.0, {"Na", "Cl"}, 0)}, up_to(5.0, 0.05));
  const auto& partials = result.partials;
  const auto check = [&](const std::vector<double>& s, double mean, double variance, double kurtosis) {
    double chi2 = 0.0, spread = 0.0, d = 0.0;
    for (std::size_t k = 0; k < s.size(); ++k, d += 1.0) {
      chi2 += (s[k] - mean) * (s[k] - mean) / variance * result.vectors[k];
      spread += 2.0 + kurtosis / result.vectors[k];
    }
    INFO(d << " bins, chi2 " << chi2);
    CHECK(d > 80.0);
    CHECK(std::abs(chi2 - d) < 4.0 * std::sqrt(spread));
  };
  check(ashcroft_langreth(partials, partials.find("Na-Na")).value, 1.0, 1.0, 6.0);
  check(ashcroft_langreth(partials, partials.find("Cl-Cl")).value, 1.0, 1.0, 6.0);
  check(ashcroft_langreth(partials, partials.find("Na-Cl")).value, 0.0, 0.5, 3.0);
  check(number_structure_factor(partials).value, 1.0, 1.0, 6.0);
}

TEST_CASE("a thinned bin finds the ideal gas too, with the noise of the vectors that are left",
          "[structure_factor_test]") {
  const auto result = measured({ideal_gas(3000, 25.0, {"Na"}, 1)}, up_to(20.0, 0.1, 50));
  double chi2 = 0.0, d = 0.0;
  for (std::size_t k = 0; k < result.vectors.size(); ++k)
    if (result.vectors[k] == 50.0) {
      chi2 += 50.0 * std::pow(result.partials.pairs[0].value[k] - 1.0, 2);
      d += 1.0;
    }
  CHECK(d > 150.0);
  CHECK(std::abs(chi2 - d) < 4.0 * std::sqrt((2.0 + 6.0 / 50.0) * d));
  REQUIRE(result.thinned_from);
  // V Q² ΔQ/(4π²) half of the vectors of a shell reach 50 at Q = 1.12 Å⁻¹
  CHECK(*result.thinned_from == Approx(1.1).margin(0.2));
}

TEST_CASE("rocksalt has Bragg peaks where all of h, k, l are even or all odd, and nothing elsewhere",
          "[structure_factor_test]") {
  const double a = 5.64;
  const Index cells = 3;
  const Structure crystal = rocksalt(a, cells);
  const double n = static_cast<double>(crystal.size());
  // bins narrower than the spacing of any two lengths: |k|² is a whole multiple of (2π/3a)²
  const double unit = 2.0 * units::pi / (a * static_cast<double>(cells)), q_max = 3.5 * 2.0 * units::pi / a;
  const auto result = measured({crystal}, up_to(q_max, 0.002));
  const auto& p = result.partials;
  const auto total_s = total(p, {{"Na", 2.0}, {"Cl", 5.0}});
  int even = 0, odd = 0;
  for (std::size_t i = 0; i < p.q.size(); ++i) {
    const double m = p.q[i] * p.q[i] / (unit * unit);  // h² + k² + l² in units of the box
    INFO("Q " << p.q[i] << ", " << m);
    CHECK(m == Approx(std::round(m)).epsilon(1e-9));
    // vectors of this length, and those of them that are on the crystal's own reciprocal lattice
    double length = 0.0, sum = 0.0;
    const int most = 10;
    for (int h = -most; h <= most; ++h)
      for (int k = -most; k <= most; ++k)
        for (int l = -most; l <= most; ++l) {
          if (h * h + k * k + l * l != static_cast<int>(std::round(m))) continue;
          length += 1.0;
          if (h % cells != 0 || k % cells != 0 || l % cells != 0) continue;
          const auto parity = [&](int x) { return std::abs(x / static_cast<int>(cells)) % 2; };
          if (parity(h) != parity(k) || parity(k) != parity(l)) continue;
          const double f = parity(h) == 0 ? 4.0 * (2.0 + 5.0) : 4.0 * (2.0 - 5.0);
          (parity(h) == 0 ? even : odd) += 1;
          const double copies = n / 8.0;
          sum += f * f * copies * copies / n;  // |F|² of all cells in phase
        }
    CHECK(result.vectors[i] == 0.5 * length);
    CHECK(total_s[i] == Approx(sum / length).margin(1e-9 * n));
  }
  CHECK(even == 6 + 12 + 8);  // 200, 220 and 222, up to Q a/2π = 3.5
  CHECK(odd == 8 + 24);       // 111 and 311
}

TEST_CASE("a primitive cell has the structure factor of the cubic one at the same wave vectors",
          "[structure_factor_test]") {
  const double a = 5.64;
  // the same atoms, moved alike off their sites, in the cube of 8 and in the primitive cell repeated to hold what
  // repeats in both: 4 × 4 × 4 primitive cells have the cube of 2 × 2 × 2 among the periods of their lattice
  Structure small = primitive_rocksalt(a);
  small.r[1] += Vec3{0.31, -0.2, 0.12};
  Structure cube;
  cube.cell = Cell::cubic(a);
  for (const Vec3& s : {Vec3{0, 0, 0}, Vec3{0, 0.5, 0.5}, Vec3{0.5, 0, 0.5}, Vec3{0.5, 0.5, 0}})
    for (Index i = 0; i < 2; ++i) cube.add(small.name(i), small.r[static_cast<std::size_t>(i)] + a * s);
  const auto options = up_to(8.0, 0.002);
  const auto of_small = measured({small}, options), of_cube = measured({cube}, options);
  std::size_t at = 0;
  for (std::size_t i = 0; i < of_small.partials.q.size(); ++i) {
    while (of_cube.partials.q[at] < of_small.partials.q[i] - 1e-9) ++at;
    REQUIRE(of_cube.partials.q[at] == Approx(of_small.partials.q[i]).epsilon(1e-12));
    // of the cube's vectors of this length, those that aren't the primitive cell's have S = 0
    const double share = of_small.vectors[i] / of_cube.vectors[at];
    for (std::size_t pair = 0; pair < 3; ++pair) {
      const auto s_small = ashcroft_langreth(of_small.partials, pair).value[i],
                 s_cube = ashcroft_langreth(of_cube.partials, pair).value[at];
      CHECK(s_cube == Approx(4.0 * s_small * share).margin(1e-10));  // four times the atoms
    }
  }
  CHECK(of_small.partials.q.size() > 15);
}

TEST_CASE("a frame of another cell keeps its vectors and bins them anew", "[structure_factor_test]") {
  const Structure small = ideal_gas(60, 10.0, {"Na", "Cl"}, 1);
  Structure large = small;
  large.cell = Cell::cubic(10.5);
  for (Vec3& r : large.r) r *= 1.05;
  const auto options = up_to(2.0 * units::pi / 10.0 * 3.001, 0.01);  // up to (3, 0, 0) and (2, 2, 1)
  const auto one = measured({small}, options), both = measured({small, large}, options),
             shrinks = measured({large, small}, options);
  // the same fractions have the same S at the same triples, at another Q; both are in different bins
  const auto& p = both.partials;
  CHECK(p.q.size() == 2 * one.partials.q.size());
  for (std::size_t i = 0; i < one.partials.q.size(); ++i) {
    const double q = one.partials.q[i];
    for (const double expected : {q, q / 1.05}) {
      const auto at = static_cast<std::size_t>(
          std::min_element(p.q.begin(), p.q.end(),
                           [&](double x, double y) { return std::abs(x - expected) < std::abs(y - expected); }) -
          p.q.begin());
      CHECK(p.q[at] == Approx(expected).epsilon(1e-12));
      for (std::size_t pair = 0; pair < 3; ++pair)
        CHECK(p.pairs[pair].value[at] == Approx(one.partials.pairs[pair].value[i]).epsilon(1e-9));
      CHECK(both.vectors[at] == 0.5 * one.vectors[i]);  // in one frame of two
    }
  }
  // chosen in the large cell there are more, some of which the small one has beyond q_max
  CHECK(shrinks.partials.q.back() < options.q_max);
  double in_small = 0.0, all = 0.0;
  for (const double n : one.vectors) in_small += n;
  for (const double n : shrinks.vectors) all += 2.0 * n;
  double in_large = 0.0;
  for (const double n : measured({large}, options).vectors) in_large += n;
  CHECK(all == Approx(in_small + in_large));
}

TEST_CASE("species are matched by name", "[structure_factor_test]") {
  const Structure first = ideal_gas(60, 10.0, {"Na", "Cl"}, 1);
  Structure second = first;
  second.species = {make_species("K"), make_species("Cl"), make_species("Na")};
  for (int& t : second.type) t = 2 - t;
  const auto options = up_to(4.0, 0.1);
  const auto one = measured({first}, options), two = measured({first, second}, options);
  CHECK(two.partials.species == std::vector<std::string>{"Na", "Cl"});
  for (std::size_t p = 0; p < 3; ++p)
    CHECK(difference(two.partials.pairs[p].value, one.partials.pairs[p].value) < 1e-14);
}

TEST_CASE("the error bars of independent frames are the spread of their mean", "[structure_factor_test]") {
  std::vector<Structure> frames;
  for (Index f = 0; f < 40; ++f) frames.push_back(ideal_gas(200, 12.0, {"Na"}, f));
  auto options = up_to(4.0, 0.2);
  options.blocks = 20;  // become 40 blocks of one frame
  const auto result = measured(frames, options);
  const auto& s = result.partials.pairs[0];
  CHECK(s.without.size() == 40);
  double mean = 0.0, d = 0.0;  // variance of S over frames and vectors is 1
  for (std::size_t k = 0; k < s.error.size(); ++k, d += 1.0) mean += s.error[k] * s.error[k] * 40.0 * result.vectors[k];
  // a variance estimated from 40 numbers scatters by √(2/39), or a little more for they are sums of exponentials
  CHECK(std::abs(mean / d - 1.0) < 5.0 * 1.3 * std::sqrt(2.0 / 39.0 / d));
}
