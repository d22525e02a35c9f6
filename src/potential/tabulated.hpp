#pragma once
#include <memory>
#include <span>
#include <vector>

#include "potential/pair_potential.hpp"

namespace liquidus {

/// A pair energy by its values. Without points: no interaction.
struct PairTable {
  std::vector<double> r;       // [n] Å, increasing, not negative
  std::vector<double> energy;  // [n] eV
  std::vector<double> force;   // [n] −dU/dr in eV/Å, or empty
};

/// A cubic spline through the points: with two continuous derivatives, or, where forces are given, with those as its
/// slopes. The force is its exact derivative. Below the first point the energy goes on as a straight line, beyond the
/// last it is zero. Points that aren't evenly spaced are carried over to a grid half as wide as the narrowest gap (at
/// most 10⁵ points), on which energy and slope are the spline's.
/// @param tables  [types × types]
/// @throws PairError for fewer than two points, distances that don't increase, numbers that aren't finite, columns of
/// different length, or a table that ends below the cutoff
std::unique_ptr<PairPotential> make_tabulated(Index types, std::span<const PairTable> tables, const PairCutoff& cutoff);

}  // namespace liquidus
