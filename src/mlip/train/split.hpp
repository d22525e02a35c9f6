#pragma once
#include <cstdint>
#include <string>
#include <vector>

#include "core/vec3.hpp"

namespace liquidus {

/// 0 … n − 1 in an order drawn from (seed, draw).
std::vector<Index> shuffled(Index n, std::uint64_t seed, Index draw);

struct Split {
  std::vector<Index> train, validation;  // ascending
};

/// Parts each type by itself: round(fraction × its number) go to validation, at least one where the type has ten or
/// more, and never all of them.
Split split_by_type(const std::vector<std::string>& types, double fraction, std::uint64_t seed);

/// Items whose costs sum to at most `limit` in each group; an item above the limit is alone in its group. The costliest
/// come first, each into the first group with room, so that groups are few; within a group items ascend.
/// @return indices into `costs`, every one exactly once
std::vector<std::vector<Index>> pack(const std::vector<Index>& costs, Index limit);

/// `parts` groups of about equal cost, some of them empty if there are fewer items: the costliest first, each to the
/// group that has least so far.
std::vector<std::vector<Index>> share_out(const std::vector<Index>& costs, Index parts);

}  // namespace liquidus
