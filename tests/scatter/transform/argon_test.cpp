#include <algorithm>
#include <catch2/catch.hpp>
#include <cmath>
#include <vector>

#include "core/units.hpp"
#include "io/curve.hpp"
#include "scatter/experiment/compare.hpp"
#include "scatter/pairs/peaks.hpp"
#include "scatter/transform/sine_transform.hpp"

using namespace liquidus;

namespace {

constexpr double density = 0.02125;  // atoms/Å³

Curve table(const std::string& name) {
  return read_curve(LIQUIDUS_SOURCE_DIR "/datasets/argon/yarnell-1973-" + name + ".csv");
}

/// g(r) at the points of the measured one, from the measured S(Q).
std::vector<double> g_from_s(const Window& window, const std::vector<double>& r) {
  Curve s = table("sq");
  for (double& y : s.y) y -= 1.0;
  auto g = g_minus_1(s.x, s.y, density, window, r);
  for (double& y : g) y += 1.0;
  return g;
}

double r_chi(const std::vector<double>& g) {
  const Curve measured = table("gr");
  return compare(measured.x, g, measured.x, measured.y, PairFunction::T, 1.0, 10.0).r_chi;
}

}  // namespace

// Numbers of notes/scattering.md, and the limit of 0.005.
TEST_CASE("Yarnell's S(Q) becomes his g(r)", "[argon_test]") {
  const Curve measured = table("gr");
  const auto g = g_from_s({WindowKind::step, 11.75}, measured.x);
  CHECK(r_chi(g) == Approx(0.0049).margin(1e-4));
  CHECK(r_chi(g) <= 0.005);
  CHECK(*std::max_element(g.begin(), g.end()) == Approx(3.0537).margin(5e-5));
  CHECK(*std::max_element(measured.y.begin(), measured.y.end()) == 3.0542);
  CHECK(coordination(measured.x, measured.y, density, 5.176) == Approx(12.05).margin(5e-3));
  // The table's g is 0 in the core, the transform's has ripples there; leaving them out below 3.0 Å or 3.2 Å, or not at
  // all, moves the number by 0.01.
  for (const double core : {0.0, 3.0, 3.2}) {
    auto outside = g;
    for (std::size_t k = 0; k < outside.size(); ++k)
      if (measured.x[k] < core) outside[k] = 0.0;
    CHECK(coordination(measured.x, outside, density, 5.176) == Approx(12.05).margin(0.025));
  }
}

TEST_CASE("a Lorch window broadens argon's peaks", "[argon_test]") {
  CHECK(r_chi(g_from_s({WindowKind::lorch, 11.75}, table("gr").x)) == Approx(0.0547).margin(1e-4));
}

TEST_CASE("the low-r line of argon gives its density back", "[argon_test]") {
  std::vector<double> r;
  for (double x = 0.01; x < 2.5; x += 0.01) r.push_back(x);
  const auto d = from_g(PairFunction::D, r, g_from_s({WindowKind::step, 11.75}, r), density);
  double rd = 0.0, rr = 0.0;
  for (std::size_t k = 0; k < r.size(); ++k) {
    rd += r[k] * d[k];
    rr += r[k] * r[k];
  }
  CHECK(-rd / rr / (4.0 * units::pi) == Approx(0.02120).margin(2e-5));
}

TEST_CASE("Yarnell's g(r) becomes his S(Q)", "[argon_test]") {
  const Curve g = table("gr"), s = table("sq");
  auto h = g.y;
  for (double& y : h) y -= 1.0;
  const auto found = s_minus_1(g.x, h, density, {}, s.x);
  double sum = 0.0;
  int points = 0;
  for (std::size_t k = 0; k < s.x.size(); ++k)
    if (s.x[k] > 0.5) {
      sum += (1.0 + found[k] - s.y[k]) * (1.0 + found[k] - s.y[k]);
      ++points;
    }
  CHECK(std::sqrt(sum / points) == Approx(0.0024).margin(5e-5));
}
