#include "scatter/experiment/quality.hpp"

#include <algorithm>
#include <catch2/catch.hpp>
#include <cmath>
#include <string>
#include <vector>

#include "core/errors.hpp"
#include "core/units.hpp"
#include "io/measured.hpp"
#include "scatter/transform/sine_transform.hpp"

using namespace liquidus;

namespace {

using Numbers = std::vector<double>;

struct Measured {
  Numbers q, s, error;
};

Measured argon() {
  const auto data = read_measured(LIQUIDUS_SOURCE_DIR "/datasets/argon/yarnell-1973-sq.csv");
  Measured measured{data.curve.x, data.curve.y, {}};
  for (double& y : measured.s) y -= 1.0;
  return measured;
}

Measured silica() {
  const auto data = read_measured(LIQUIDUS_SOURCE_DIR "/datasets/silica/nimrod-fq.csv");
  const double b = (4.15071 + 2.0 * 5.805) / 3.0, b2 = b * b / 100.0;  // ⟨b⟩² in barn
  Measured measured{data.curve.x, data.curve.y, data.curve.error};
  for (double& y : measured.s) y /= b2;
  for (double& y : measured.error) y /= b2;
  return measured;
}

/// Argon's S with another scale and offset.
Measured changed(double scale, double offset) {
  auto measured = argon();
  for (double& s : measured.s) s = scale * (s + 1.0) + offset - 1.0;
  return measured;
}

Quality quality_of(const Measured& m, double density) { return check_quality(m.q, m.s, m.error, {density, {}}); }

}  // namespace

// notes/scattering.md: 0.02120 of 0.02125. The paper's S is that good; the line's own error says so too.
TEST_CASE("the low-r line of argon gives back its density", "[quality_test]") {
  const auto quality = quality_of(argon(), 0.02125);
  CHECK(quality.line.density.value == Approx(0.0212).margin(0.0002));
  REQUIRE(quality.line.density.error);
  CHECK(*quality.line.density.error < 0.0006);
  CHECK(std::abs(quality.line.density.value - 0.02125) < 3.0 * *quality.line.density.error);
  // the range was found between nothing and the rise of the first peak at 3.1 Å
  CHECK(quality.line.to > 2.0);
  CHECK(quality.line.to < 3.2);
  CHECK(quality.fit.scale == Approx(1.0).margin(0.02));
}

TEST_CASE("scale and offset of data are found and undone", "[quality_test]") {
  const auto plain = quality_of(argon(), 0.02125);
  const auto quality = quality_of(changed(0.9, 0.03), 0.02125);
  // the line of data scaled by 0.9 is that of 0.9 ρ, but for the offset, which isn't in it once the limit is right
  CHECK(quality.fit.scale == Approx(plain.fit.scale / 0.9).epsilon(2e-3));
  // S' = α (0.9 S + 0.03) + β is the S' of the data as they were
  const double of_s = quality.fit.scale * 0.9, constant = quality.fit.scale * 0.03 + quality.fit.offset;
  CHECK(of_s == Approx(plain.fit.scale).epsilon(2e-3));
  CHECK(constant == Approx(plain.fit.offset).margin(2e-3));
  const auto flatter = quality_of(changed(0.9, 0.1), 0.02125).findings();
  REQUIRE_FALSE(flatter.remarks.empty());
  CHECK(flatter.remarks.front().find("off: the scale of the data") != std::string::npos);
  CHECK(plain.findings().remarks.front().find("which agrees") != std::string::npos);
}

TEST_CASE("taking g below the first peak to zero changes good data little and bad data much", "[quality_test]") {
  const auto good = quality_of(argon(), 0.02125), bad = quality_of(changed(0.8, 0.0), 0.02125);
  REQUIRE(good.back.ranges.size() == 4);
  Index points = 0;
  for (std::size_t k = 0; k < 4; ++k) {
    CHECK(good.back.ranges[k].rms < 0.02);
    points += good.back.ranges[k].points;
  }
  CHECK(points == 400);
  CHECK(bad.back.ranges[0].rms > 5.0 * good.back.ranges[0].rms);
  // what was changed has the line: its g vanishes within the core but for what the step window's end leaves
  const auto m = argon();
  const Numbers r{1.0, 1.5, 2.0, 2.5};
  const auto before = g_minus_1(m.q, m.s, 0.02125, {}, r), after = g_minus_1(m.q, good.back.s_minus_1, 0.02125, {}, r);
  double square_before = 0.0, square_after = 0.0;
  for (std::size_t k = 0; k < r.size(); ++k) {
    square_before += std::pow(before[k] + 1.0, 2);
    square_after += std::pow(after[k] + 1.0, 2);
  }
  CHECK(square_after < 0.25 * square_before);
}

