#include "correct/loop/core_guard.hpp"

#include <catch2/catch.hpp>
#include <cmath>

using namespace liquidus;

namespace {

const RadialBins bins = RadialBins::up_to(6.0, 0.1);

/// A peak at `peak` whose flank falls below 0.02 at 0.56 Å from it.
std::vector<double> g_with_peak(double peak) {
  std::vector<double> g;
  for (Index k = 0; k < bins.count; ++k) {
    const double r = bins.centre(k);
    g.push_back(r > peak ? 2.0 : 2.0 * std::exp(-0.5 * std::pow((r - peak) / 0.185, 2)));
  }
  return g;
}

PairTarget measured(double peak) {
  PairTarget target;
  for (Index k = 0; k < bins.count; ++k) target.r.push_back(bins.centre(k));
  target.g = g_with_peak(peak);
  target.error.assign(target.r.size(), 0.01);
  return target;
}

Correction wavy(const TemperatureBasis& basis = {}) {
  auto correction = Correction::zero({"A", "B"}, KnotGrid{0.0, 0.1, 61}, basis);
  for (auto& values : correction.values)
    for (std::size_t k = 0; k + 1 < values.size(); ++k) values[k] = std::cos(1.5 * static_cast<double>(k) * 0.1);
  return correction;
}

}  // namespace

TEST_CASE("Atoms meet where the first peak of a simulated or measured g(r) begins", "[core_guard_test]") {
  const auto far = g_with_peak(3.5);
  const auto near = measured(3.0);
  CHECK(contact_of(bins, far, nullptr, 0.02) == Approx(2.9).margin(0.1));
  CHECK(contact_of(bins, far, &near, 0.02) == Approx(2.4).margin(0.1));
  CHECK(contact_of(bins, g_with_peak(2.8), &near, 0.02) == Approx(2.2).margin(0.1));
  CHECK(contact_of(bins, far, nullptr, 0.3) > contact_of(bins, far, nullptr, 0.02));
  CHECK(contact_of(bins, std::vector<double>(60, 0.0), nullptr, 0.02) == bins.end());
}

TEST_CASE("Pairs that fell into a well far inside are no contact", "[core_guard_test]") {
  auto g = g_with_peak(3.5);
  g[13] = 3.0;  // higher than the liquid's own peak
  const auto target = measured(3.5);
  CHECK(contact_of(bins, g, &target, 0.02) == Approx(2.9).margin(0.1));
}

TEST_CASE("Within the contact a correction doesn't fall towards r = 0, beyond it stays", "[core_guard_test]") {
  const auto before = wavy();  // its energy falls from 4.2 inwards to 2.1 Å and rises from there
  auto held = before;
  repel_within(held, 1, 3.02, std::vector<double>{300.0});
  CHECK(held.values[0] == before.values[0]);
  CHECK(held.values[2] == before.values[2]);
  for (std::size_t k = 0; k < 61; ++k) {
    INFO("at " << 0.1 * static_cast<double>(k) << " Å");
    if (k >= 31) CHECK(held.values[1][k] == before.values[1][k]);
    if (k < 31) CHECK(held.values[1][k] >= held.values[1][k + 1]);
    if (k < 31) CHECK(held.values[1][k] >= before.values[1][k]);
  }
  CHECK(held.values[1][0] == 1.0);  // where it rises by itself it is what it was
  auto far = before;
  repel_within(far, 1, 99.0, std::vector<double>{300.0});
  for (std::size_t k = 0; k + 1 < 61; ++k) CHECK(far.values[1][k] >= far.values[1][k + 1]);
}

TEST_CASE("A correction that depends on temperature attracts within the contact at none of them", "[core_guard_test]") {
  TemperatureBasis linear;
  linear.kind = TemperatureBasis::Kind::linear;
  linear.reference = 1000.0;
  auto correction = wavy(linear);  // at T < T0 the second term turns the first one's slope around
  for (auto& value : correction.values[3]) value *= 4.0;
  const std::vector<double> temperatures{500.0, 1000.0, 1500.0};
  repel_within(correction, 0, 3.0, temperatures);
  for (const double kelvin : temperatures) {
    const auto energy = correction.at(0, kelvin);
    for (std::size_t k = 0; k < 30; ++k) CHECK(energy[k] >= energy[k + 1] - 1e-12);
  }
}
