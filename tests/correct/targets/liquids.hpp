#pragma once
#include <cmath>
#include <string>
#include <vector>

#include "core/random.hpp"
#include "correct/targets/pair_target.hpp"

namespace liquidus::testing {

/// A smooth g(r) with the shape of a simple liquid's: nothing below about 3 Å, a first peak of about 2.9 at 3.7 Å and
/// an order that dies away; it tends to 1.
inline double liquid_g(double r) {
  const double rise = 1.0 / (1.0 + std::exp(-(r - 3.3) / 0.06));
  return rise * (1.0 + 2.1 * std::exp(-(r - 3.3) / 1.1) * std::cos(1.9 * (r - 3.6)));
}

inline std::vector<double> even(double from, double step, std::size_t points) {
  std::vector<double> r;
  for (std::size_t k = 0; k < points; ++k) r.push_back(from + step * static_cast<double>(k));
  return r;
}

/// g at r with normal errors, the same in each call with the same seed.
inline Curve liquid_curve(const std::vector<double>& r, double error = 0.0, Index seed = 1) {
  Curve curve;
  curve.x = r;
  for (std::size_t k = 0; k < r.size(); ++k) {
    const Random random(static_cast<std::uint64_t>(seed), Stream::packing, static_cast<Index>(k), 7);
    curve.y.push_back(liquid_g(r[k]) + (error > 0.0 ? error * Random(random).normal3()[0] : 0.0));
  }
  return curve;
}

inline TargetOptions target_of(const std::string& pair = "Ar-Ar") {
  TargetOptions options;
  options.pair = pair;
  options.uncertainty = 0.01;
  return options;
}

inline bool says(const std::vector<std::string>& remarks, const std::string& words) {
  for (const auto& remark : remarks)
    if (remark.find(words) != std::string::npos) return true;
  return false;
}

inline std::string dataset(const std::string& name) { return std::string(LIQUIDUS_SOURCE_DIR) + "/datasets/" + name; }

}  // namespace liquidus::testing
