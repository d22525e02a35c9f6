#include "correct/frames/reweighting.hpp"

#include <catch2/catch.hpp>
#include <cmath>
#include <stdexcept>

#include "core/errors.hpp"
#include "correct/frames/gases.hpp"
#include "potential/tabulated.hpp"

using namespace liquidus;
using namespace liquidus::testing;

namespace {

constexpr double kT = units::kB * 300.0;

/// A frame of two atoms at a distance.
Structure two(double distance) {
  Structure s;
  s.cell = Cell::cubic(20.0);
  s.add("Na", {1.0, 1.0, 1.0});
  s.add("Na", {1.0 + distance, 1.0, 1.0});
  return s;
}

/// A smooth hill with its top of `height` (eV) at 2 Å that ends at 4 Å.
Correction hill(const std::vector<std::string>& species, double height) {
  auto correction = Correction::zero(species, KnotGrid::up_to(4.0, 0.1, 0.0), {});
  for (std::size_t p = 0; p < correction.pairs(); ++p)
    for (Index k = 0; k + 1 < correction.knots.count; ++k) {
      const double r = correction.knots.at(k);
      correction.values[p][static_cast<std::size_t>(k)] =
          height * (1.0 + 0.5 * static_cast<double>(p)) * std::pow(r * (4.0 - r) / 4.0, 3.0);
    }
  return correction;
}

}  // namespace

TEST_CASE("frames of two levels are reweighted as Boltzmann has it", "[reweighting_test]") {
  FrameCounts frames({"Na"}, {RadialBins::up_to(4.0, 1.0), 1, 10});
  const double raised = 0.7;  // kT
  for (int f = 0; f < 3; ++f) show(frames, two(2.5));
  for (int f = 0; f < 5; ++f) show(frames, two(1.5));
  const std::vector<double> change{0.0, raised * kT, 0.0, 0.0};
  const auto energy = energy_changes(frames, change);
  CHECK(energy.front() == 0.0);
  CHECK(energy.back() == Approx(raised * kT));
  const auto weights = frame_weights(energy, 300.0);
  const double boltzmann = std::exp(-raised), sum = 3.0 + 5.0 * boltzmann;
  CHECK(weights.front() == Approx(1.0 / sum));
  CHECK(weights.back() == Approx(boltzmann / sum));
  const auto plain = frames.g(), moved = frames.g(weights);
  CHECK(moved.value[1] / moved.value[2] == Approx(boltzmann * plain.value[1] / plain.value[2]));
  const double share = sum * sum / ((3.0 + 5.0 * boltzmann * boltzmann) * 8.0);
  CHECK(effective_share(weights) == Approx(share));
  CHECK(Reweighting(frames, {change, {0.0, 0.0, 0.0, 0.0}}, 300.0).share == Approx(share));
  CHECK_THROWS_AS(energy_changes(frames, std::vector{1.0}), std::invalid_argument);
}

TEST_CASE("the largest step leaves just the share that was asked for", "[reweighting_test]") {
  FrameCounts frames({"Na"}, {RadialBins::up_to(4.0, 1.0), 1, 10});
  for (int f = 0; f < 4; ++f) show(frames, two(f < 2 ? 2.5 : 1.5));
  const auto energy = energy_changes(frames, std::vector{0.0, 5.0 * kT, 0.0, 0.0});
  // Half the frames raised by x kT: (1 + e^−x)²/(2 (1 + e^−2x)) = ½ (1 + 1/cosh x).
  const double step = largest_step(energy, 300.0, 0.8);
  CHECK(step == Approx(std::acosh(1.0 / 0.6) / 5.0).epsilon(1e-9));
  CHECK(largest_step(energy, 300.0, 0.5) == 1.0);
  CHECK(largest_step(energy, 300.0, 1.1) == 0.0);
  // However large energies are, weights are numbers.
  const auto far = frame_weights(std::vector{1e6, 2e6, -1e6}, 300.0);
  CHECK(far[2] == 1.0);
  CHECK(far[0] == 0.0);
}

