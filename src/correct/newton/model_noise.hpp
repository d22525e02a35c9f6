#pragma once
#include <Eigen/Dense>

#include "correct/frames/reweighting.hpp"

namespace liquidus {

/// [width + 1, squared] covariance of the g(r) that a run found, pair by pair, bin by bin, and last of its pressure, in
/// eV/Å³ (zeros where a frame's isn't known).
///
/// Blocks are too few to tell how hundreds of bins err together; frames aren't. So the covariance is that of single
/// frames over their number, times how much more than that the blocks say that means scatter: the statistical
/// inefficiency, one number for each pair of species and one for the pressure. Noise of a simulation isn't white: it is
/// small in just those combinations of bins that hardly answer to the pair energy either.
/// @throws Error if there are fewer than two frames
Eigen::MatrixXd simulation_covariance(const FrameCounts& frames, const WithErrors& g, const Estimate& pressure,
                                      const Reweighting* reweighting = nullptr);

}  // namespace liquidus
