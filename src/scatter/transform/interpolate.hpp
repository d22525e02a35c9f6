#pragma once
#include <span>
#include <vector>

namespace liquidus {

/// Values of a curve at x by cubics through the four nearest points (fewer where there are fewer); beyond its ends the
/// line through the last two points.
std::vector<double> interpolate(std::span<const double> r, std::span<const double> y, std::span<const double> x);

}  // namespace liquidus
