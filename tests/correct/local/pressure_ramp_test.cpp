#include "correct/local/pressure_ramp.hpp"

#include <catch2/catch.hpp>
#include <cmath>

#include "core/units.hpp"

using namespace liquidus;

namespace {

double g_of(double r, double contact) {
  return r < contact ? 0.0 : 1.0 + 1.5 * std::exp(-(r - contact)) * std::cos(2.0 * (r - contact));
}

PressureComparison one_component(double range = 12.0) {
  PressureComparison state;
  state.temperature = 85.0;
  state.density = 0.02125;
  state.fractions = {1.0};
  state.bins = RadialBins::up_to(range, 0.02);
  state.g.emplace_back();
  for (Index k = 0; k < state.bins.count; ++k) state.g[0].push_back(g_of(state.bins.centre(k), 3.0));
  return state;
}

/// ∫ r³ g dr from 0 to `cutoff` over the bins.
double moment(const PressureComparison& state, const std::vector<double>& g, double cutoff) {
  double sum = 0.0;
  for (Index k = 0; k < state.bins.count && state.bins.upper(k) < cutoff + 1e-9; ++k)
    sum += g[static_cast<std::size_t>(k)] * (std::pow(state.bins.upper(k), 4) - std::pow(state.bins.lower(k), 4)) / 4.0;
  return sum;
}

}  // namespace

TEST_CASE("a curve's pressure is minus the derivative of its energy with volume", "[pressure_ramp_test]") {
  // E/N = ½ρ ∫ v g 4πr² dr. With r = s L and g(s) held, scaling the box by 1 + x changes v(r) alone; P = −dE/dV,
  // V dE/dV = (dE/dx)/3.
  const auto state = one_component();
  const auto knots = KnotGrid::up_to(9.0, 0.05);
  std::vector<double> values = knots.all();
  for (double& v : values) v = 0.01 * std::pow(1.0 - v / 9.0, 3) * std::cos(v);
  values.back() = 0.0;
  const KnotSpline spline(knots, values);
  const auto energy = [&](double x) {  // per volume
    double sum = 0.0;
    for (Index k = 0; k < state.bins.count; ++k)
      for (const double part : {0.125, 0.375, 0.625, 0.875}) {
        const double r = (static_cast<double>(k) + part) * 0.02;
        sum += spline(r * (1.0 + x)) * state.g[0][static_cast<std::size_t>(k)] * r * r * 0.005;
      }
    return 2.0 * units::pi * state.density * state.density * sum;
  };
  const double expected = -(energy(1e-4) - energy(-1e-4)) / 2e-4 / 3.0;
  CHECK(virial_pressure(knots, values, state) == Approx(expected).epsilon(1e-4));
}

TEST_CASE("the virial's ramp changes the pressure by what is asked for, and is Wang's", "[pressure_ramp_test]") {
  auto state = one_component();
  const auto knots = KnotGrid::up_to(9.0, 0.05);
  LocalOptions options;
  options.ramp = "virial";
  options.ramp_limit = 100.0;
  for (const double excess : {300.0 * units::bar, -50.0 * units::bar}) {
    state.simulated = 100.0 * units::bar + excess, state.wanted = 100.0 * units::bar;
    const double amplitude = ramp_amplitude(knots, state, options);
    CHECK(amplitude * excess < 0.0);  // too high: pull together
    CHECK(virial_pressure(knots, ramp(knots, amplitude), state) == Approx(-excess).epsilon(1e-12));
    // The formula's ramp keeps its slope up to the cutoff; the spline's last knots are 0.05 of 9 Å.
    const double wang =
        -3.0 * 9.0 * excess / (2.0 * units::pi * state.density * state.density * moment(state, state.g[0], 9.0));
    CHECK(amplitude == Approx(wang).epsilon(0.02));
  }
}

