#include "scatter/transform/partials_from_pairs.hpp"

#include <catch2/catch.hpp>
#include <cmath>
#include <vector>

#include "core/errors.hpp"
#include "core/units.hpp"
#include "io/curve.hpp"
#include "scatter/systems.hpp"
#include "scatter/transform/interpolate.hpp"

using namespace liquidus;
using namespace liquidus::testing;

namespace {

using Values = std::vector<double>;

/// g(r) of one species as a function, out to half of a cube.
template <class G>
PairDistributions of_function(double atoms, double length, double width, double reach, G g) {
  PairDistributions p;
  p.bins = RadialBins::up_to(reach, width);
  p.frames = 1;
  p.number_density = atoms / (length * length * length);
  p.species = {"Ar"};
  p.atoms = {atoms};
  Partial partial;
  partial.a = partial.b = "Ar";
  for (Index k = 0; k < p.bins.count; ++k) {
    partial.r.push_back(p.bins.centre(k));
    partial.g.push_back(g(p.bins.centre(k)));
  }
  p.total = partial;
  p.total.a = p.total.b = "";
  p.partials = {partial};
  return p;
}

PairDistributions mixture_of_ideal_gases(double length) {
  std::vector<Structure> frames;
  for (Index f = 0; f < 40; ++f) frames.push_back(ideal_gas(300, length, {"Na", "Cl", "Cl"}, f));
  return of_frames(frames, bins(0.5 * length, 0.05));
}

double at_zero(const PairDistributions& p, FiniteSizeCorrection correction) {
  return partials_from_pairs(p, Values{0.0}, {correction, {}}).pairs[0].value[0];
}

}  // namespace

TEST_CASE("S(0) of the ideal gas in a box is 1 − π/6 as it is cut and 1 as it should be",
          "[partials_from_pairs_test]") {
  for (const double atoms : {10.0, 1000.0}) {
    const auto gas = of_function(atoms, 20.0, 0.02, 10.0, [&](double) { return 1.0 - 1.0 / atoms; });
    CHECK(at_zero(gas, FiniteSizeCorrection::none) == Approx(1.0 - units::pi / 6.0).epsilon(1e-12));
    const auto corrected = partials_from_pairs(gas, Values{0.0, 0.1, 0.5, 3.0});
    for (const double a : corrected.pairs[0].value) CHECK(a == Approx(1.0).epsilon(1e-12));
  }
}

// N/2 pairs of atoms at distance d, otherwise anywhere: an atom sees its partner and N − 2 others, δ + X = 2, and S = 1
// + sin(Qd)/(Qd). The partner's peak is scaled by N/(N − 2), which leaves an error of 2/(N − 2).
TEST_CASE("the correction finds the tail that order within the cut asks for", "[partials_from_pairs_test]") {
  const double atoms = 2000.0, length = 30.0, width = 0.02, d = 3.01;
  const double volume = length * length * length;
  const auto molecules = of_function(atoms, length, width, 15.0, [&](double r) {
    const bool partner = std::abs(r - d) < 0.5 * width;
    const double shell = 4.0 * units::pi * width * (d * d + width * width / 12.0);
    return (atoms - 2.0) / atoms + (partner ? volume / (atoms * shell) : 0.0);
  });
  const Values q{0.0, 0.05, 0.2, 1.0, 2.5, 6.0};
  const auto a = partials_from_pairs(molecules, q);
  for (std::size_t i = 0; i < q.size(); ++i) {
    const double x = q[i] * d, exact = 1.0 + (x > 0.0 ? std::sin(x) / x : 1.0);
    CHECK(a.pairs[0].value[i] == Approx(exact).margin(2.01 / (atoms - 2.0) + 2e-5 * q[i] * q[i]));
  }
  CHECK(at_zero(molecules, FiniteSizeCorrection::none) == Approx(2.0 - 2.0 * units::pi / 6.0).margin(2e-3));
}

