#include "scatter/experiment/qmax_scan.hpp"

#include <catch2/catch.hpp>
#include <vector>

#include "core/errors.hpp"
#include "io/curve.hpp"

using namespace liquidus;

namespace {

constexpr double density = 0.02125;  // atoms/Å³

QmaxFigures of_argon(const Window& window, double low_r_end = 0.0) {
  Curve s = read_curve(LIQUIDUS_SOURCE_DIR "/datasets/argon/yarnell-1973-sq.csv");
  for (double& y : s.y) y -= 1.0;
  return qmax_figures(s.x, s.y, density, window, low_r_end);
}

}  // namespace

TEST_CASE("a higher Qmax resolves more of argon's peak", "[qmax_scan_test]") {
  double before = 0.0;
  for (const double qmax : {6.0, 8.0, 10.0, 11.5}) {
    const auto found = of_argon({WindowKind::lorch, qmax});
    CHECK(found.qmax == qmax);
    CHECK(found.height > before);
    before = found.height;
    REQUIRE(found.density);
    REQUIRE(found.density->error);
    CHECK(found.density->value == Approx(density).margin(3.0 * *found.density->error));
    CHECK(found.to < 3.2);  // where the authors' g begins
  }
}

// The transform at its table's points is highest at 3.68 Å with 3.0537; between them it reaches 3.073 at 3.71 Å.
TEST_CASE("the peak is found between points of any grid", "[qmax_scan_test]") {
  const auto found = of_argon({WindowKind::step, 11.75});
  CHECK(found.peak == Approx(3.7065).margin(1e-3));
  CHECK(found.height == Approx(3.0732).margin(2e-4));
  CHECK(of_argon({}).qmax == 11.7474);
}

TEST_CASE("the range of the line may be given, and there may be none", "[qmax_scan_test]") {
  CHECK(of_argon({WindowKind::lorch, 11.5}, 2.5).to == 2.5);
  const std::vector<double> q{0.5, 1.0, 1.5, 2.0, 2.5}, s{-0.9, -0.8, 0.4, -0.1, 0.0};
  CHECK_FALSE(qmax_figures(q, s, density, {}).density);
  CHECK_THROWS_AS(qmax_figures(q, s, density, {WindowKind::step, 4.0}), InputError);
}
