#pragma once
#include <span>
#include <string>

#include "io/trajectory.hpp"
#include "scatter/measure.hpp"

namespace liquidus {

/// What an observer is shown of a frame in a file; it lends the frame's structure. The heat flux is that of the key
/// "heat_flux" (three numbers, eV Å/fs) of an extended XYZ file.
Snapshot snapshot_of(const Frame& frame);

/// Shows the frames of a trajectory to all measures, in one pass. Several ranks read the same frames.
/// @return how many frames were used
/// @throws InputError with the file and the frame's number for whatever is wrong with it
Index measure_trajectory(const Trajectory& trajectory, std::span<Measure* const> measures);

}  // namespace liquidus
