#pragma once
#include <array>

#include "core/vec3.hpp"

namespace liquidus {

/// A triclinic cell with any mix of periodic directions. Rows of vectors() are a, b, c in Å. A direction that isn't
/// periodic may be given as a zero vector: it is replaced by a unit vector normal to the others.
class Cell {
 public:
  using Periodic = std::array<bool, 3>;

  Cell() : Cell(Mat3::zero(), {false, false, false}) {}
  /// @throws std::invalid_argument for a non-finite number, a zero periodic vector or vectors in one plane
  Cell(const Mat3& vectors, Periodic periodic);
  static Cell cubic(double length) { return orthorhombic({length, length, length}); }
  /// @throws std::invalid_argument unless all lengths are positive
  static Cell orthorhombic(const Vec3& lengths);

  const Mat3& vectors() const { return vectors_; }
  const Mat3& inverse() const { return inverse_; }
  const Periodic& periodic() const { return periodic_; }
  bool fully_periodic() const { return periodic_[0] && periodic_[1] && periodic_[2]; }
  /// |a·(b×c)|, Å³, also where a direction isn't periodic (then with the vector as given).
  double volume() const { return volume_; }
  /// Distances between opposite faces, Å: the spacing of the lattice planes along each direction.
  const Vec3& heights() const { return heights_; }

  Vec3 fractional(const Vec3& r) const { return r * inverse_; }
  Vec3 cartesian(const Vec3& s) const { return s * vectors_; }
  /// r + shift·cell.
  Vec3 translated(const Vec3& r, const std::array<int, 3>& shift) const {
    return r +
           Vec3{static_cast<double>(shift[0]), static_cast<double>(shift[1]), static_cast<double>(shift[2])} * vectors_;
  }
  /// Moves r so that fractional() of it is in [0,1) along the periodic directions; image += what was taken off, if
  /// given. A position inside isn't touched; one less than 1e-15 cells off a face may be set onto it. What isn't finite
  /// or is further away than 1e9 cells stays as it is.
  Vec3 wrapped(const Vec3& r, std::array<int, 3>* image = nullptr) const;
  /// Difference folded to the nearest integer along each periodic direction: exact for vectors shorter than half the
  /// least height, and for the others a short image, not always the shortest.
  Vec3 folded(const Vec3& d) const;
  /// The shortest periodic image of d, also in skewed cells and for any length of d.
  Vec3 minimum_image(const Vec3& d) const;

  bool operator==(const Cell&) const = default;

 private:
  Mat3 vectors_, inverse_;
  Mat3 reduced_, reduced_inverse_;  // short vectors of the same lattice; normal to them where not periodic
  Periodic periodic_;
  double volume_;
  Vec3 heights_;
};

}  // namespace liquidus
