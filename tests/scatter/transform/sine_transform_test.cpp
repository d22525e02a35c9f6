#include "scatter/transform/sine_transform.hpp"

#include <catch2/catch.hpp>
#include <cmath>
#include <limits>
#include <vector>

#include "core/errors.hpp"
#include "core/random.hpp"
#include "core/threads.hpp"
#include "core/units.hpp"
#include "scatter/transform/cubic_segments.hpp"

using namespace liquidus;

namespace {

using Values = std::vector<double>;
constexpr double rho = 0.03;

Values steps(double from, double to, double step) {
  Values x;
  for (int k = 0; from + k * step <= to + 1e-9; ++k) x.push_back(from + k * step);
  return x;
}

/// h(r) = Σ ±exp(−((r ∓ r0)/w)²/2)/r, whose S(Q) − 1 = 4πρ/Q √(2π) w sin(Q r0) exp(−(Qw)²/2) is known: a shell of
/// neighbours at r0.
struct Shell {
  double r0 = 4.0, w = 0.3;
  double h(double r) const {
    const auto bell = [&](double x) { return std::exp(-0.5 * x * x / (w * w)); };
    if (r == 0.0) return 2.0 * r0 / (w * w) * bell(r0);
    return (bell(r - r0) - bell(r + r0)) / r;
  }
  double s(double q) const {
    const double factor = 4.0 * units::pi * rho * std::sqrt(2.0 * units::pi) * w * std::exp(-0.5 * q * q * w * w);
    return factor * (q > 0.0 ? std::sin(q * r0) / q : r0);
  }
};

template <class F>
Values at(const Values& x, F f) {
  Values y;
  for (const double k : x) y.push_back(f(k));
  return y;
}

double largest_difference(const Values& a, const Values& b) {
  double worst = 0.0;
  for (std::size_t i = 0; i < a.size(); ++i) worst = std::max(worst, std::abs(a[i] - b[i]));
  return worst;
}

const Shell shell;
Values h_at(const Values& r) {
  return at(r, [](double x) { return shell.h(x); });
}
Values s_at(const Values& q) {
  return at(q, [](double x) { return shell.s(x); });
}

}  // namespace

// The spline's transform is off by (spacing · r)⁴/720 of the curve, largest at 6 Å: 8e-5 of h ≤ 0.25 for 0.08 1/Å.
TEST_CASE("a known pair goes over into each other", "[sine_transform_test]") {
  const auto q = steps(0.0, 20.0, 0.08), r = steps(0.0, 10.0, 0.05);
  CHECK(largest_difference(g_minus_1(q, s_at(q), rho, {}, r), h_at(r)) < 2e-5);
  // 10 Å are 20 widths away from the shell; (0.05 Q)⁴/720 · S − 1 ≤ 0.2
  CHECK(largest_difference(s_minus_1(r, h_at(r), rho, {}, q), s_at(q)) < 2e-4);
}

TEST_CASE("the error falls with the fourth power of the spacing", "[sine_transform_test]") {
  const auto r = steps(0.5, 8.0, 0.1);
  const auto error = [&](double step) {
    const auto q = steps(0.0, 20.0, step);
    return largest_difference(g_minus_1(q, s_at(q), rho, {}, r), h_at(r));
  };
  CHECK(error(0.2) / error(0.1) > 14.0);
  CHECK(error(0.2) / error(0.1) < 22.0);
}

// A plain sum over points repeats itself after 2π/spacing = 31 Å, with the shell at 4 Å once more at 27 Å.
TEST_CASE("nothing is aliased at large r", "[sine_transform_test]") {
  const auto q = steps(0.0, 20.0, 0.2), r = steps(15.0, 60.0, 0.1);
  CHECK(largest_difference(g_minus_1(q, s_at(q), rho, {}, r), Values(r.size(), 0.0)) < 2e-3);
}

TEST_CASE("uneven spacing is handled exactly", "[sine_transform_test]") {
  // Q (S − 1) is a straight line, which splines through points at any distances from each other reproduce
  const Values q{0.1, 0.13, 0.5, 0.52, 1.4, 1.7, 2.6, 2.61, 3.0};
  const double slope = 0.4;
  const Values r{0.0, 0.3, 2.0, 11.0};
  const auto found = g_minus_1(q, Values(q.size(), slope), rho, {}, r);
  for (std::size_t i = 0; i < r.size(); ++i) {
    const double x = r[i], end = 3.0, f = slope / (2.0 * units::pi * units::pi * rho);
    const double exact =
        x == 0.0 ? f * end * end * end / 3.0 : f * (std::sin(end * x) - end * x * std::cos(end * x)) / (x * x * x);
    CHECK(found[i] == Approx(exact).epsilon(1e-13));
  }
}

