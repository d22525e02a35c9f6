#pragma once
#include <cmath>
#include <functional>

#include "core/units.hpp"
#include "correct/correction.hpp"
#include "correct/pair_comparison.hpp"

namespace liquidus::test {

using Energy = std::function<double(double)>;  // eV at r

inline double lennard_jones(double r, double sigma, double epsilon) {
  const double x = std::pow(sigma / r, 6);
  return 4.0 * epsilon * (x * x - x);
}

/// What comparisons of a gas so dilute that g(r) = exp(−U(r)/kT) say: `simulated` and `measured` are its energies.
inline PairComparison dilute(const Energy& simulated, const Energy& measured, double temperature, double error = 0.0,
                             double width = 0.05, double range = 8.0) {
  PairComparison one;
  one.temperature = temperature;
  const double kT = units::kB * temperature;
  for (int k = 0; (k + 0.5) * width < range; ++k) {
    const double r = (k + 0.5) * width;
    one.r.push_back(r);
    one.simulated.push_back(std::exp(-simulated(r) / kT));
    one.measured.push_back(std::exp(-measured(r) / kT));
    one.simulated_error.push_back(error);
    one.measured_error.push_back(error);
  }
  return one;
}

/// A correction of one pair, by its energy at the knots.
inline Correction correction_of(const KnotGrid& knots, const Energy& energy) {
  auto correction = Correction::zero({"Ar"}, knots, {});
  for (std::size_t k = 0; k + 1 < correction.values[0].size(); ++k)
    correction.values[0][k] = energy(knots.at(static_cast<Index>(k)));
  return correction;
}

/// Energy of a correction's pair at a temperature.
inline Energy energy_of(const Correction& correction, std::size_t pair, double temperature) {
  return [spline = KnotSpline(correction.knots, correction.at(pair, temperature))](double r) { return spline(r); };
}

inline Energy operator+(const Energy& a, const Energy& b) {
  return [a, b](double r) { return a(r) + b(r); };
}

}  // namespace liquidus::test
