#include "scatter/dynamics/diffusion.hpp"

#include <catch2/catch.hpp>
#include <cmath>

#include "core/errors.hpp"
#include "core/units.hpp"

using namespace liquidus;

namespace {

constexpr double m2_s = units::metre * units::metre / units::second, mPa_s = 1e-3 * units::pascal * units::second;

/// Two equal blocks of a curve given at lags 0 … 40.
template <class F>
BlockCurves curve_of(F&& f) {
  BlockCurves curves{2.0, {}, 1, {{200, {}, {}}, {200, {}, {}}}};
  for (Index lag = 0; lag <= 40; ++lag) {
    curves.lags.push_back(lag);
    for (auto& block : curves.blocks) {
      block.origins.push_back(10.0);
      block.sums.push_back(10.0 * f(2.0 * static_cast<double>(lag)));
    }
  }
  return curves;
}

}  // namespace

TEST_CASE("the finite-size correction has the numbers of Yeh and Hummer's formula", "[diffusion_test]") {
  const auto correction = [](double T, double viscosity, double length) {
    return without_finite_size(0.0, T, viscosity * mPa_s, length * length * length) / m2_s;
  };
  CHECK(correction(298.15, 0.89, 20.0) == Approx(3.481e-10).epsilon(2e-4));
  CHECK(correction(1100.0, 1.0, 30.0) == Approx(7.62e-10).epsilon(1e-3));
  CHECK(correction(1673.0, 30.0, 45.0) == Approx(2.58e-11).epsilon(2e-3));
  CHECK(without_finite_size(1e-4, 300.0, mPa_s, 1e5) > 1e-4);
}

TEST_CASE("the slope of a straight line is found in the whole of its range", "[diffusion_test]") {
  const auto found = long_time_slope(curve_of([](double t) { return 6.0 * 0.3 * t; }), 0, NAN, NAN);
  CHECK(found.slope.value == Approx(1.8).epsilon(1e-12));
  CHECK(found.exponent.value == Approx(1.0).epsilon(1e-12));
  CHECK(found.straight);
  CHECK(*found.slope.error == Approx(0.0).margin(1e-12));
  CHECK(slope_remark("it", found).empty());
  // a tenth of 400 frames of 2 fs: 80 fs; from a tenth of that
  CHECK(found.range.from == 4);
  CHECK(found.range.to == 41);
}

TEST_CASE("the range begins behind the flight at short times, and what never straightens is remarked upon",
          "[diffusion_test]") {
  // velocities that forget with 4 fs: 6 D (t − τ (1 − exp(−t/τ))), straight within 5 % only from a third of 80 fs on
  const auto flight =
      long_time_slope(curve_of([](double t) { return t - 4.0 * (1.0 - std::exp(-t / 4.0)); }), 0, NAN, NAN);
  CHECK(flight.range.from > 8);
  CHECK(flight.slope.value == Approx(1.0).margin(1e-3));
  const auto ballistic = long_time_slope(curve_of([](double t) { return t * t; }), 0, NAN, NAN);
  CHECK_FALSE(ballistic.straight);
  CHECK(ballistic.exponent.value == Approx(2.0).epsilon(1e-9));
  CHECK_FALSE(slope_remark("it", ballistic).empty());
}

TEST_CASE("a range of one's own is kept, and refused without three lags", "[diffusion_test]") {
  const auto line = curve_of([](double t) { return 1.0 + t; });
  const auto found = long_time_slope(line, 0, 20.0, 60.0);
  CHECK(line.lag(found.range.from) == 20.0);
  CHECK(line.lag(found.range.to - 1) == 60.0);
  CHECK(found.slope.value == Approx(1.0).epsilon(1e-12));
  CHECK_THROWS_AS(long_time_slope(line, 0, 50.0, 52.0), InputError);
  CHECK_THROWS_AS(long_time_slope(line, 0, 200.0, 300.0), InputError);
}
