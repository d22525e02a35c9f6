#include "active/campaign/choose_frames.hpp"

#include <algorithm>
#include <numeric>
#include <stdexcept>

#include "active/query/density_clusters.hpp"
#include "active/query/farthest_points.hpp"
#include "core/random.hpp"

namespace liquidus {
namespace {

std::vector<Index> drawn(Index rows, const ChooseOptions& options) {
  std::vector<std::pair<double, Index>> order;
  for (Index k = 0; k < rows; ++k)
    order.emplace_back(Random(static_cast<std::uint64_t>(options.seed), Stream::sampling, k, options.draw).uniform(),
                       k);
  std::sort(order.begin(), order.end());
  std::vector<Index> chosen;
  for (Index k = 0; k < std::min(rows, options.count); ++k) chosen.push_back(order[static_cast<std::size_t>(k)].second);
  return chosen;
}

/// Rows of each group, those that lie in no cluster last.
std::vector<std::vector<Index>> groups_of(const FeatureTable& rows, Index least) {
  if (rows.rows() < 2 * least) {
    std::vector<Index> all(static_cast<std::size_t>(rows.rows()));
    std::iota(all.begin(), all.end(), Index{0});
    return {all};
  }
  const auto found = density_clusters(rows, least, least);
  std::vector<Index> order(static_cast<std::size_t>(found.count()));
  std::iota(order.begin(), order.end(), Index{0});
  std::stable_sort(order.begin(), order.end(), [&](Index a, Index b) {
    return found.stability[static_cast<std::size_t>(a)] > found.stability[static_cast<std::size_t>(b)];
  });
  std::vector<std::vector<Index>> groups(order.size() + 1);
  for (Index k = 0; k < rows.rows(); ++k) {
    const Index label = found.label[static_cast<std::size_t>(k)];
    const auto place = label < 0
                           ? order.size()
                           : static_cast<std::size_t>(std::find(order.begin(), order.end(), label) - order.begin());
    groups[place].push_back(k);
  }
  return groups;
}

std::vector<Index> from_clusters(const FeatureTable& candidates, const FeatureTable& known,
                                 const ChooseOptions& options) {
  const auto groups = groups_of(candidates, options.cluster);
  std::vector<std::vector<Index>> ranked;  // of each group, the first to be taken first
  for (const auto& group : groups) {
    FeatureTable rows;
    for (const Index k : group) rows.add(candidates.row(k));
    ranked.emplace_back();
    for (const Index k : farthest_points(rows, known, std::min(rows.rows(), options.count)))
      ranked.back().push_back(group[static_cast<std::size_t>(k)]);
  }
  std::vector<Index> chosen;
  for (std::size_t turn = 0; turn < static_cast<std::size_t>(options.count); ++turn)
    for (const auto& group : ranked)
      if (turn < group.size() && static_cast<Index>(chosen.size()) < options.count) chosen.push_back(group[turn]);
  return chosen;
}

}  // namespace

std::vector<Index> choose_frames(const FeatureTable& candidates, const FeatureTable& known,
                                 const ChooseOptions& options) {
  std::vector<Index> chosen;
  if (candidates.rows() == 0) return chosen;
  if (options.by == "random")
    chosen = drawn(candidates.rows(), options);
  else if (options.by == "clusters")
    chosen = from_clusters(candidates, known, options);
  else if (options.by == "farthest")
    chosen = farthest_points(candidates, known, options.count);
  else
    throw std::invalid_argument("frames aren't chosen by '" + options.by + "'");
  std::sort(chosen.begin(), chosen.end());
  return chosen;
}

}  // namespace liquidus
