#include "scatter/transform/cubic_segments.hpp"

#include <algorithm>
#include <cmath>

#include "scatter/transform/spherical_bessel.hpp"

namespace liquidus {
namespace {

constexpr double longest_beside_a_short_one = 5.0;

/// Second derivatives of the natural spline through points, by elimination in its tridiagonal equations.
void add_spline(std::span<const double> x, std::span<const double> y, std::span<double> m) {
  const std::size_t n = x.size();
  if (n < 3) return;
  std::vector<double> upper(n, 0.0), right(n, 0.0);
  for (std::size_t i = 1; i + 1 < n; ++i) {
    const double h0 = x[i] - x[i - 1], h1 = x[i + 1] - x[i];
    const double pivot = 2.0 * (h0 + h1) - h0 * upper[i - 1];
    upper[i] = h1 / pivot;
    right[i] = (6.0 * ((y[i + 1] - y[i]) / h1 - (y[i] - y[i - 1]) / h0) - h0 * right[i - 1]) / pivot;
  }
  for (std::size_t i = n - 2; i > 0; --i) m[i] = right[i] - upper[i] * m[i + 1];
}

bool stands_alone(std::span<const double> x, std::size_t segment) {
  const auto length = [&](std::size_t i) { return x[i + 1] - x[i]; };
  const double h = length(segment);
  const auto far_longer = [&](std::size_t i) { return length(i) > 0.0 && h > longest_beside_a_short_one * length(i); };
  return h == 0.0 || (segment > 0 && far_longer(segment - 1)) || (segment + 2 < x.size() && far_longer(segment + 1));
}

std::vector<double> second_derivatives(std::span<const double> x, std::span<const double> y) {
  std::vector<double> m(x.size(), 0.0);
  std::size_t begin = 0;
  const auto close = [&](std::size_t end) {
    add_spline(x.subspan(begin, end - begin), y.subspan(begin, end - begin), std::span(m).subspan(begin, end - begin));
    begin = end;
  };
  for (std::size_t i = 0; i + 1 < x.size(); ++i)
    if (stands_alone(x, i)) close(i + 1);
  close(x.size());
  return m;
}

}  // namespace

CubicSegments::CubicSegments(std::span<const double> x, std::span<const double> y) {
  const auto m = second_derivatives(x, y);
  for (std::size_t i = 1; i < x.size(); ++i)
    if (x[i] > x[i - 1])
      segments_.push_back({x[i] - x[i - 1], 0.5 * (x[i] + x[i - 1]), 0.5 * (y[i] + y[i - 1]), y[i] - y[i - 1],
                           0.5 * (m[i] + m[i - 1]), m[i] - m[i - 1]});
}

/// With θ = kh/2 the even part of a segment goes with sin(k·middle), the odd one with cos(k·middle), and what they are
/// multiplied with are spherical Bessel functions of θ: no differences of large numbers, however small k is.
double CubicSegments::sine_integral(double k) const {
  double sum = 0.0;
  for (const auto& s : segments_) {
    const double h2 = s.h * s.h;
    if (k == 0.0) {
      sum += s.h * (s.middle * (s.y_mean - h2 * s.m_mean / 12.0) + s.h * (s.y_rise / 12.0 - h2 * s.m_rise / 720.0));
      continue;
    }
    const double theta = 0.5 * k * s.h;
    const auto [j0, j1_over_x, j2_over_x] = spherical_bessel(theta);
    const double even = s.y_mean * j0 - 0.25 * h2 * s.m_mean * j1_over_x;
    const double odd = 0.5 * s.y_rise * theta * j1_over_x - h2 / 24.0 * s.m_rise * j2_over_x;
    sum += s.h * (even * std::sin(k * s.middle) + odd * std::cos(k * s.middle));
  }
  return k == 0.0 ? sum : sum / k;
}

}  // namespace liquidus
