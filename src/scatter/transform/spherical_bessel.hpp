#pragma once
#include <cmath>

namespace liquidus {

/// Spherical Bessel functions j0 = sin x/x, j1 = (sin x − x cos x)/x² and j2 = 3 j1/x − j0, the latter two over x, to
/// rounding also near 0, where the closed forms cancel.
struct SphericalBessel {
  double j0, j1_over_x, j2_over_x;
};
inline SphericalBessel spherical_bessel(double x) {
  if (std::abs(x) < 0.5) {  // the terms left out are below 1e-17
    const double t = x * x;
    const double j0 = 1 - t / 6 * (1 - t / 20 * (1 - t / 42 * (1 - t / 72 * (1 - t / 110 * (1 - t / 156)))));
    const double j1 = 1 - t / 10 * (1 - t / 28 * (1 - t / 54 * (1 - t / 88 * (1 - t / 130))));
    const double j2 = 1 - t / 14 * (1 - t / 36 * (1 - t / 66 * (1 - t / 104 * (1 - t / 150))));
    return {j0, j1 / 3, x / 15 * j2};
  }
  const double j0 = std::sin(x) / x, j1_over_x = (j0 - std::cos(x)) / (x * x);
  return {j0, j1_over_x, (3 * j1_over_x - j0) / x};
}

}  // namespace liquidus
