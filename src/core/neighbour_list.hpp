#pragma once
#include <cstdint>
#include <span>
#include <vector>

#include "core/vec3.hpp"

namespace liquidus {

/// For every own atom i all atoms j ≠ i (own or ghost) with |r_j − r_i| below cutoff + skin, in ascending order of j.
struct NeighbourList {
  double cutoff = 0.0;               // Å, without the skin
  std::vector<Index> first;          // [own + 1]
  std::vector<std::int32_t> second;  // [pairs]

  std::span<const std::int32_t> of(Index i) const {
    const auto k = static_cast<std::size_t>(i);
    return {second.data() + first[k], static_cast<std::size_t>(first[k + 1] - first[k])};
  }
};

/// Fills `list` by linked cells; `r` are own atoms, then ghosts. Memory already held by the list is used again.
void build_neighbour_list(std::span<const Vec3> r, Index own, double cutoff, double skin, NeighbourList& list);

}  // namespace liquidus
