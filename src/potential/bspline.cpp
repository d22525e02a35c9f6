#include "potential/bspline.hpp"

#include <cmath>

#include "core/units.hpp"

namespace liquidus {

/// M_p(u) = [u M_{p−1}(u) + (p − u) M_{p−1}(u − 1)]/(p − 1) with u = t + m, for all pieces m at once.
SplineTable::SplineTable(int p) : order(p) {
  const auto n = static_cast<std::size_t>(largest_spline_order);
  using Pieces = std::vector<std::vector<double>>;  // [m][power of t]
  Pieces pieces(n, std::vector<double>(n, 0.0));
  pieces[0][0] = 1.0;
  for (std::size_t q = 2; q <= static_cast<std::size_t>(p); ++q) {
    Pieces next(n, std::vector<double>(n, 0.0));
    const double scale = 1.0 / static_cast<double>(q - 1);
    for (std::size_t m = 0; m < q; ++m)
      for (std::size_t k = 0; k < q; ++k) {
        const double left = m > 0 ? pieces[m - 1][k] : 0.0, left_lower = m > 0 && k > 0 ? pieces[m - 1][k - 1] : 0.0;
        const double lower = k > 0 ? pieces[m][k - 1] : 0.0;
        next[m][k] =
            scale * (static_cast<double>(m) * pieces[m][k] + static_cast<double>(q - m) * left + lower - left_lower);
      }
    pieces = next;
  }
  for (std::size_t j = 0; j < static_cast<std::size_t>(p); ++j)
    for (std::size_t k = 0; k < n; ++k) {
      value[k][j] = pieces[static_cast<std::size_t>(p) - 1 - j][k];
      if (k > 0) slope[k - 1][j] = static_cast<double>(k) * value[k][j];
    }
}

/// W_m is sinᵖ(πν)/(π(ν + m))ᵖ up to a sign that alternates with m for odd p. The sums fall as m^(2 − 2p): eight images
/// are enough for any order.
SplineAliases spline_aliases(int order, double nu) {
  constexpr int most = 8;
  SplineAliases sums{0.0, 0.0, 0.0};
  if (nu == 0.0) return sums;
  for (int m = -most; m <= most; ++m) {
    const double w = std::pow(nu / (nu + m), order);
    if (m != 0) {
      sums.squares += w * w;
      sums.slopes += w * w * (nu + m) * (nu + m) / (nu * nu);
    }
    sums.neighbours += w * std::pow(nu / (nu + m + 1), order);
  }
  return sums;
}

std::vector<double> spline_influence(int order, int points) {
  std::vector<double> factor(static_cast<std::size_t>(points), 0.0);
  for (int n = 0; n < points; ++n) {
    if (2 * n == points) continue;
    const double nu = static_cast<double>(2 * n < points ? n : n - points) / points, x = units::pi * nu;
    const double w0 = n == 0 ? 1.0 : std::pow(std::sin(x) / x, order), sum = 1.0 + spline_aliases(order, nu).squares;
    factor[static_cast<std::size_t>(n)] = 1.0 / (w0 * w0 * sum * sum);
  }
  return factor;
}

}  // namespace liquidus