TEST_CASE("in a dense liquid the correction is next to nothing", "[partials_from_pairs_test]") {
  // measured argon, as if 1000 atoms of it had been simulated: the factor is 1 + S(0)/N, and 524 atoms are within R
  const Curve argon = read_curve(LIQUIDUS_SOURCE_DIR "/datasets/argon/yarnell-1973-gr.csv");
  const auto g = [&](double r) { return r < 3.0 ? 0.0 : interpolate(argon.x, argon.y, Values{r})[0]; };
  const auto liquid = of_function(1000.0, 36.1, 0.02, 18.0, g);
  const Values q{0.0, 0.5, 1.0, 2.0, 5.0};
  const auto with = partials_from_pairs(liquid, q),
             as_is = partials_from_pairs(liquid, q, {FiniteSizeCorrection::none, {}});
  CHECK(with.pairs[0].value[0] - as_is.pairs[0].value[0] == Approx(0.0).margin(2.0 * 0.06 * 0.524));
  for (std::size_t i = 1; i < q.size(); ++i)
    CHECK(with.pairs[0].value[i] == Approx(as_is.pairs[0].value[i]).margin(2e-3));
  // the core stays one: what the factor does to g = 0 is nothing
  const auto empty = of_function(1000.0, 36.0, 0.02, 3.0, [](double) { return 0.0; });
  CHECK(at_zero(empty, FiniteSizeCorrection::lebowitz_percus) == Approx(at_zero(empty, FiniteSizeCorrection::none)));
}

TEST_CASE("bins leave no trace in a smooth g(r)", "[partials_from_pairs_test]") {
  // h = bell(r − 4)/r averaged over bins, whose transform is known; Q out to half of what the bins allow
  const double rho = 1000.0 / (40.0 * 40.0 * 40.0), r0 = 6.0, w = 0.25, width = 0.1;
  const auto h = [&](double r) { return std::exp(-0.5 * (r - r0) * (r - r0) / (w * w)) / r; };
  const auto averaged = [&](double centre) {
    double sum = 0.0, volume = 0.0;
    for (int k = 0; k < 200; ++k) {
      const double r = centre + width * ((k + 0.5) / 200.0 - 0.5);
      sum += r * r * h(r);
      volume += r * r;
    }
    return 1.0 + sum / volume;
  };
  const auto p = of_function(1000.0, 40.0, width, 20.0, averaged);
  Values q;
  for (double x = 0.0; x < 15.0; x += 0.25) q.push_back(x);
  const auto found = partials_from_pairs(p, q, {FiniteSizeCorrection::none, {}});
  for (std::size_t i = 0; i < q.size(); ++i) {
    const double factor = 4.0 * units::pi * rho * std::sqrt(2.0 * units::pi) * w * std::exp(-0.5 * q[i] * q[i] * w * w);
    const double exact = 1.0 + factor * (q[i] > 0.0 ? std::sin(q[i] * r0) / q[i] : r0);
    // Δ²/12 h' ≤ 3e-4, of which a transform over 4πρ r² w remains
    CHECK(found.pairs[0].value[i] == Approx(exact).margin(1e-3));
  }
}

TEST_CASE("partials sum to the total of the trajectory", "[partials_from_pairs_test]") {
  const auto pairs = mixture_of_ideal_gases(16.0);
  Values q;
  for (double x = 0.0; x < 20.0; x += 0.37) q.push_back(x);
  for (const auto kind : {WindowKind::step, WindowKind::lorch}) {
    const PairTransformOptions options{FiniteSizeCorrection::none, {kind, 7.0, 0.0}};
    const auto partials = partials_from_pairs(pairs, q, options);
    PairDistributions all = pairs;
    all.species = {"any"};
    all.atoms = {300.0};
    all.partials = {all.total};
    all.partials[0].a = all.partials[0].b = "any";
    const auto total = partials_from_pairs(all, q, options);
    const auto sum = number_structure_factor(partials);
    for (std::size_t i = 0; i < q.size(); ++i) {
      CHECK(sum.value[i] == Approx(total.pairs[0].value[i]).margin(1e-12));
      CHECK(sum.error[i] == Approx(total.pairs[0].error[i]).margin(1e-12));
    }
  }
}

TEST_CASE("a trajectory of the ideal gas has S = 1 within its errors", "[partials_from_pairs_test]") {
  const auto pairs = mixture_of_ideal_gases(16.0);
  const Values q{0.3, 0.8, 1.7, 4.0, 9.0, 15.0};
  const auto partials = partials_from_pairs(pairs, q);
  CHECK(partials.concentration[0] == Approx(1.0 / 3.0));
  CHECK(partials.density == Approx(300.0 / 4096.0));
  for (std::size_t p = 0; p < 3; ++p)
    for (std::size_t i = 0; i < q.size(); ++i) {
      const auto& pair = partials.pairs[p];
      // 18 numbers, errors from ten blocks and more: five of them are exceeded once in a thousand tests
      CHECK(std::abs(pair.value[i] - 1.0) < 5.0 * pair.error[i]);
      CHECK(pair.error[i] > 0.0);
      CHECK(pair.error[i] < 0.5);
    }
  CHECK(partials.pairs[1].without.size() == partials.jackknife.weight.size());
}

