#pragma once
#include <span>
#include <vector>

#include "core/vec3.hpp"

/// Private to src/mlip.
namespace liquidus {

/// Divides these of the atoms at r into `count` compact parts of the same number but for one, by cutting the longest
/// way through each part again and again. A function of the positions alone.
void bisect(std::span<const Vec3> r, std::vector<Index> atoms, Index count, std::vector<std::vector<Index>>& parts);

}  // namespace liquidus
