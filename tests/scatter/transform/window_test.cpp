#include "scatter/transform/window.hpp"

#include <catch2/catch.hpp>
#include <cmath>

#include "core/errors.hpp"
#include "core/units.hpp"

using namespace liquidus;

namespace {

/// P(x) = 1/π ∫_0^X W(y) cos(xy) dy by Simpson's rule; with 2000 intervals its error is below 1e-9 for x X < 20.
double peak_shape(const Window& window, double x) {
  constexpr int n = 2000;
  const double h = window.end / n;
  double sum = 0.0;
  for (int k = 0; k <= n; ++k) {
    const double weight = k == 0 || k == n ? 1.0 : k % 2 == 1 ? 4.0 : 2.0;
    sum += weight * window(k * h) * std::cos(x * k * h);
  }
  return sum * h / (3.0 * units::pi);
}

/// Where P has fallen to half of P(0).
double half_width(const Window& window) {
  const double half = 0.5 * peak_shape(window, 0.0);
  double low = 0.0, high = 6.0 / window.end;
  for (int k = 0; k < 50; ++k) {
    const double middle = 0.5 * (low + high);
    (peak_shape(window, middle) > half ? low : high) = middle;
  }
  return low;
}

/// The lowest value beyond the peak, over P(0): the first side lobe is the deepest.
double side_lobe(const Window& window) {
  double lowest = 0.0;
  for (int k = 0; k < 1500; ++k) lowest = std::min(lowest, peak_shape(window, 0.01 * k / window.end));
  return lowest / peak_shape(window, 0.0);
}

}  // namespace

// notes/scattering.md; the digits given there.
TEST_CASE("windows broaden a peak and lower its side lobes by known amounts", "[window_test]") {
  struct Row {
    WindowKind kind;
    double width, height, lobe;
  };
  for (const Row& row : {Row{WindowKind::step, 3.791, 0.3183, -0.217},
                         {WindowKind::lorch, 5.437, 0.1876, -0.048},
                         {WindowKind::soper_lorch, 4.508, 0.2331, -0.088}})
    for (const double end : {1.0, 23.0}) {
      const Window window{row.kind, end, 0.0};
      CHECK(2.0 * half_width(window) * end == Approx(row.width).margin(5e-4));
      CHECK(peak_shape(window, 0.0) / end == Approx(row.height).margin(5e-5));
      CHECK(side_lobe(window) == Approx(row.lobe).margin(6e-4));  // Soper-Lorch: −8.75 %
    }
}

TEST_CASE("windows begin at 1 and the Lorch window ends at 0", "[window_test]") {
  const double end = 12.5;
  for (const auto kind : {WindowKind::step, WindowKind::lorch, WindowKind::soper_lorch})
    CHECK(Window{kind, end}(0.0) == Approx(1.0).epsilon(1e-15));
  CHECK(Window{WindowKind::step, end}(end) == 1.0);
  CHECK(Window{WindowKind::lorch, end}(end) == Approx(0.0).margin(1e-15));
  CHECK(Window{WindowKind::lorch, end}(0.5 * end) == Approx(2.0 / units::pi).epsilon(1e-14));
  CHECK(Window{WindowKind::soper_lorch, end}(end) == Approx(3.0 / (units::pi * units::pi)).epsilon(1e-14));
}

TEST_CASE("the width of a Soper-Lorch window is its own, not the end's", "[window_test]") {
  const double y = 0.2 * 7.0;
  const double expected = 3.0 * (std::sin(y) - y * std::cos(y)) / (y * y * y);
  CHECK(Window{WindowKind::soper_lorch, 12.5, 0.2}(7.0) == Approx(expected).epsilon(1e-14));
  CHECK(Window{WindowKind::soper_lorch, 25.0, 0.2}(7.0) == Approx(expected).epsilon(1e-14));
}

TEST_CASE("windows go by their names", "[window_test]") {
  for (const auto kind : {WindowKind::step, WindowKind::lorch, WindowKind::soper_lorch})
    CHECK(window_kind(name_of(kind)) == kind);
  CHECK_THROWS_WITH(window_kind("lorsch"), "there is no window 'lorsch'; did you mean 'lorch'?");
}
