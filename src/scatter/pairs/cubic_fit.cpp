#include "scatter/pairs/cubic_fit.hpp"

#include <cmath>
#include <cstddef>
#include <utility>

namespace liquidus {

std::optional<Cubic> fit_cubic(std::span<const double> r, std::span<const double> y, double centre, double scale) {
  std::array<double, 7> moment{};
  std::array<std::array<double, 5>, 4> m{};  // normal equations with their right-hand side
  for (std::size_t i = 0; i < r.size(); ++i) {
    const double t = (r[i] - centre) / scale;
    double power = 1.0;
    for (std::size_t k = 0; k < 7; ++k, power *= t) {
      moment[k] += power;
      if (k < 4) m[k][4] += power * y[i];
    }
  }
  for (std::size_t i = 0; i < 4; ++i)
    for (std::size_t j = 0; j < 4; ++j) m[i][j] = moment[i + j];
  for (std::size_t k = 0; k < 4; ++k) {
    std::size_t pivot = k;
    for (std::size_t i = k + 1; i < 4; ++i)
      if (std::abs(m[i][k]) > std::abs(m[pivot][k])) pivot = i;
    if (!(std::abs(m[pivot][k]) > 1e-10 * moment[0])) return std::nullopt;
    std::swap(m[k], m[pivot]);
    for (std::size_t i = 0; i < 4; ++i) {
      if (i == k) continue;
      const double factor = m[i][k] / m[k][k];
      for (std::size_t j = k; j < 5; ++j) m[i][j] -= factor * m[k][j];
    }
  }
  return Cubic{centre, scale, {m[0][4] / m[0][0], m[1][4] / m[1][1], m[2][4] / m[2][2], m[3][4] / m[3][3]}};
}

std::optional<double> Cubic::extremum(int sign) const {
  const double inside = c[2] * c[2] - 3.0 * c[1] * c[3];
  if (!(inside > 0.0)) return std::nullopt;
  // Where p' = 0 and p'' = −2 sign √inside, written so that c3 = 0 is a parabola.
  return centre + scale * c[1] / (sign * std::sqrt(inside) - c[2]);
}

}  // namespace liquidus
