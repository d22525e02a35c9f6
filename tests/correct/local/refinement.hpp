#pragma once
#include <algorithm>
#include <cmath>
#include <functional>
#include <string>
#include <vector>

#include "correct/local/dilute.hpp"
#include "correct/local/sopr.hpp"

namespace liquidus::test {

/// A dilute gas at 85 K with a potential that lacks something, for tests of how refinement finds it.
inline const KnotGrid knots = KnotGrid::up_to(8.0, 0.1);
inline constexpr double temperature = 85.0, kT = units::kB * temperature;

inline double base(double r) { return lennard_jones(r, 3.4, 0.010); }
inline double lacking(double r) { return 0.003 * std::exp(-0.7 * (r - 4.2) * (r - 4.2)) * std::cos(2.0 * r); }
inline double truth(double r) { return base(r) + lacking(r); }

inline SoprReference reference() { return {{base}}; }

inline SoprOptions mode(const std::string& name) {
  SoprOptions options;
  options.mode = name;
  return options;
}

/// A refinement from `base`; `measure` simulates an energy and holds it against what was measured.
inline Correction iterate(const SoprOptions& options, int iterations,
                          const std::function<PairComparison(const Energy&)>& measure) {
  auto now = Correction::zero({"Ar"}, knots, {});
  SoprMemory memory;
  for (int k = 0; k < iterations; ++k)
    now = sopr_step(now, std::vector{measure(Energy(base) + energy_of(now, 0, temperature))}, reference(), options,
                    memory);
  return now;
}

inline double largest_difference(const std::vector<double>& a, const std::vector<double>& b) {
  double most = 0.0;
  for (std::size_t i = 0; i < a.size(); ++i) most = std::max(most, std::abs(a[i] - b[i]));
  return most;
}

}  // namespace liquidus::test
