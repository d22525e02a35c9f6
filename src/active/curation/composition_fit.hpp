#pragma once
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "core/structure.hpp"

namespace liquidus {

/// Energies per atom as what the species bring each, and what is left.
struct CompositionFit {
  std::vector<std::string> species;
  std::vector<double> energies;  // [species] eV; where compositions don't determine them, the ones of least norm
  int rank = 0;                  // how many the compositions determine
  std::vector<double> residual;  // [frames] eV/atom; NaN where there is no energy
};

/// Least absolute deviations, Σ |E/N − Σ_s x_s e_s|, by least squares that are repeated with weights 1/|deviation|, so
/// that frames far off don't draw the fit to themselves.
/// @param frames    [n] atoms
/// @param energies  [n] eV, of the whole frame
CompositionFit fit_composition(std::span<const Structure* const> frames,
                               std::span<const std::optional<double>> energies);

/// Middle of values and the standard deviation that a normal distribution of their median absolute deviation has,
/// 1.4826 MAD. Values that are NaN don't count; both are NaN without others.
struct RobustSpread {
  double median = 0.0, deviation = 0.0;
};
RobustSpread robust_spread(std::vector<double> values);

}  // namespace liquidus
