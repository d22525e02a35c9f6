#pragma once
#include <map>
#include <string>
#include <vector>

#include "active/query/feature_table.hpp"
#include "mlip/labelled_set.hpp"

namespace liquidus {

using FrameMembers = std::map<std::string, std::vector<Index>>;

/// At most so many frames of each group: those that lie farthest from each other, or drawn at random.
/// @param features  [frames], of the farthest; nullptr: at random
/// @return  the frames that are left over, ascending
std::vector<Index> beyond_quota(const FrameMembers& groups, Index at_most, const FeatureTable* features,
                                std::uint64_t seed);

/// Multiplies each frame's weight, and its config_weight, by what makes all groups weigh the same and leaves the mean
/// over frames as it is: frames/(groups × frames of the group).
void weigh_groups(std::vector<LabelledFrame>& frames, const FrameMembers& groups);

}  // namespace liquidus
