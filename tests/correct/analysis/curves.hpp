#pragma once
#include <cmath>

#include "correct/analysis/pair_curve.hpp"

namespace liquidus::test {

/// 4ε[(σ/r)¹² − (σ/r)⁶] in closed form.
inline PairCurve lennard_jones(double sigma, double epsilon, double to = 12.0) {
  const auto sixth = [sigma](double r) { return std::pow(sigma / r, 6); };
  return {[=](double r) { return 4.0 * epsilon * sixth(r) * (sixth(r) - 1.0); },
          [=](double r) { return -24.0 * epsilon / r * sixth(r) * (2.0 * sixth(r) - 1.0); }, 0.5, to};
}

}  // namespace liquidus::test
