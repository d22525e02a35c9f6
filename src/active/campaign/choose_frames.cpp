#include "active/campaign/choose_frames.hpp"

#include <algorithm>
#include <numeric>
#include <stdexcept>

#include "active/query/density_clusters.hpp"
#include "active/query/energy_design.hpp"
#include "active/query/farthest_points.hpp"
#include "active/query/principal_components.hpp"
#include "core/random.hpp"

namespace liquidus {
namespace {

/// Of an energy, where the features of a typical frame make 1 of it.
constexpr double label_variance = 0.01;

/// Those of the least keys.
std::vector<Index> least(std::span<const double> keys, Index count) {
  std::vector<Index> order(keys.size());
  std::iota(order.begin(), order.end(), Index{0});
  std::stable_sort(order.begin(), order.end(), [&](Index a, Index b) {
    return keys[static_cast<std::size_t>(a)] < keys[static_cast<std::size_t>(b)];
  });
  order.resize(std::min(order.size(), static_cast<std::size_t>(count)));
  return order;
}

std::vector<Index> drawn(Index rows, const ChooseOptions& options) {
  std::vector<double> keys;
  for (Index k = 0; k < rows; ++k)
    keys.push_back(Random(static_cast<std::uint64_t>(options.seed), Stream::sampling, k, options.draw).uniform());
  return least(keys, options.count);
}

std::vector<Index> of_largest(std::span<const double> deviations, Index count) {
  std::vector<double> keys;
  for (const double deviation : deviations) keys.push_back(-deviation);
  return least(keys, count);
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
  // Distances to all rows are reckoned for each: fewer columns make 1e5 rows possible.
  const auto groups = groups_of(principal_components(candidates, 0.95, 32), options.cluster);
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
                                 std::span<const double> deviations, const ChooseOptions& options) {
  std::vector<Index> chosen;
  if (candidates.rows() == 0) return chosen;
  if (options.by == "random")
    chosen = drawn(candidates.rows(), options);
  else if (options.by == "deviation")
    chosen = of_largest(deviations, options.count);
  else if (options.by == "clusters")
    chosen = from_clusters(candidates, known, options);
  else if (options.by == "variance")
    chosen = uncertain_rows(candidates, known, options.count, label_variance);
  else if (options.by == "farthest")
    chosen = farthest_points(candidates, known, options.count);
  else
    throw std::invalid_argument("frames aren't chosen by '" + options.by + "'");
  std::sort(chosen.begin(), chosen.end());
  return chosen;
}

}  // namespace liquidus
