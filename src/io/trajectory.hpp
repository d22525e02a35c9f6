#pragma once
#include <functional>
#include <limits>
#include <string>

#include "io/frame_source.hpp"

namespace liquidus {

/// Which frames of a file, counted from 0: first, first + every, … up to and including last (−1: the end).
struct FrameRange {
  Index first = 0, last = -1, every = 1;
};

/// A file of frames, and what it doesn't say of itself.
struct Trajectory {
  std::string path;
  FrameRange range;
  double frame_time = std::numeric_limits<double>::quiet_NaN();  // fs between two frames; NaN: the times in the file
  TrajectoryNotes notes;
};

/// Opens extended XYZ (.xyz, .extxyz, also .gz), H5MD or a frame set (.h5, .h5md), a dump of LAMMPS (.lammpstrj, .dump,
/// also .gz, or any text that begins with "ITEM:"), XDATCAR (by its name), or the one structure of any other format
/// that can be read.
std::unique_ptr<FrameSource> open_trajectory(const std::string& path, const TrajectoryNotes& notes = {});

/// Calls use(frame, number) for the frames chosen, one in memory at a time.
/// @return how many frames were used
/// @throws InputError as the readers do, or if the range is wrong or holds no frame
Index for_each_frame(const Trajectory& trajectory, const std::function<void(const Frame&, Index)>& use);
Index for_each_frame(const std::string& path, const FrameRange& range,
                     const std::function<void(const Frame&, Index)>& use);

}  // namespace liquidus
