#pragma once
#include <span>
#include <string>

namespace liquidus {

/// Where a curve leaves its core: the number of points before the first above a twentieth of its maximum.
std::size_t core_points(std::span<const double> g);

struct NoiseEstimate {
  double error = 0.0;  // standard error of a point
  std::string from;    // "from the scatter of its points about local cubics", …
};
/// The size of the independent errors of a curve's points, from the curve itself: what a point misses the cubic through
/// its two neighbours on either side by, as a median so that sharp peaks, which cubics miss, don't count, and divided
/// by what that residual of pure noise would be. Errors that neighbours share aren't seen.
/// @return  0 below five points
double scatter_about_cubics(std::span<const double> x, std::span<const double> y);

/// For a g(r): the larger of that scatter and of its root mean square in the core, where it must vanish; at least
/// 0.005, since errors of normalisation and of the transform show in neither.
NoiseEstimate estimated_noise(std::span<const double> r, std::span<const double> g);

}  // namespace liquidus
