#pragma once
#include <cstddef>
#include <span>
#include <vector>

namespace liquidus {

/// A curve laid through points by cubic splines, kept segment by segment so that its sine transform can be taken
/// exactly.
///
/// The splines are natural (no curvature at their ends), which at x = 0 is what odd functions such as Q [S(Q) − 1] and
/// r [g(r) − 1] have. Two points at the same x are a jump, where a spline ends and another begins. A segment more than
/// five times as long as one next to it is a straight line between two splines: there a cubic would swing with the
/// noise of the points on the short side.
class CubicSegments {
 public:
  /// x [n] doesn't decrease, y [n].
  CubicSegments(std::span<const double> x, std::span<const double> y);

  /// ∫ y(x) sin(kx)/k dx over all of it; at k = 0 the limit ∫ x y(x) dx.
  double sine_integral(double k) const;
  std::size_t size() const { return segments_.size(); }

 private:
  /// y = ȳ + Δy u − h²/6 (¼ − u²)(3 M̄ + ΔM u) with u = (x − middle)/h from −½ to ½, and M the second derivative.
  struct Segment {
    double h, middle, y_mean, y_rise, m_mean, m_rise;
  };
  std::vector<Segment> segments_;
};

/// [n] What each y counts for in CubicSegments(x, y).sine_integral(k), which is linear in them; the same splines.
std::vector<double> sine_weights(std::span<const double> x, double k);

}  // namespace liquidus
