#include "scatter/transform/real_space.hpp"

#include <catch2/catch.hpp>
#include <cmath>
#include <vector>

#include "core/units.hpp"
#include "scatter/transform/sine_transform.hpp"

using namespace liquidus;

namespace {

using Values = std::vector<double>;
constexpr double rho = 0.03;

Values steps(double from, double to, double step) {
  Values x;
  for (int k = 0; from + k * step <= to + 1e-9; ++k) x.push_back(from + k * step);
  return x;
}

/// S − 1 of a shell of neighbours at 3 Å, and what is left of it with either of two blocks left out.
const Values q = steps(0.05, 15.0, 0.05);
Values shell(double height) {
  Values s;
  for (const double x : q) s.push_back(height * std::sin(3.0 * x) / (3.0 * x) * std::exp(-0.02 * x * x));
  return s;
}
WithErrors with_blocks() {
  const double lengths[] = {1.0, 1.0};
  return {shell(1.0), {}, {shell(0.9), shell(1.1)}, Jackknife::of(lengths)};
}

}  // namespace

TEST_CASE("a total in real space is the transform with the window it was asked for", "[real_space_test]") {
  const auto r = steps(0.5, 6.0, 0.1);
  const Window window{WindowKind::lorch, 12.0};
  const auto found = real_space(q, with_blocks(), rho, window, r);
  const auto h = g_minus_1(q, shell(1.0), rho, window, r);
  const auto d = found.as(PairFunction::D);
  for (std::size_t k = 0; k < r.size(); ++k) {
    CHECK(found.g.value[k] == 1.0 + h[k]);
    CHECK(d.value[k] == Approx(4.0 * units::pi * rho * r[k] * h[k]).margin(1e-14));
    CHECK(found.as(PairFunction::T).value[k] == Approx(4.0 * units::pi * rho * r[k] * (1.0 + h[k])).margin(1e-14));
    // blocks that differ by ±10 % of S − 1 make an error of 10 % of g − 1
    CHECK(d.error[k] == Approx(0.1 * std::abs(d.value[k])).margin(1e-14));
  }
  CHECK(found.window == window);
  CHECK(real_space(q, with_blocks(), rho, {}, r).window.end == Approx(15.0));
}

TEST_CASE("an absolute total carries the scattering lengths in its errors as well", "[real_space_test]") {
  const Normalisation barn = normalisation("barn", 50.0);
  const auto found = real_space(q, with_blocks(), rho, {}, Values{3.0});
  CHECK(found.as(PairFunction::D, barn).value[0] == Approx(0.5 * found.as(PairFunction::D).value[0]));
  CHECK(found.as(PairFunction::D, barn).error[0] == Approx(0.5 * found.as(PairFunction::D).error[0]));
}

TEST_CASE("errors of measured points go into every function", "[real_space_test]") {
  const Values sigma(q.size(), 0.01), r{0.0, 1.0, 3.0};
  const auto found = real_space(q, shell(1.0), sigma, rho, {}, r);
  const auto expected = g_error(q, sigma, rho, {}, r);
  CHECK(found.g.error == expected);
  for (std::size_t k = 0; k < r.size(); ++k) {
    CHECK(found.as(PairFunction::T).error[k] == Approx(4.0 * units::pi * rho * r[k] * expected[k]).margin(1e-14));
    CHECK(found.as(PairFunction::R).error[k] ==
          Approx(4.0 * units::pi * rho * r[k] * r[k] * expected[k]).margin(1e-14));
    CHECK(found.as(PairFunction::G).error[k] == Approx(expected[k]).margin(1e-14));
  }
  CHECK(real_space(q, shell(1.0), {}, rho, {}, r).as(PairFunction::D).error.empty());
}

// A shell of one neighbour at 3 Å: S − 1 = sin(Qr)/(Qr). The window's ripples make 2 %.
TEST_CASE("the running coordination number counts neighbours", "[real_space_test]") {
  const auto found = real_space(q, with_blocks(), rho, {}, steps(0.0, 6.0, 0.01));
  const auto n = found.running_coordination();
  const auto shell_only = [&](double r) {
    const auto k = static_cast<std::size_t>(std::lround(r / 0.01));
    return n.value[k] - 4.0 / 3.0 * units::pi * rho * r * r * r;
  };
  CHECK(shell_only(2.0) == Approx(0.0).margin(0.02));
  CHECK(shell_only(4.0) == Approx(1.0).margin(0.02));
  CHECK(n.error[400] == Approx(0.1).margin(0.005));
}
