#include "potential/ewald_fit.hpp"

#include <algorithm>
#include <cmath>

#include "core/units.hpp"

namespace liquidus {
namespace {

constexpr std::size_t nodes = 64;
constexpr long double noise = 1e-17L;     // rounding in the coefficients, of the first
using Series = std::vector<long double>;  // extended precision: set-up only, and powers lose a digit or two

long double exact(long double beta, long double x) {
  const long double r = std::sqrt(x);
  if (beta * r < 1e-6L) return beta * 2.0L / std::sqrt(std::acos(-1.0L)) * (1.0L - beta * beta * x / 3.0L);
  return std::erf(beta * r) / r;
}

/// Chebyshev coefficients of `exact` on [0, r_c²].
Series chebyshev(long double beta, long double cutoff) {
  const long double step = std::acos(-1.0L) / nodes;
  Series value(nodes), c(nodes, 0.0L);
  for (std::size_t j = 0; j < nodes; ++j)
    value[j] = exact(beta, 0.5L * cutoff * cutoff * (1.0L + std::cos(step * (static_cast<long double>(j) + 0.5L))));
  for (std::size_t k = 0; k < nodes; ++k) {
    for (std::size_t j = 0; j < nodes; ++j)
      c[k] += value[j] * std::cos(step * static_cast<long double>(k) * (static_cast<long double>(j) + 0.5L));
    c[k] *= (k == 0 ? 1.0L : 2.0L) / nodes;
  }
  return c;
}

/// Σ c_k T_k as powers of t, by T_{k+1} = 2t T_k − T_{k−1}.
Series powers_of(const Series& c) {
  Series sum(c.size(), 0.0L), before(c.size(), 0.0L), now(c.size(), 0.0L);
  now[0] = 1.0L;
  for (std::size_t k = 0; k < c.size(); ++k) {
    for (std::size_t n = 0; n <= k; ++n) sum[n] += c[k] * now[n];
    Series next(c.size(), 0.0L);
    for (std::size_t n = 0; n < c.size(); ++n)
      next[n] = (k == 0 ? 1.0L : 2.0L) * (n > 0 ? now[n - 1] : 0.0L) - (k == 0 ? 0.0L : before[n]);
    before = now;
    now = next;
  }
  return sum;
}

std::vector<double> padded(const Series& c) {
  std::vector<double> rounded(c.begin(), c.end());
  rounded.resize((c.size() + 3) / 4 * 4, 0.0);
  return rounded;
}

}  // namespace

/// What is cut off the series bounds its error; |T_k'| ≤ k².
EwaldFit fit_ewald_real(double beta, double cutoff, double tolerance) {
  const double scale = 2.0 / (cutoff * cutoff);
  Series c = chebyshev(beta, cutoff);
  long double energy = 0.0L, force = 0.0L;
  std::size_t terms = nodes;
  for (; terms > 2; --terms) {
    const auto k = static_cast<long double>(terms - 1), size = std::abs(c[terms - 1]);
    if (size < noise * c[0]) continue;
    energy += size;
    force += size * k * k * scale * 2.0L * cutoff;
    if (energy > tolerance * beta || force > tolerance * beta * beta) break;
  }
  c.resize(terms);
  const Series p = powers_of(c);
  Series g(terms - 1);
  for (std::size_t k = 0; k + 1 < terms; ++k) g[k] = 2.0L * scale * static_cast<long double>(k + 1) * p[k + 1];
  EwaldFit fit{scale, padded(p), padded(g)};
  return fit;
}

}  // namespace liquidus
