#include "potential/safe_core.hpp"

#include <algorithm>
#include <cmath>
#include <stdexcept>

namespace liquidus {
namespace {

constexpr double step = 1.001;      // ratio of neighbouring distances that are looked at
constexpr double innermost = 1e-3;  // Å; no configuration comes here

/// −dU/dr for κ = 1.
double core_force(double radius, double r) {
  const double x = radius / r - 1.0, y = 1.0 + x;
  return x * x * std::pow(y, 8) * (3.0 * y + 9.0 * x) * radius / (r * r);
}

}  // namespace

SafeCore find_safe_core(const std::function<double(double)>& slope, double cutoff) {
  if (slope(innermost) <= 0.0) return {};
  double radius = innermost;
  while (slope(radius) >= 0.0) {
    radius *= step;
    if (!(radius < cutoff)) throw std::invalid_argument("it attracts at every distance");
  }
  while (slope(radius * step) < slope(radius)) {
    radius *= step;
    if (!(radius < cutoff)) throw std::invalid_argument("its repulsion is weaker the nearer the two come");
  }
  radius *= step;  // beyond the steepest point, where the force still grows inward and so needs no core yet
  const double least = -slope(radius);
  double strength = 0.0;
  for (double r = radius / step; r > 0.1 * innermost; r /= step)
    strength = std::max(strength, (least + slope(r)) / core_force(radius, r));
  return {radius, 1.01 * strength};  // a little more for what lies between the distances looked at
}

}  // namespace liquidus