TEST_CASE("points in random places give the same as even ones", "[sine_transform_test]") {
  Values q{0.0};
  for (Index k = 0; q.back() < 20.0; ++k)
    q.push_back(q.back() + 0.02 + 0.06 * Random(5, Stream::packing, k, 0).uniform());
  const auto r = steps(0.0, 8.0, 0.1);
  CHECK(largest_difference(g_minus_1(q, s_at(q), rho, {}, r), h_at(r)) < 1e-4);
}

// Points 0.005 apart with noise σ = 0.01, then 0.5 apart: a cubic that took its slope from the first two would be off
// by 4/27 · 0.5 · σ√2/0.005 = 0.2 in between.
TEST_CASE("noise on closely spaced points isn't carried into a long step", "[sine_transform_test]") {
  Values q = steps(0.0, 3.0, 0.005), y;
  const std::size_t close = q.size();
  for (double x = 3.5; x < 6.1; x += 0.5) q.push_back(x);
  for (std::size_t k = 0; k < q.size(); ++k)
    y.push_back(k < close
                    ? 0.01 * Random(5, Stream::packing, static_cast<Index>(k), 1).normal3()[0] / std::max(q[k], 0.1)
                    : 0.0);
  double area = 0.0;  // of |Q (S − 1)| at most: σ over the noisy part, and a triangle
  for (const double h : g_minus_1(q, y, rho, {}, steps(0.5, 3.0, 0.1))) area = std::max(area, std::abs(h));
  // 600 points of σ · 0.005 add up as √600: 1.2e-3; the triangle 0.5 · 0.5 · 0.03
  CHECK(area < (4.0 * 1.2e-3 + 7.5e-3) / (2.0 * units::pi * units::pi * rho * 0.5));
}

TEST_CASE("a core before the first point of g(r) is empty", "[sine_transform_test]") {
  // g = 0 up to 2.5 Å and 1 from there on: S − 1 = −4πρ (sin x − x cos x)/Q³, x = 2.5 Q
  const Values r = steps(2.5, 8.0, 0.05), q{0.0, 0.4, 3.0, 9.0};
  const auto found = s_minus_1(r, Values(r.size(), 0.0), rho, {}, q);
  for (std::size_t i = 0; i < q.size(); ++i) {
    const double x = 2.5 * q[i], f = -4.0 * units::pi * rho * 2.5 * 2.5 * 2.5;
    const double exact = x == 0.0 ? f / 3.0 : f * (std::sin(x) - x * std::cos(x)) / (x * x * x);
    CHECK(found[i] == Approx(exact).epsilon(1e-12));
  }
}

TEST_CASE("S(Q) stays what it is below its first point", "[sine_transform_test]") {
  const auto r = steps(0.0, 5.0, 0.5);
  const auto whole = steps(0.0, 10.0, 0.1), cut = steps(0.6, 10.0, 0.1);
  const auto flat = [](double q) { return q < 0.75 ? -0.9 : -0.9 * std::exp(0.75 - q); };
  CHECK(largest_difference(g_minus_1(cut, at(cut, flat), rho, {}, r), g_minus_1(whole, at(whole, flat), rho, {}, r)) <
        1e-12);
}

TEST_CASE("a window may end between points", "[sine_transform_test]") {
  const auto q = steps(0.0, 20.0, 0.08), r = steps(0.5, 8.0, 0.1);
  for (const auto kind : {WindowKind::step, WindowKind::lorch, WindowKind::soper_lorch})
    for (const double end : {5.0, 5.001, 5.039, 5.079}) {
      const Window window{kind, end, 0.0};
      const auto fine = steps(0.0, end, end / 2000.0);
      CHECK(largest_difference(g_minus_1(q, s_at(q), rho, window, r), g_minus_1(fine, s_at(fine), rho, window, r)) <
            2e-4);
    }
  // beyond the last point by less than half a spacing: the curve as far as it goes
  CHECK(g_minus_1(q, s_at(q), rho, {WindowKind::step, 20.03}, r) == g_minus_1(q, s_at(q), rho, {}, r));
}

TEST_CASE("small r and Q lose no digits", "[sine_transform_test]") {
  const auto q = steps(0.0, 20.0, 0.05);
  const auto s = at(q, [](double x) { return -std::exp(-0.1 * x * x); });
  const auto g = g_minus_1(q, s, rho, {}, Values{0.0, 1e-9, 1e-5});
  CHECK(g[1] == Approx(g[0]).epsilon(1e-12));
  CHECK(g[2] == Approx(g[0]).epsilon(1e-9));  // curvature: (Qr)²/6 with Q of some 1/Å
}

TEST_CASE("threads don't change a transform", "[sine_transform_test]") {
  const auto q = steps(0.0, 20.0, 0.02), r = steps(0.0, 30.0, 0.02);
  const int before = threads();
  set_threads(1);
  const auto one = g_minus_1(q, s_at(q), rho, {}, r);
  set_threads(3);
  const auto three = g_minus_1(q, s_at(q), rho, {}, r);
  set_threads(before);
  CHECK(one == three);
}

