#include "potential/ewald_error.hpp"

#include <algorithm>
#include <cmath>

#include "core/units.hpp"
#include "potential/bspline.hpp"

namespace liquidus {
namespace {

constexpr double least_product = 0.05, largest_product = 1.5;  // β·spacing
constexpr int steps = 24;

double product_at(int step) {
  return least_product * std::pow(largest_product / least_product, static_cast<double>(step) / steps);
}

/// (1 + a)(1 + b) − 1 without losing small numbers.
double both(double a, double b) { return a + b + a * b; }

struct Errors {
  double pair, self;
};

/// Both errors for β = 1 by the midpoint rule over an octant of the wave vectors of a cubic mesh. With s and b the sums
/// of SplineAliases in three dimensions, R = 4π exp(−k²/4)/k² and the influence function R/(W_0²(1 + s)²):
///   pair² = ∫ d³k/(2π)³ k²R² (b + s + 3s² + s³)/(1 + s)³  + the same of k²R² over the wave vectors beyond the mesh,
///   self = √6 (π/h) ∫ d³k/(2π)³ R u_x (1 + s_y)(1 + s_z)/(1 + s)²  for the rms of the first harmonic.
Errors errors_of(int order, double h) {
  constexpr int n = 16;
  const double edge = units::pi / h, end = std::min(edge, 7.0), width = end / n;
  double k[n];
  SplineAliases of[n];
  for (int i = 0; i < n; ++i) {
    k[i] = (i + 0.5) * width;
    of[i] = spline_aliases(order, 0.5 * k[i] / edge);
  }
  double pair = 0.0, self = 0.0;
  for (int x = 0; x < n; ++x)
    for (int y = 0; y < n; ++y)
      for (int z = 0; z < n; ++z) {
        const double kx = k[x] * k[x], ky = k[y] * k[y], kz = k[z] * k[z], k2 = kx + ky + kz;
        const double r = 4.0 * units::pi * std::exp(-0.25 * k2) / k2;
        const double sxy = both(of[x].squares, of[y].squares), sxz = both(of[x].squares, of[z].squares),
                     syz = both(of[y].squares, of[z].squares), s = both(sxy, of[z].squares);
        const double b =
            (kx * both(of[x].slopes, syz) + ky * both(of[y].slopes, sxz) + kz * both(of[z].slopes, sxy)) / k2;
        pair += k2 * r * r * (b + s + 3.0 * s * s + s * s * s) / std::pow(1.0 + s, 3);
        self += r * of[x].neighbours * (1.0 + syz) / ((1.0 + s) * (1.0 + s));
      }
  const double volume = std::pow(width / units::pi, 3);  // of eight octants
  const double beyond = 8.0 * std::sqrt(0.5 * units::pi) * std::erfc(edge / std::sqrt(2.0));
  return {std::sqrt(pair * volume + beyond), std::sqrt(6.0) * edge * std::abs(self) * volume};
}

}  // namespace

ChargeStatistics charge_statistics(std::span<const double> charges, std::span<const Index> counts, double volume) {
  double atoms = 0.0, squares = 0.0, fourths = 0.0;
  for (std::size_t k = 0; k < std::min(charges.size(), counts.size()); ++k) {
    const double n = static_cast<double>(counts[k]), q2 = charges[k] * charges[k];
    if (q2 > 0.0) atoms += n;
    squares += n * q2;
    fourths += n * q2 * q2;
  }
  if (!(atoms > 0.0)) return {};
  return {squares / atoms, fourths / atoms, squares / volume};
}

ChargeStatistics dense_melt(std::span<const double> charges) {
  double most = 0.0, alone = 0.0;
  for (const double a : charges) {
    alone = std::max(alone, a * a);
    for (const double b : charges) most = std::max(most, -a * b);
  }
  const double square = most > 0.0 ? most : alone;
  return {square, square * square, 0.1 * square};
}

double real_space_error(const ChargeStatistics& charges, double cutoff, double beta) {
  return 2.0 * std::sqrt(charges.mean_square * charges.density / cutoff) * std::exp(-beta * beta * cutoff * cutoff);
}

double beta_for(const ChargeStatistics& charges, double cutoff, double error) {
  const double without = real_space_error(charges, cutoff, 0.0);
  return std::sqrt(std::max(1.0, std::log(without / error))) / cutoff;
}

MeshError::MeshError(int order) {
  for (int step = 0; step <= steps; ++step) {
    const Errors errors = errors_of(order, product_at(step));
    log_pair_.push_back(std::log(errors.pair));
    log_self_.push_back(std::log(errors.self));
  }
}

double MeshError::at(const ChargeStatistics& charges, double beta, double spacing) const {
  const double place = steps * std::log(beta * spacing / least_product) / std::log(largest_product / least_product);
  const int step = static_cast<int>(std::clamp(place, 0.0, steps - 1.0));
  const auto value = [&](const std::vector<double>& table) {
    const auto k = static_cast<std::size_t>(step);
    return std::exp(table[k] + (place - step) * (table[k + 1] - table[k]));
  };
  const double pair = std::sqrt(charges.mean_square * charges.density * beta) * value(log_pair_);
  return std::hypot(pair, std::sqrt(charges.mean_fourth) * beta * beta * value(log_self_));
}

double MeshError::spacing_for(const ChargeStatistics& charges, double beta, double error) const {
  double low = least_product / beta, high = largest_product / beta;
  if (!(at(charges, beta, high) > error)) return high;
  if (at(charges, beta, low) > error) return 0.0;
  for (int n = 0; n < 40; ++n) {
    const double middle = std::sqrt(low * high);
    (at(charges, beta, middle) > error ? high : low) = middle;
  }
  return low;
}

int smooth_size(double least) {
  for (int size = 2 * std::max(1, static_cast<int>(std::ceil(0.5 * least)));; size += 2) {
    int rest = size;
    for (const int prime : {2, 3, 5, 7})
      while (rest % prime == 0) rest /= prime;
    if (rest == 1) return size;
  }
}

}  // namespace liquidus
