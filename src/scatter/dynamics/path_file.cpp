#include "scatter/dynamics/path_file.hpp"

#include <algorithm>
#include <cmath>
#include <limits>

#include "core/errors.hpp"
#include "scatter/measure_trajectory.hpp"

namespace liquidus {
namespace {

bool is_h5md(const std::string& path) { return path.ends_with(".h5") || path.ends_with(".h5md"); }

/// Frames of a range among those of a file.
Index chosen_of(const FrameRange& range, Index frames) {
  const Index end = range.last < 0 ? frames : std::min(frames, range.last + 1);
  return end > range.first ? (end - range.first - 1) / range.every + 1 : 0;
}

Index count_frames(const Trajectory& trajectory) {
  const auto source = open_trajectory(trajectory.path, trajectory.notes);
  Index n = 0;
  while ((trajectory.range.last < 0 || n <= trajectory.range.last) && source->skip()) ++n;
  return n;
}

}  // namespace

PathFile::PathFile(const Trajectory& trajectory) : trajectory_(trajectory) {
  Trajectory one = trajectory;
  one.range.last = one.range.first;
  for_each_frame(one, [&](const Frame& frame, Index) { atoms_.look_at(frame.atoms); });
  if (is_h5md(trajectory.path)) h5md_ = std::make_unique<H5mdReader>(trajectory.path, trajectory.notes.species);
  frames_ = chosen_of(trajectory.range, h5md_ ? h5md_->frames() : count_frames(trajectory));
  if (frames_ < 2) throw InputError({trajectory.path, 0}, "only one frame is chosen; motion needs two or more");
}

double PathFile::temperature() const {
  Trajectory some = trajectory_;
  some.range.every *= std::max<Index>(1, frames_ / 50);
  double sum = 0.0;
  const Index n = for_each_frame(some, [&](const Frame& frame, Index) { sum += snapshot_of(frame).temperature; });
  return sum / static_cast<double>(n);
}

double PathFile::time(Index chosen, double in_file) const {
  if (std::isnan(trajectory_.frame_time)) return in_file;
  return static_cast<double>(chosen * trajectory_.range.every) * trajectory_.frame_time;
}

void PathFile::for_each(const std::function<void(const PathView&)>& use) {
  const auto guarded = [&](const PathView& frame, Index number) {
    try {
      use(frame);
    } catch (const Error& error) {
      throw InputError({trajectory_.path, 0}, "frame " + std::to_string(number) + ": " + error.what());
    }
  };
  if (h5md_) {
    H5mdPath frame;
    for (Index k = 0; k < frames_; ++k) {
      const Index i = trajectory_.range.first + k * trajectory_.range.every;
      h5md_->read_path(i, frame);
      guarded({frame.cell, frame.r, frame.image, time(k, h5md_->times()[static_cast<std::size_t>(i)])}, i);
    }
    return;
  }
  Index k = 0;
  for_each_frame(trajectory_, [&](const Frame& frame, Index number) {
    try {
      atoms_.look_at(frame.atoms);
    } catch (const Error& error) {
      throw InputError({trajectory_.path, 0}, "frame " + std::to_string(number) + ": " + error.what());
    }
    guarded({frame.atoms.cell, frame.atoms.r, frame.atoms.image, time(k++, frame.time)}, number);
  });
}

}  // namespace liquidus
