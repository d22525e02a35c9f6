#pragma once
#include <array>
#include <optional>
#include <span>

namespace liquidus {

/// Least-squares cubic c0 + c1 t + c2 t² + c3 t³ through the points, t = (r − centre)/scale; none if they don't fix one
/// (fewer than four distinct r).
struct Cubic {
  double centre, scale;
  std::array<double, 4> c;
  double operator()(double r) const {
    const double t = (r - centre) / scale;
    return c[0] + t * (c[1] + t * (c[2] + t * c[3]));
  }
  /// Its maximum (sign 1) or minimum (sign −1), none if it has none.
  std::optional<double> extremum(int sign) const;
};
std::optional<Cubic> fit_cubic(std::span<const double> r, std::span<const double> y, double centre, double scale);

}  // namespace liquidus
