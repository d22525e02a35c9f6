#pragma once
#include <cstdint>
#include <span>
#include <vector>

#include "core/vec3.hpp"

namespace liquidus {

/// For every own atom i, and for ghosts where they have rows, all atoms j ≠ i (own or ghost) with |r_j − r_i| below
/// cutoff + skin, in ascending order of j.
struct NeighbourList {
  double cutoff = 0.0;               // Å, without the skin
  std::vector<Index> first;          // [rows + 1]
  std::vector<std::int32_t> second;  // [pairs]

  std::span<const std::int32_t> of(Index i) const {
    const auto k = static_cast<std::size_t>(i);
    return {second.data() + first[k], static_cast<std::size_t>(first[k + 1] - first[k])};
  }
};

/// Fills `list` by linked cells, a row for each of the first `rows` atoms of `r`. Memory already held by the list is used again.
void build_neighbour_list(std::span<const Vec3> r, Index rows, double cutoff, double skin, NeighbourList& list);

}  // namespace liquidus
