#pragma once
#include <array>
#include <vector>

#include "core/cell.hpp"
#include "parallel/communicator.hpp"

namespace liquidus {

/// The cell cut into bricks, one to a rank, by planes of constant fractional coordinate: the same planes for all bricks
/// of a row. Along a direction that isn't periodic the outermost bricks have no end.
class Bricks {
 public:
  using Place = std::array<int, 3>;
  using Cuts = std::array<std::vector<double>, 3>;

  /// One brick.
  Bricks();
  /// As many bricks as ranks, of equal size, in the grid of least surface between ranks.
  /// @param low, high  fractional coordinates between which atoms are found; only looked at where not periodic
  static Bricks divide(const Cell& cell, int ranks, const Vec3& low, const Vec3& high);
  /// @param cuts  [grid + 1] ascending along each direction; from state()
  explicit Bricks(Cuts cuts);

  const Place& grid() const { return grid_; }
  const Cuts& cuts() const { return cuts_; }
  int count() const { return grid_[0] * grid_[1] * grid_[2]; }
  Place place(int rank) const;
  int rank(const Place& place) const { return (place[0] * grid_[1] + place[1]) * grid_[2] + place[2]; }
  /// The rank whose brick holds a point given in fractional coordinates, wrapped.
  int rank_of(const Vec3& s) const;
  bool operator==(const Bricks&) const = default;

 private:
  Place grid_{1, 1, 1};
  Cuts cuts_;
};

/// Bricks with planes so moved that each layer between two of them holds equally many atoms, as far as a histogram
/// over all ranks tells. Collective.
/// @param s  [own] fractional coordinates, wrapped
Bricks balanced(const Communicator& ranks, const Bricks& bricks, const std::array<bool, 3>& periodic,
                std::span<const Vec3> s);

}  // namespace liquidus