TEST_CASE("two atoms of an ideal gas are reweighted to g = exp(-U/kT)", "[reweighting_test]") {
  const double length = 8.2;
  FrameCounts frames({"Na"}, {RadialBins::up_to(4.0, 0.2), 1, 10});
  const Index count = 40000;
  for (Index f = 0; f < count; ++f) show(frames, ideal_gas(2, length, {"Na"}, f));
  const auto energy = BinnedEnergy::of(hill({"Na"}, 1.5 * kT), 300.0, frames.bins());
  const auto weights = Reweighting(frames, energy, 300.0).weights;
  // The pair distribution of two atoms is exp(−U/kT)/Z, half of it for the missing atom itself.
  const double volume = length * length * length;
  double z = volume;
  for (std::size_t k = 0; k < energy.energy.size(); ++k)
    z += frames.bins().shell(static_cast<Index>(k)) * (std::exp(-energy.energy[k] / kT) - 1.0);
  const auto g = frames.g(weights);
  double chi2 = 0.0, bins = 0.0;
  for (std::size_t k = 3; k < g.value.size(); ++k, bins += 1.0) {
    const double expected = 0.5 * volume / z * std::exp(-energy.energy[k] / kT);
    const double d = (g.value[k] - expected) / g.error[k];
    chi2 += d * d;
  }
  // 16 blocks of 2500 frames or so: Student's t² has mean 15/13 and a spread of about 2. Without weights the hill's
  // bins are off by many errors.
  CHECK(std::abs(chi2 / bins - 15.0 / 13.0) < 5.0 * 2.0 / std::sqrt(bins));
  const auto plain = frames.g();
  CHECK(std::abs(plain.value[10] - 0.5 * volume / z * std::exp(-energy.energy[10] / kT)) > 5.0 * plain.error[10]);
}

TEST_CASE("what a changed energy adds to the pressure is its virial", "[reweighting_test]") {
  const auto correction = hill({"Na", "Cl"}, 0.02);
  std::vector<PairTable> tables(4);
  for (std::size_t a = 0; a < 2; ++a)
    for (std::size_t b = 0; b < 2; ++b) {
      const std::size_t p = pair_index(a, b);
      const KnotSpline spline(correction.knots, correction.values[p]);
      for (int k = 0; k <= 4000; ++k) {
        const double r = 0.001 * k;
        tables[2 * a + b].r.push_back(r);
        tables[2 * a + b].energy.push_back(spline(r));
        tables[2 * a + b].force.push_back(-spline.slope(r));
      }
    }
  const auto potential = make_tabulated(2, tables, {4.0});
  FrameCounts frames({"Na", "Cl"}, {RadialBins::up_to(4.0, 0.002), 1, 10});
  std::vector<double> energies, pressures;
  for (Index f = 0; f < 3; ++f) {
    const auto gas = ideal_gas(60, 9.0 + 0.5 * static_cast<double>(f), {"Na", "Cl"}, f);
    show(frames, gas, 0.0, 0.125);
    const auto exact = evaluate(*potential, gas);
    energies.push_back(exact.energy);
    pressures.push_back((exact.virial[0][0] + exact.virial[1][1] + exact.virial[2][2]) / 3.0 / gas.cell.volume());
  }
  const Reweighting reweighting(frames, BinnedEnergy::of(correction, 300.0, frames.bins()), 300.0);
  const auto found = energy_changes(frames, reweighting.change.energy);
  const auto total = reweighting.pressures(frames);
  for (std::size_t f = 0; f < 3; ++f) {
    // Distances are rounded to bins of 0.002 Å: with slopes below 0.04 eV/Å (curvatures of 0.1 eV/Å²) and some 400
    // pairs 400^½ · 0.04 · 0.0006 = 5e-4 eV, and a like share of the virial of a few eV.
    CHECK(found[f] == Approx(energies[f]).margin(2e-3));
    CHECK(total[f] - 0.125 == Approx(pressures[f]).margin(1e-5));
    CHECK(std::abs(pressures[f]) > 2e-4);
  }
}

TEST_CASE("differences and multiples of pair energies", "[reweighting_test]") {
  const RadialBins bins = RadialBins::up_to(4.0, 0.5);
  const auto one = BinnedEnergy::of(hill({"Na"}, 1.0), 300.0, bins), three = one.times(3.0).less(one.times(0.5));
  for (std::size_t k = 0; k < one.energy.size(); ++k) {
    CHECK(three.energy[k] == Approx(2.5 * one.energy[k]));
    CHECK(three.slope[k] == Approx(2.5 * one.slope[k]));
  }
  CHECK_THROWS_AS(one.less(BinnedEnergy::of(hill({"Na"}, 1.0), 300.0, RadialBins::up_to(4.0, 0.4))),
                  std::invalid_argument);
}