// 400 transforms of noise: their scatter is the error to ±3.5 %.
TEST_CASE("errors of points become errors of the transform", "[sine_transform_test]") {
  const auto q = steps(0.1, 15.0, 0.1);
  const Values r{0.0, 1.0, 4.3};
  const auto sigma = at(q, [](double x) { return 0.01 + 0.002 * x; });
  const Window window{WindowKind::lorch, 15.0};
  const auto expected = g_error(q, sigma, rho, window, r);
  Values sum2(r.size(), 0.0);
  for (Index trial = 0; trial < 400; ++trial) {
    Values noise;
    for (std::size_t k = 0; k < q.size(); ++k)
      noise.push_back(sigma[k] * Random(5, Stream::packing, static_cast<Index>(k), trial).normal3()[0]);
    const auto g = g_minus_1(q, noise, rho, window, r);
    for (std::size_t i = 0; i < r.size(); ++i) sum2[i] += g[i] * g[i];
  }
  for (std::size_t i = 0; i < r.size(); ++i) CHECK(std::sqrt(sum2[i] / 400.0) == Approx(expected[i]).epsilon(0.15));
}

TEST_CASE("curves that can't be transformed say why", "[sine_transform_test]") {
  const double nan = std::numeric_limits<double>::quiet_NaN();
  const Values r{1.0};
  const auto of_s = [&](const Values& q, const Values& s, const Window& window = {}, double density = rho) {
    return g_minus_1(q, s, density, window, r);
  };
  CHECK_THROWS_WITH(of_s({0.5, 1.0}, {0.0}),
                    "the S(Q) that is to be transformed has 2 points and 1 values; it needs as many of both and at "
                    "least two");
  CHECK_THROWS_AS(of_s({0.5}, {0.0}), InputError);
  CHECK_THROWS_WITH(of_s({0.5, 1.0}, {0.0, nan}),
                    "the S(Q) that is to be transformed has something that is not a finite number at point 2");
  CHECK_THROWS_WITH(of_s({0.5, 0.5}, {0.0, 0.0}),
                    "Q must increase from 0 or above in the S(Q) that is to be transformed; point 2 is at 0.5 1/Å");
  CHECK_THROWS_AS(of_s({-0.5, 0.5}, {0.0, 0.0}), InputError);
  CHECK_THROWS_WITH(of_s({0.5, 1.0, 2.5}, {0.0, 0.0, 0.0}),
                    "the S(Q) that is to be transformed has no point from 1 to 2.5 1/Å; gaps of up to 1 1/Å are "
                    "bridged");
  CHECK_THROWS_WITH(of_s({0.5, 1.0}, {0.0, 0.0}, {WindowKind::lorch, 1.3}),
                    "a window that ends at 1.3 1/Å was asked for; the S(Q) runs from 0.5 to 1 1/Å");
  CHECK_THROWS_AS(of_s({0.5, 1.0}, {0.0, 0.0}, {WindowKind::lorch, 0.4}), InputError);
  CHECK_THROWS_WITH(of_s({0.5, 1.0}, {0.0, 0.0}, {}, 0.0),
                    "a density of 0 atoms/Å³ was given for a transform; it must be positive");
  CHECK_THROWS_WITH(s_minus_1(Values{1.0, 1.2, 1.8}, Values{0.0, 0.0, 0.0}, rho, {}, Values{1.0}),
                    "the g(r) that is to be transformed has no point from 1.2 to 1.8 Å; gaps of up to 0.5 Å are "
                    "bridged");
}

TEST_CASE("The transform to r as a matrix is the transform", "[sine_transform_test]") {
  // Unevenly spaced, with a stretch that stands alone between two splines, a window that ends between two points, at
  // the last point, or behind it; r = 0 too.
  std::vector<double> q, s;
  for (double x = 0.3; x<12.0; x += x> 4.0 && x < 4.1 ? 0.7 : 0.04 + 0.01 * std::sin(9.0 * x)) {
    q.push_back(x);
    s.push_back(std::exp(-0.2 * x) * std::cos(3.0 * x) + 0.1 * std::sin(17.0 * x * x));
  }
  const std::vector<double> r{0.0, 0.4, 1.0, 2.37, 5.0, 9.9, 31.0};
  for (const double end : {0.0, 0.5 * (q[120] + q[121]), q[150], q.back() + 0.01})
    for (const auto kind : {WindowKind::step, WindowKind::lorch}) {
      const Window window{kind, end, 0.0};
      const auto direct = g_minus_1(q, s, 0.03, window, r), matrix = g_minus_1_matrix(q, 0.03, window, r);
      REQUIRE(matrix.size() == r.size() * q.size());
      for (std::size_t i = 0; i < r.size(); ++i) {
        double sum = 0.0, size = 0.0;
        for (std::size_t k = 0; k < q.size(); ++k) {
          sum += matrix[i * q.size() + k] * s[k];
          size += std::abs(matrix[i * q.size() + k] * s[k]);
        }
        CHECK(sum == Approx(direct[i]).margin(1e-13 * size));
      }
    }
}
