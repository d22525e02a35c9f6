#pragma once
#include <span>
#include <vector>

namespace liquidus {

/// Slopes at the knots of the cubic spline through (x, y) with two continuous derivatives, whose third derivative is
/// also continuous at the second and the last knot but one ("not a knot"): exact for a cubic. With two points it is the
/// line, with three the parabola.
/// @param x  [n] increasing, n ≥ 2
std::vector<double> spline_slopes(std::span<const double> x, std::span<const double> y);

/// Value and slope at `at` of the cubic between two knots; beyond them it goes on as it is.
struct SplineValue {
  double value, slope;
};
SplineValue cubic_between(double x0, double x1, double y0, double y1, double slope0, double slope1, double at);

}  // namespace liquidus
