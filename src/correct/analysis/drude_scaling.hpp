#pragma once
#include <array>
#include <string>
#include <vector>

#include "core/vec3.hpp"

namespace liquidus {

/// A length or an energy of an atom and the atom's polarisability.
struct ScalingPoint {
  double polarisability = 0.0;  // α, Å³
  double value = 0.0;           // positive
  double error = 0.0;           // standard error of the value; 0 where it isn't known
};

/// value = A α^p with α in Å³. Coupled Drude oscillators give atoms a van der Waals radius ∝ α^(1/7) (Fedorov et al.,
/// Phys. Rev. Lett. 121, 183401, 2018).
struct PowerLaw {
  double amplitude = 0.0, exponent = 0.0;
  double amplitude_error = 0.0, exponent_error = 0.0;  // standard; NaN where the points are too few to say
  double covariance = 0.0;                             // of ln A and p
  Index points = 0;
  bool weighted = false;  // by the points' errors: all of them had one
  double scatter = 0.0;   // rms of ln(value/law), over the degrees of freedom

  double at(double polarisability) const;
  /// Standard error of the law there, from those of its numbers.
  double error_at(double polarisability) const;
};

/// A alone for a given exponent, by least squares in the values. With errors, the weights are 1/error² and A's error is
/// what they make of it, or what the scatter does if that is more; without, it is the scatter's.
/// @throws std::invalid_argument for no points, or numbers that aren't positive
PowerLaw fit_amplitude(const std::vector<ScalingPoint>& points, double exponent);

/// A and p, by linear regression of ln value on ln α, with errors as above.
/// @throws std::invalid_argument for fewer than two different polarisabilities, or numbers that aren't positive
PowerLaw fit_power_law(const std::vector<ScalingPoint>& points);

}  // namespace liquidus
