#include "active/curation/rebalance.hpp"

#include <algorithm>

#include "active/query/farthest_points.hpp"
#include "mlip/train/split.hpp"

namespace liquidus {
namespace {

std::vector<Index> farthest(const std::vector<Index>& members, Index count, const FeatureTable& features) {
  FeatureTable rows;
  for (const Index k : members) rows.add(features.row(k));
  std::vector<bool> is_chosen(members.size(), false);
  const auto chosen = farthest_points(rows, {}, count);
  for (const Index m : chosen) is_chosen[static_cast<std::size_t>(m)] = true;
  auto missing = count - static_cast<Index>(chosen.size());  // rows on one another
  std::vector<Index> rest;
  for (std::size_t m = 0; m < members.size(); ++m)
    if (!is_chosen[m] && missing-- <= 0) rest.push_back(members[m]);
  return rest;
}

std::vector<Index> at_random(const std::vector<Index>& members, Index count, std::uint64_t seed, Index draw) {
  const auto order = shuffled(static_cast<Index>(members.size()), seed, draw);
  std::vector<Index> rest;
  for (std::size_t m = static_cast<std::size_t>(count); m < members.size(); ++m)
    rest.push_back(members[static_cast<std::size_t>(order[m])]);
  return rest;
}

}  // namespace

std::vector<Index> beyond_quota(const FrameMembers& groups, Index at_most, const FeatureTable* features,
                                std::uint64_t seed) {
  std::vector<Index> all;
  Index draw = 0;
  for (const auto& [name, members] : groups) {
    ++draw;
    if (static_cast<Index>(members.size()) <= at_most) continue;
    const auto rest = features ? farthest(members, at_most, *features) : at_random(members, at_most, seed, draw);
    all.insert(all.end(), rest.begin(), rest.end());
  }
  std::sort(all.begin(), all.end());
  return all;
}

void weigh_groups(std::vector<LabelledFrame>& frames, const FrameMembers& groups) {
  const auto even = static_cast<double>(frames.size()) / static_cast<double>(groups.size());
  for (const auto& [name, members] : groups)
    for (const Index k : members) {
      auto& frame = frames[static_cast<std::size_t>(k)];
      frame.weight *= even / static_cast<double>(members.size());
      frame.frame.info["config_weight"] = frame.weight;
    }
}

}  // namespace liquidus