TEST_CASE("g(r) is cut where the correction ends", "[partials_from_pairs_test]") {
  const auto gas = of_function(1000.0, 20.0, 0.02, 15.0, [](double) { return 1.0; });
  using Correction = FiniteSizeCorrection;
  CHECK(transform_reach(gas, {Correction::lebowitz_percus, {}}) == Approx(10.0));
  CHECK(transform_reach(gas, {Correction::lebowitz_percus, {WindowKind::step, 7.0}}) == Approx(7.0));
  CHECK(transform_reach(gas, {Correction::none, {}}) == Approx(15.0));
  CHECK(transform_reach(gas, {Correction::none, {WindowKind::step, 12.0}}) == Approx(12.0));
  // a slab of a cell is cut at half its least height, of all frames
  PairDistribution distribution(bins(15.0, 0.1));
  for (const double height : {16.0, 17.0}) {
    Structure slab = ideal_gas(40, 1.0, {"Ar"}, 0);
    slab.cell = Cell::orthorhombic({height, 20.0, 40.0});
    distribution.add(slab);
  }
  CHECK(distribution.result().least_height == Approx(16.0));
  CHECK(transform_reach(distribution.result(), {}) == Approx(8.0));
}

TEST_CASE("pair distributions that have no structure factor say why", "[partials_from_pairs_test]") {
  auto gas = of_function(1000.0, 20.0, 0.1, 10.0, [](double) { return 1.0; });
  CHECK_THROWS_WITH(partials_from_pairs(gas, Values{1.0, 40.0}),
                    "a structure factor out to 40 1/Å needs bins of g(r) of at most π/Q = 0.0785 Å; they are 0.1 Å "
                    "wide");
  CHECK_THROWS_WITH(partials_from_pairs(gas, Values{1.0, 1.0}), "Q must increase from 0 or above; point 2 is at 1 1/Å");
  gas.species.push_back("Kr");
  gas.atoms.push_back(0.0);
  CHECK_THROWS_WITH(partials_from_pairs(gas, Values{1.0}),
                    "there is no g(r) of Ar-Kr, which no frame has both of: no structure factor can be made");
  PairDistribution changing(bins(5.0, 0.1));
  for (Index f = 0; f < 20; ++f)
    changing.add(
        ideal_gas(100, 12.0, f < 10 ? std::vector<std::string>{"Na"} : std::vector<std::string>{"Na", "Cl"}, f));
  CHECK_THROWS_WITH(partials_from_pairs(changing.result(), Values{1.0}),
                    "the species of the frames change, so that there is no one structure factor of Na-Cl");
  CHECK_THROWS_WITH(finite_size_correction("percus"),
                    "there is no finite-size correction 'percus'; known: none, lebowitz-percus");
  CHECK(finite_size_correction(name_of(FiniteSizeCorrection::none)) == FiniteSizeCorrection::none);
}

TEST_CASE("A line of partials is exact where it was taken and has their slope", "[partials_from_pairs_test]") {
  std::vector<Structure> frames;
  for (Index f = 0; f < 2; ++f) frames.push_back(shaken(rocksalt(5.6, 2), 0.3, f));
  const auto pairs = of_frames(frames, bins(5.5, 0.1, 2));
  const std::vector<double> q{0.0, 0.4, 1.1, 3.0, 7.7};
  for (const auto correction : {FiniteSizeCorrection::none, FiniteSizeCorrection::lebowitz_percus}) {
    const PairTransformOptions options{correction, {WindowKind::lorch, 0.0, 0.0}};
    const auto line = line_of_partials(pairs, q, options);
    const auto misses = [&](double moved) {  // of like and unlike atoms
      auto other = pairs;
      for (auto& p : other.partials)
        for (std::size_t k = 0; k < p.g.size(); ++k) p.g[k] += moved * std::sin(0.7 * static_cast<double>(k));
      const auto exact = partials_from_pairs(other, q, options);
      double worst = 0.0;
      for (std::size_t p = 0; p < 3; ++p)
        for (std::size_t i = 0; i < q.size(); ++i) {
          double a = 1.0 + line.constant[p][i];
          for (std::size_t k = 0; k < line.bins; ++k) a += line.of_g[p][i * line.bins + k] * other.partials[p].g[k];
          worst = std::max(worst, std::abs(a - exact.pairs[p].value[i]));
        }
      return worst;
    };
    CHECK(misses(0.0) < 1e-12);
    if (correction == FiniteSizeCorrection::none) {
      CHECK(misses(0.3) < 1e-12);
    } else {  // what is left grows with the square of the move
      CHECK(misses(0.02) > 1e-9);
      CHECK(misses(0.02) / misses(0.01) == Approx(4.0).epsilon(0.05));
    }
  }
}
