#pragma once
#include <cmath>

namespace liquidus {

/// Spherical Bessel functions j0 = sin x/x and j1 = (sin x − x cos x)/x², to rounding also near 0, where the closed
/// forms cancel.
struct SphericalBessel {
  double j0, j1;
};
inline SphericalBessel spherical_bessel(double x) {
  if (std::abs(x) < 0.5) {  // the terms left out are below 1e-17
    const double t = x * x;
    return {
        1.0 - t / 6.0 * (1.0 - t / 20.0 * (1.0 - t / 42.0 * (1.0 - t / 72.0 * (1.0 - t / 110.0 * (1.0 - t / 156.0))))),
        x / 3.0 * (1.0 - t / 10.0 * (1.0 - t / 28.0 * (1.0 - t / 54.0 * (1.0 - t / 88.0 * (1.0 - t / 130.0)))))};
  }
  const double s = std::sin(x), c = std::cos(x);
  return {s / x, (s / x - c) / x};
}

}  // namespace liquidus