TEST_CASE("a mixture's ramp counts each pair with its fractions", "[pressure_ramp_test]") {
  auto state = one_component();
  const auto knots = KnotGrid::up_to(9.0, 0.05);
  const auto v = ramp(knots, 0.01);
  const double alone = virial_pressure(knots, v, state);
  CHECK(alone > 0.0);
  auto other = state;
  for (Index k = 0; k < state.bins.count; ++k)
    other.g[0][static_cast<std::size_t>(k)] = g_of(state.bins.centre(k), 2.2);
  const double unlike = virial_pressure(knots, v, other);
  PressureComparison mixture = state;
  mixture.fractions = {0.4, 0.6};
  mixture.g = {state.g[0], other.g[0], state.g[0]};  // (0,0), (0,1), (1,1)
  CHECK(virial_pressure(knots, v, mixture) == Approx((0.16 + 0.36) * alone + 0.48 * unlike).epsilon(1e-12));
  mixture.g.pop_back();
  CHECK_THROWS_AS(virial_pressure(knots, v, mixture), std::invalid_argument);
}

TEST_CASE("beyond its bins a g(r) is taken as one", "[pressure_ramp_test]") {
  const auto knots = KnotGrid::up_to(9.0, 0.05);
  auto whole = one_component(), cut = one_component(8.0);
  for (Index k = cut.bins.count; k < whole.bins.count; ++k) whole.g[0][static_cast<std::size_t>(k)] = 1.0;
  CHECK(virial_pressure(knots, ramp(knots, 1.0), cut) ==
        Approx(virial_pressure(knots, ramp(knots, 1.0), whole)).epsilon(1e-12));
}

TEST_CASE("the simple ramp grows with the misfit up to its limit, against it", "[pressure_ramp_test]") {
  auto state = one_component();
  const auto knots = KnotGrid::up_to(9.0, 0.05);
  LocalOptions options;
  options.ramp = "simple";
  const double most = 0.1 * units::kB * 85.0;
  for (const auto& [misfit, share] : {std::pair{250.0, -0.25}, {-500.0, 0.5}, {5000.0, -1.0}, {-5000.0, 1.0}}) {
    state.simulated = misfit * units::bar;
    CHECK(ramp_amplitude(knots, state, options) == Approx(share * most).epsilon(1e-12));
  }
  options.ramp = "virial";  // its limit is the same
  state.simulated = 1e6 * units::bar;
  CHECK(ramp_amplitude(knots, state, options) == Approx(-most));
}

TEST_CASE("a step for the pressure adds ramps to all pairs, their mean where temperature isn't known",
          "[pressure_ramp_test]") {
  const auto knots = KnotGrid::up_to(9.0, 0.05);
  LocalOptions options;
  auto start = Correction::zero({"Ar"}, knots, {});
  start.values[0][20] = 0.001;
  auto low = one_component(), high = one_component();
  low.simulated = 100.0 * units::bar, high.simulated = 300.0 * units::bar;
  CHECK(pressure_step(start, std::vector{low, high}, options) == start);  // none
  options.ramp = "virial";
  options.ramp_limit = 10.0;
  CHECK(pressure_step(start, std::vector<PressureComparison>{}, options) == start);
  const auto next = pressure_step(start, std::vector{low, high}, options);
  auto change = next.values[0];
  for (std::size_t k = 0; k < change.size(); ++k) change[k] -= start.values[0][k];
  CHECK(virial_pressure(knots, change, low) == Approx(-200.0 * units::bar).epsilon(1e-9));

  TemperatureBasis linear;
  linear.kind = TemperatureBasis::Kind::linear;
  linear.reference = 100.0;
  high.temperature = 120.0;
  const auto both = pressure_step(Correction::zero({"Ar"}, knots, linear), std::vector{low, high}, options);
  CHECK(virial_pressure(knots, both.at(0, 85.0), low) == Approx(-100.0 * units::bar).epsilon(1e-9));
  CHECK(virial_pressure(knots, both.at(0, 120.0), high) == Approx(-300.0 * units::bar).epsilon(1e-9));
}
