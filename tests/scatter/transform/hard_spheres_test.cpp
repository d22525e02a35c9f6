#include <catch2/catch.hpp>
#include <cmath>
#include <vector>

#include "core/units.hpp"
#include "scatter/transform/sine_transform.hpp"

using namespace liquidus;

namespace {

/// Hard spheres of diameter 1 at packing fraction η in the Percus–Yevick approximation (M. S. Wertheim, Phys. Rev.
/// Lett. 10, 321, 1963): −c(r) = α + β r + γ r³ within the core.
struct HardSpheres {
  double eta;

  double density() const { return 6.0 * eta / units::pi; }
  double contact() const { return (1.0 + 0.5 * eta) / ((1.0 - eta) * (1.0 - eta)); }
  double structure_factor(double k) const {
    const double inverse = std::pow(1.0 - eta, -4), alpha = (1.0 + 2.0 * eta) * (1.0 + 2.0 * eta) * inverse;
    const double beta = -6.0 * eta * (1.0 + 0.5 * eta) * (1.0 + 0.5 * eta) * inverse, gamma = 0.5 * eta * alpha;
    if (k == 0.0) return 1.0 / alpha;
    const double s = std::sin(k), c = std::cos(k), k2 = k * k;
    const double first = alpha * k * k2 * (s - k * c), second = beta * k2 * (2.0 * k * s - (k2 - 2.0) * c - 2.0);
    const double third = gamma * ((4.0 * k2 - 24.0) * k * s - (k2 * k2 - 12.0 * k2 + 24.0) * c + 24.0);
    return 1.0 / (1.0 + 24.0 * eta / (k2 * k2 * k2) * (first + second + third));
  }
};

std::vector<double> steps(double from, double to, double step) {
  std::vector<double> x;
  for (int k = 0; from + k * step <= to + 1e-9; ++k) x.push_back(from + k * step);
  return x;
}

/// The highest point of S near k = 2π, from a grid of 0.0005.
std::pair<double, double> peak(const HardSpheres& spheres) {
  std::pair<double, double> best{0.0, 0.0};
  for (const double k : steps(5.0, 8.0, 0.0005))
    if (spheres.structure_factor(k) > best.second) best = {k, spheres.structure_factor(k)};
  return best;
}

std::vector<double> g_of(const HardSpheres& spheres, double end, double step, WindowKind window,
                         const std::vector<double>& r) {
  const auto k = steps(step, end, step);
  std::vector<double> s;
  for (const double at : k) s.push_back(spheres.structure_factor(at) - 1.0);
  auto g = g_minus_1(k, s, spheres.density(), {window, end, 0.0}, r);
  for (double& x : g) x += 1.0;
  return g;
}

}  // namespace

// The closed form against notes/scattering.md: what the transforms below are held against.
TEST_CASE("Percus-Yevick structure factors have the values known of them", "[hard_spheres_test]") {
  const HardSpheres dilute{0.3}, middle{0.4}, dense{0.45};
  CHECK(middle.structure_factor(0.0) == Approx(0.04).margin(5e-7));
  CHECK(middle.structure_factor(0.1) == Approx(0.04).margin(1e-4));  // grows by 4e-3 k²
  CHECK(middle.structure_factor(2.0) == Approx(0.054563).margin(5e-7));
  CHECK(middle.structure_factor(7.0) == Approx(1.834388).margin(5e-7));
  CHECK(peak(middle).first == Approx(6.640).margin(1e-3));
  CHECK(peak(middle).second == Approx(2.04758).margin(5e-6));
  CHECK(dilute.structure_factor(0.0) == Approx(0.093789).margin(5e-7));
  CHECK(dilute.structure_factor(2.0 * units::pi) == Approx(1.513705).margin(5e-7));
  CHECK(peak(dilute).first == Approx(6.338).margin(1e-3));
  CHECK(peak(dilute).second == Approx(1.51551).margin(5e-6));
  CHECK(dense.structure_factor(0.0) == Approx(0.025348).margin(5e-7));
  CHECK(dense.structure_factor(2.0 * units::pi) == Approx(1.586592).margin(5e-7));
  CHECK(peak(dense).first == Approx(6.815).margin(1e-3));
  CHECK(peak(dense).second == Approx(2.51398).margin(5e-6));
}

TEST_CASE("S(Q) of hard spheres becomes their g(r)", "[hard_spheres_test]") {
  const HardSpheres spheres{0.4};
  const auto g = g_of(spheres, 800.0, 0.02, WindowKind::lorch, {0.5, 1.05, 1.5, 2.0});
  CHECK(g[0] == Approx(0.0).margin(5e-4));
  CHECK(g[1] == Approx(2.787).margin(5e-4));
  CHECK(g[2] == Approx(0.741).margin(5e-4));
  CHECK(g[3] == Approx(1.1416).margin(5e-5));
  // g(1⁺): a parabola from points that the window, 0.007 wide, lets be
  const auto near = g_of(spheres, 800.0, 0.02, WindowKind::lorch, {1.02, 1.04, 1.06});
  CHECK(3.0 * near[0] - 3.0 * near[1] + near[2] == Approx(3.3333).margin(5e-3));
  CHECK(spheres.contact() == Approx(3.3333).margin(5e-5));
}

// g out to 25 diameters with 0.005 between its points at first and 0.02 later. Left: the contact's height (2e-3 of its
// value within one spacing is known from the window's transform only) and the last oscillations of g, 1e-5.
TEST_CASE("g(r) of hard spheres becomes their S(Q) for all densities", "[hard_spheres_test]") {
  for (const double eta : {0.3, 0.4, 0.45}) {
    const HardSpheres spheres{eta};
    auto r = steps(1.0, 2.0, 0.005);
    for (const double x : steps(2.02, 25.0, 0.02)) r.push_back(x);
    auto h = g_of(spheres, 800.0, 0.08, WindowKind::lorch, r);
    h[0] = spheres.contact();
    // next to the contact the window's shape shows: a parabola through the contact and two points out of its reach
    const auto parabola = [&](double x) {
      const double x1 = 0.02, x2 = 0.04, y0 = h[0], d1 = (h[4] - y0) / x1, d2 = (h[8] - y0) / x2;
      return y0 + x * (d1 + (x - x1) * (d2 - d1) / (x2 - x1));
    };
    for (std::size_t k = 1; k < 4; ++k) h[k] = parabola(0.005 * static_cast<double>(k));
    for (double& x : h) x -= 1.0;
    const std::vector<double> q{0.0, 0.5, 2.0, 2.0 * units::pi, peak(spheres).first, 7.0, 12.0, 20.0};
    const auto s = s_minus_1(r, h, spheres.density(), {}, q);
    for (std::size_t i = 0; i < q.size(); ++i) CHECK(1.0 + s[i] == Approx(spheres.structure_factor(q[i])).margin(1e-3));
  }
}
