#pragma once
#include <functional>
#include <memory>
#include <span>

#include "io/h5md.hpp"
#include "io/trajectory.hpp"
#include "scatter/dynamics/same_atoms.hpp"

namespace liquidus {

/// What following the atoms takes of a frame; it is lent.
struct PathView {
  const Cell& cell;
  std::span<const Vec3> r;       // [n] Å
  std::span<const Image> image;  // [n] or empty
  double time;                   // fs
};

/// The frames of a trajectory that are read several times for their positions: of H5MD files nothing else is read, and
/// their atoms are looked at once, for they can't change.
class PathFile {
 public:
  /// @throws InputError if the file can't be read, the range is wrong or holds fewer than two frames
  explicit PathFile(const Trajectory& trajectory);

  Index frames() const { return frames_; }
  const SameAtoms& atoms() const { return atoms_; }
  /// K, the mean over some fifty frames; NaN without velocities.
  double temperature() const;
  /// @throws InputError with the file and the number of the frame, also for what `use` finds wrong with it
  void for_each(const std::function<void(const PathView&)>& use);

 private:
  double time(Index chosen, double in_file) const;

  Trajectory trajectory_;
  std::unique_ptr<H5mdReader> h5md_;
  Index frames_ = 0;
  SameAtoms atoms_;
};

}  // namespace liquidus
