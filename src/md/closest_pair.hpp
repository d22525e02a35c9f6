#pragma once
#include <array>
#include <optional>
#include <span>
#include <vector>

#include "core/structure.hpp"

namespace liquidus {

struct ClosePair {
  Index i = 0, j = 0;
  double distance = 0.0;  // Å
};

/// Finds the closest two atoms (nearest images of different atoms) among those closer than a limit, by boxes no smaller
/// than the limit: about 0.1 µs per atom. Memory is kept between calls.
class ClosestPair {
 public:
  /// @param below  Å, positive
  std::optional<ClosePair> find(const Structure& atoms, double below) {
    return find(atoms.cell, atoms.r, atoms.size(), below);
  }
  /// Among pairs of which one at least is among the first `own` atoms.
  std::optional<ClosePair> find(const Cell& cell, std::span<const Vec3> r, Index own, double below);

 private:
  void sort(const Cell& cell, std::span<const Vec3> r, double below);
  std::array<Index, 3> box(const Vec3& s) const;

  std::vector<Vec3> s_;  // fractional, wrapped
  Vec3 low_{}, scale_{};
  std::array<Index, 3> count_{};
  std::vector<Index> first_, next_;
  std::vector<std::int32_t> atom_;  // by box
};

}  // namespace liquidus
