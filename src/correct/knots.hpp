#pragma once
#include <span>
#include <vector>

#include "core/vec3.hpp"

namespace liquidus {

/// Where the values of a pair correction stand: first, first + spacing, …, the cutoff.
struct KnotGrid {
  double first = 0.0, spacing = 0.05;  // Å
  Index count = 0;

  /// As many knots as it takes to reach `cutoff` (a last gap of less than 1e-9 spacings is left out).
  /// @throws std::invalid_argument unless 0 ≤ first < cutoff and the spacing is positive
  static KnotGrid up_to(double cutoff, double spacing, double first = 0.0);
  double at(Index k) const { return first + static_cast<double>(k) * spacing; }
  double cutoff() const { return at(count - 1); }
  std::vector<double> all() const;  // [count] Å
  bool operator==(const KnotGrid&) const = default;
};

/// The cubic spline through values on a KnotGrid with two continuous derivatives everywhere but at the cutoff, where
/// value and slope end at zero: below the first knot it goes on as a straight line (and is natural there), beyond the
/// cutoff it is zero. The last value must be zero.
class KnotSpline {
 public:
  /// @param values  [count] @throws std::invalid_argument for another number of values, or fewer than three
  KnotSpline(const KnotGrid& knots, std::span<const double> values);
  double operator()(double r) const;
  double slope(double r) const;
  /// [count] slopes at the knots; a Hermite cubic through them is this spline.
  const std::vector<double>& slopes() const { return slopes_; }

 private:
  struct Place {
    std::size_t k;  // the interval's first knot
    double t;       // 0 … 1 within it
  };
  Place place(double r) const;

  KnotGrid knots_;
  std::vector<double> values_, slopes_;
};

}  // namespace liquidus