// A curve whose transform is known: S − 1 = −4πρ/Q³ (sin QR − QR cos QR), hard spheres of diameter R without order,
// g = 0 within R and 1 beyond. S(0) = 1 − 4π/3 ρR³.
TEST_CASE("sum rules hold for a curve that obeys them", "[quality_test]") {
  const double rho = 0.02, radius = 2.0;
  Measured m;
  for (double q = 0.02; q < 40.0; q += 0.02) {
    const double x = q * radius;
    m.q.push_back(q);
    m.s.push_back(-4.0 * units::pi * rho * (std::sin(x) - x * std::cos(x)) / (q * q * q));
  }
  QualityOptions options{rho, {}, 0.4, 1.8, 300.0};
  const auto quality = check_quality(m.q, m.s, {}, options);
  CHECK(quality.sums.expected == Approx(-2.0 * units::pi * units::pi * rho));
  // Lorch's window spreads the step at R by 5.4/Qmax: nothing of it reaches 0
  CHECK(quality.sums.integral == Approx(quality.sums.expected).epsilon(5e-3));
  CHECK(quality.line.density.value == Approx(rho).epsilon(5e-3));
  REQUIRE(quality.sums.s0);
  CHECK(quality.sums.s0->value == Approx(1.0 - 4.0 / 3.0 * units::pi * rho * 8.0).margin(0.05));
  // χ_T = S(0)/ρkT: 1/(0.02 Å⁻³ · 0.02585 eV) is 1934 Å³/eV, 12.07 1/GPa
  REQUIRE(quality.sums.compressibility);
  CHECK(*quality.sums.compressibility == Approx(quality.sums.s0->value * 12.07).epsilon(1e-3));
}

TEST_CASE("argon's compressibility is in its S(0)", "[quality_test]") {
  auto m = argon();
  QualityOptions options{0.02125, {}, 0.0, 0.0, 85.0};
  const auto quality = check_quality(m.q, m.s, {}, options);
  REQUIRE(quality.sums.s0);
  // liquid argon at 85 K: 2.0 to 2.1 1/GPa (S(0) = 0.052); the line from 0.4 of the first peak is good to a fifth
  CHECK(quality.sums.s0->value == Approx(0.052).margin(0.012));
  CHECK(*quality.sums.compressibility == Approx(2.05).margin(0.45));
}

TEST_CASE("the scale of the silica data is seen in their low-r line", "[quality_test]") {
  const auto quality = quality_of(silica(), 0.0663);
  CHECK(quality.line.to > 1.0);
  CHECK(quality.line.to < 1.55);
  CHECK(quality.line.density.value < 0.0663);
  CHECK(quality.fit.scale > 1.0);
  const auto findings = quality.findings();
  CHECK(findings.numbers.size() >= 8);
  CHECK(findings.remarks.size() == 5);
}

TEST_CASE("data that can't be checked are refused", "[quality_test]") {
  auto m = argon();
  CHECK_THROWS_WITH(check_quality(m.q, m.s, {}, {0.02125, {}, 3.0, 2.0}),
                    Catch::Contains("a low-r range from 3 to 2 Å was asked for"));
  Numbers flat(m.q.size(), 0.0);
  CHECK_THROWS_WITH(check_quality(m.q, flat, {}, {0.02125, {}}), Catch::Contains("no range of r without atoms"));
  m.q.erase(m.q.begin() + 100, m.q.begin() + 150);
  m.s.erase(m.s.begin() + 100, m.s.begin() + 150);
  CHECK_THROWS_WITH(check_quality(m.q, m.s, {}, {0.02125, {}}), Catch::Contains("gap"));
}
