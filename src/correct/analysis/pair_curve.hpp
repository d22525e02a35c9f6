#pragma once
#include <functional>
#include <span>

#include "core/structure.hpp"
#include "correct/knots.hpp"
#include "potential/potential.hpp"
#include "potential/tabulated.hpp"

namespace liquidus {

/// A pair energy U(r) with its derivative, of r in Å.
struct PairCurve {
  std::function<double(double)> energy;  // eV; zero beyond `to`
  std::function<double(double)> slope;   // dU/dr, eV/Å
  double from = 0.5, to = 12.0;          // Å, where something is known of it
};

/// Through a table's energies with its forces as slopes (by a natural spline's where it has none): a cubic between
/// points, a straight line below the first, zero beyond the last.
/// @throws InputError for fewer than three points, distances that don't increase, columns of different length or
/// numbers that aren't finite
PairCurve interpolated(const PairTable& table);

/// A curve and a correction to it; known as far as either reaches.
PairCurve corrected(const PairCurve& base, const KnotSpline& correction, double cutoff);

/// Distances at which a potential is asked for the energy of a dimer.
struct DimerGrid {
  double from = 0.5;   // Å
  double to = 0.0;     // Å; 0: as far as the potential reaches
  double step = 0.01;  // Å
};

/// dimer_energies on even distances, the last one just inside the reach.
/// @param species  one or two kinds, those that the potential was made for; the dimer is of the first and the last
/// @throws std::invalid_argument unless 0 < from < to, or for another number of kinds
PairTable dimer_table(const Potential& potential, std::span<const Species> species, const DimerGrid& grid = {});

}  // namespace liquidus
