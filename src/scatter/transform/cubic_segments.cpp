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

/// spline(begin, length) for each run of points that a spline goes through.
template <class F>
void for_each_spline(std::span<const double> x, F&& spline) {
  std::size_t begin = 0;
  for (std::size_t i = 0; i + 1 < x.size(); ++i)
    if (stands_alone(x, i)) {
      spline(begin, i + 1 - begin);
      begin = i + 1;
    }
  spline(begin, x.size() - begin);
}

std::vector<double> second_derivatives(std::span<const double> x, std::span<const double> y) {
  std::vector<double> m(x.size(), 0.0);
  for_each_spline(x, [&](std::size_t begin, std::size_t n) {
    add_spline(x.subspan(begin, n), y.subspan(begin, n), std::span(m).subspan(begin, n));
  });
  return m;
}

/// The transpose of add_spline: weights of second derivatives become weights of the values that they follow from. The
/// equations are symmetric.
void add_spline_weights(std::span<const double> x, std::span<const double> of_m, std::span<double> of_y) {
  const std::size_t n = x.size();
  if (n < 3) return;
  std::vector<double> upper(n, 0.0), z(n, 0.0);
  for (std::size_t i = 1; i + 1 < n; ++i) {
    const double h0 = x[i] - x[i - 1], h1 = x[i + 1] - x[i];
    const double pivot = 2.0 * (h0 + h1) - h0 * upper[i - 1];
    upper[i] = h1 / pivot;
    z[i] = (of_m[i] - h0 * z[i - 1]) / pivot;
  }
  for (std::size_t i = n - 2; i > 0; --i) {
    z[i] -= upper[i] * z[i + 1];
    const double left = 6.0 * z[i] / (x[i] - x[i - 1]), right = 6.0 * z[i] / (x[i + 1] - x[i]);
    of_y[i - 1] += left;
    of_y[i] -= left + right;
    of_y[i + 1] += right;
  }
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

/// Term by term as CubicSegments::sine_integral.
std::vector<double> sine_weights(std::span<const double> x, double k) {
  std::vector<double> of_y(x.size(), 0.0), of_m(x.size(), 0.0);
  for (std::size_t i = 1; i < x.size(); ++i) {
    const double h = x[i] - x[i - 1], middle = 0.5 * (x[i] + x[i - 1]), h2 = h * h;
    double even_y = h * middle, even_m = -h * middle * h2 / 12.0, odd_y = h2 / 12.0, odd_m = -h2 * h2 / 720.0;
    if (k != 0.0) {
      const double theta = 0.5 * k * h, sine = h * std::sin(k * middle) / k, cosine = h * std::cos(k * middle) / k;
      const auto [j0, j1_over_x, j2_over_x] = spherical_bessel(theta);
      even_y = j0 * sine;
      even_m = -0.25 * h2 * j1_over_x * sine;
      odd_y = 0.5 * theta * j1_over_x * cosine;
      odd_m = -h2 / 24.0 * j2_over_x * cosine;
    }
    of_y[i] += 0.5 * even_y + odd_y;
    of_y[i - 1] += 0.5 * even_y - odd_y;
    of_m[i] += 0.5 * even_m + odd_m;
    of_m[i - 1] += 0.5 * even_m - odd_m;
  }
  for_each_spline(x, [&](std::size_t begin, std::size_t n) {
    add_spline_weights(x.subspan(begin, n), std::span(of_m).subspan(begin, n), std::span(of_y).subspan(begin, n));
  });
  return of_y;
}

}  // namespace liquidus
