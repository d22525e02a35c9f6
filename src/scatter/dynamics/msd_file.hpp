#pragma once
#include "io/trajectory.hpp"
#include "parallel/communicator.hpp"
#include "scatter/dynamics/msd_findings.hpp"

namespace liquidus {

/// Mean square displacements of a file's frames over all time origins, by Fourier transforms: exact, at lags up to a
/// block of time, options.longest or a tenth of the frames (blocks are at least as long as the longest lag, so that
/// each has a mean square displacement of its own; `blocks` of them otherwise).
///
/// Frames are read one after the other; what is kept is 72 bytes for each atom and frame of a block. If that is more
/// than options.memory, the file is read several times, each time for a slice of the atoms; the result is bit for bit
/// the same. H5MD files are read at the speed of the disk; of other formats every pass reads the text again, and one
/// more counts the frames. Several ranks read all frames and share the atoms. Collective.
/// @throws InputError if the atoms change, times aren't even, or there are fewer than two frames
/// @throws SimulationError if a coordinate isn't finite
MsdSums exact_msd(const Trajectory& trajectory, const MsdOptions& options,
                  const Communicator& ranks = Communicator::self());

/// What exact_msd finds.
Findings measure_msd(const Trajectory& trajectory, const MsdOptions& options,
                     const Communicator& ranks = Communicator::self());

}  // namespace liquidus
