#include "mlip/mace/wigner.hpp"

#include <cmath>
#include <complex>
#include <cstdlib>
#include <stdexcept>

namespace liquidus {
namespace {

using Complex = std::complex<double>;

double factorial(int n) { return std::tgamma(static_cast<double>(n) + 1.0); }

/// ⟨l1 m1 l2 m2 | l3 m1+m2⟩ by Racah's sum; in doubles exact to rounding for the l < 12 that models use.
double clebsch_gordan(int l1, int m1, int l2, int m2, int l3) {
  const int m3 = m1 + m2;
  if (std::abs(m3) > l3) return 0.0;
  const double triangle = factorial(l3 + l1 - l2) * factorial(l3 - l1 + l2) * factorial(l1 + l2 - l3) /
                          factorial(l1 + l2 + l3 + 1) * (2.0 * l3 + 1.0);
  const double poles = factorial(l3 + m3) * factorial(l3 - m3) * factorial(l1 - m1) * factorial(l1 + m1) *
                       factorial(l2 - m2) * factorial(l2 + m2);
  double sum = 0.0;
  for (int k = 0; k <= l1 + l2 - l3; ++k) {
    const int terms[] = {l1 + l2 - l3 - k, l1 - m1 - k, l2 + m2 - k, l3 - l2 + m1 + k, l3 - l1 - m2 + k};
    double below = factorial(k);
    bool allowed = true;
    for (const int t : terms) {
      allowed = allowed && t >= 0;
      if (t >= 0) below *= factorial(t);
    }
    if (allowed) sum += (k % 2 == 0 ? 1.0 : -1.0) / below;
  }
  return std::sqrt(triangle * poles) * sum;
}

/// Row: complex component m, column: real component; with (−i)^l, which makes real couplings of them real.
std::vector<Complex> complex_from_real(int l) {
  const int n = 2 * l + 1;
  const Complex i(0.0, 1.0);
  std::vector<Complex> q(static_cast<std::size_t>(n * n));
  const auto at = [&](int row, int column) -> Complex& { return q[static_cast<std::size_t>(row * n + column)]; };
  at(l, l) = 1.0;
  for (int m = 1; m <= l; ++m) {
    const double sign = m % 2 == 0 ? 1.0 : -1.0;
    at(l - m, l + m) = std::sqrt(0.5);
    at(l - m, l - m) = -i * std::sqrt(0.5);
    at(l + m, l + m) = sign * std::sqrt(0.5);
    at(l + m, l - m) = sign * i * std::sqrt(0.5);
  }
  const Complex phases[] = {1.0, -i, -1.0, i};
  for (Complex& x : q) x *= phases[l % 4];
  return q;
}

}  // namespace

std::vector<double> real_wigner_3j(int l1, int l2, int l3) {
  if (l1 < 0 || l2 < 0 || l3 < std::abs(l1 - l2) || l3 > l1 + l2)
    throw std::invalid_argument("these three angular momenta can't be coupled");
  const int n1 = 2 * l1 + 1, n2 = 2 * l2 + 1, n3 = 2 * l3 + 1;
  const auto q1 = complex_from_real(l1), q2 = complex_from_real(l2), q3 = complex_from_real(l3);
  const auto at = [](const std::vector<Complex>& q, int n, int row, int column) {
    return q[static_cast<std::size_t>(row * n + column)];
  };
  std::vector<double> w(static_cast<std::size_t>(n1 * n2 * n3));
  double norm = 0.0;
  for (int a = 0; a < n1; ++a)
    for (int b = 0; b < n2; ++b)
      for (int c = 0; c < n3; ++c) {
        Complex sum = 0.0;
        for (int m1 = -l1; m1 <= l1; ++m1)
          for (int m2 = -l2; m2 <= l2; ++m2)
            if (std::abs(m1 + m2) <= l3)
              sum += at(q1, n1, l1 + m1, a) * at(q2, n2, l2 + m2, b) * std::conj(at(q3, n3, l3 + m1 + m2, c)) *
                     clebsch_gordan(l1, m1, l2, m2, l3);
        w[static_cast<std::size_t>((a * n2 + b) * n3 + c)] = sum.real();
        norm += sum.real() * sum.real();
      }
  for (double& x : w) {
    x /= std::sqrt(norm);
    if (std::abs(x) < 1e-15) x = 0.0;  // rounding, where a selection rule says zero
  }
  return w;
}

}  // namespace liquidus
