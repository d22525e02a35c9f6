#pragma once
#include <cmath>

#include "core/units.hpp"
#include "core/vec3.hpp"

namespace liquidus {

/// Bins of a histogram in r: bin k holds kΔ ≤ r < (k+1)Δ.
struct RadialBins {
  double width = 0.02;  // Δ, Å
  Index count = 0;

  /// As many whole bins as it takes to reach `cutoff` (a last one of less than 1e-9 Δ is left out).
  static RadialBins up_to(double cutoff, double width) {
    return {width, static_cast<Index>(std::ceil(cutoff / width - 1e-9))};
  }
  double end() const { return lower(count); }
  double lower(Index k) const { return static_cast<double>(k) * width; }
  double upper(Index k) const { return lower(k + 1); }
  double centre(Index k) const { return (static_cast<double>(k) + 0.5) * width; }
  /// Exact volume of the shell, Å³: 4π/3 (r₊³ − r₋³), r± its edges.
  double shell(Index k) const {
    const double m = static_cast<double>(k);
    return 4.0 / 3.0 * units::pi * width * width * width * (3.0 * m * (m + 1.0) + 1.0);
  }
  bool operator==(const RadialBins&) const = default;
};

}  // namespace liquidus
