#pragma once
#include <limits>
#include <vector>

#include "core/vec3.hpp"

namespace liquidus {

/// A sum of Gaussians of one variable s, kept as values and slopes on a grid of a tenth of the usual width. Between the
/// knots stands the cubic that has them, so that value and slope belong together and the slope has no steps; the
/// difference to the Gaussians is below 1e-6 of their heights. A Gaussian ends at 6 widths, where it is 2e-8 of its
/// height. The grid grows as it must.
///
/// A bound is a mirror: the image of each hill behind it is added too, so that the sum has no slope there (Crespo,
/// Marinelli, Pietrucci & Laio, Phys. Rev. E 81, 055701, 2010). Beyond the bound the sum stays what it is at it.
class HillSum {
 public:
  static constexpr double no_bound = std::numeric_limits<double>::infinity();

  /// @param width  of the hills, in units of s; others may come too
  /// @throws std::invalid_argument for a width that is not positive, or bounds that are less than 6 widths apart
  explicit HillSum(double width, double from = -no_bound, double to = no_bound);

  /// Adds height·exp(−(s − centre)²/2width²), with the centre within the bounds. Sums do not depend on how the grid
  /// has grown, so that the same hills in the same order give the same bits.
  /// @throws SimulationError if the grid would get a million knots: the variable has left what it was meant for
  void add(double centre, double width, double height);
  bool within_bounds(double s) const { return s >= from_ && s <= to_; }

  struct Value {
    double value, slope;  // eV, eV per unit of s
  };
  Value at(double s) const;

  struct Knot {
    double s, value;
  };
  /// Those that the grid has come to, in ascending order of s.
  std::vector<Knot> knots() const;

 private:
  void add_one(double centre, double width, double height);
  void grow(Index first, Index last);
  double place(Index knot) const { return origin_ + static_cast<double>(knot) * spacing_; }

  double from_, to_, origin_, spacing_;
  Index first_ = 0;  // number of the knot that comes first; the origin's is 0
  std::vector<double> value_, slope_;
};

}  // namespace liquidus
