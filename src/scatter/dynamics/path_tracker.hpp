#pragma once
#include <span>
#include <string>
#include <vector>

#include "core/structure.hpp"
#include "scatter/state_numbers.hpp"

namespace liquidus {

/// Follows atoms through periodic boundaries from frame to frame.
///
/// The step of an atom is the change of its fractional coordinates, image flags counted in where both frames have them
/// and otherwise the shortest along each periodic direction, times the mean of the cell before and after. So a cell
/// that breathes with its atoms displaces none, and no image factor multiplies the breathing (compare von Bülow,
/// Bullerjahn & Hummer, J. Chem. Phys. 153, 021101, 2020). Without image flags a step of more than half a box can't be
/// told from a shorter one the other way. The drift of the centre of mass of all atoms, by mass, is taken off.
class PathTracker {
 public:
  /// @param mass  [n]; empty: the drift stays
  explicit PathTracker(std::vector<double> mass = {}) : mass_(std::move(mass)) {}

  /// The next frame. @param image  [n] or empty
  /// @throws SimulationError naming the atom if a coordinate isn't finite
  void advance(const Cell& cell, std::span<const Vec3> r, std::span<const Image> image);
  /// [n] Å since the first frame
  const std::vector<Vec3>& path() const { return path_; }
  Index frames() const { return frames_; }
  /// The longest step along a direction that was unwrapped without image flags, as a fraction of the cell; 0 with
  /// flags.
  double longest_step() const { return longest_; }

  void save(StateWriter& state) const;
  /// @throws InputError if it doesn't fit
  void restore(StateReader& from);

 private:
  Vec3 drift_of_step() const;  // of the centre of mass

  std::vector<double> mass_;
  Index frames_ = 0;
  Cell cell_;
  std::vector<Vec3> last_;    // [n] fractional coordinates of the frame before
  std::vector<Image> image_;  // [n] or empty
  std::vector<Vec3> path_, step_;
  double longest_ = 0.0;
};

/// What is said where paths may have been cut short; "" if longest_step() is at most a quarter of the box.
std::string long_steps_remark(double longest_step);

}  // namespace liquidus
