#pragma once
#include <cstdint>
#include <span>

#include "core/vec3.hpp"

namespace liquidus {

/// Keeps in `clusters` those j-clusters with an atom closer than √reach2 to one of the i-cluster that begins at `slot`,
/// in their order, and returns how many. `x` [slots/8][3][8] as in ClusterList; an empty slot is NaN and near nothing.
/// `kept` may be `clusters` itself.
Index keep_near(const float* x, Index slot, float reach2, std::span<const std::int32_t> clusters, std::int32_t* kept);

}  // namespace liquidus
