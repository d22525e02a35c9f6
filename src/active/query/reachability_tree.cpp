#include <algorithm>
#include <cmath>
#include <limits>

#include "active/query/density_clusters.hpp"
#include "core/threads.hpp"

namespace liquidus {
namespace {

constexpr float far = std::numeric_limits<float>::infinity();

/// [rows] squared distance to the neighbours-th row, itself the first.
std::vector<float> core_distances(const FeatureTable& rows, Index neighbours) {
  const Index n = rows.rows();
  std::vector<float> core(static_cast<std::size_t>(n));
  const auto k = static_cast<std::size_t>(std::min(neighbours, n));
  parallel_ranges(n, [&](Index begin, Index end, int) {
    std::vector<float> nearest;  // a heap with the farthest of the k nearest on top
    for (Index i = begin; i < end; ++i) {
      nearest.assign(k, far);
      for (Index j = 0; j < n; ++j) {
        const float d = squared_distance(rows.row(i), rows.row(j));
        if (d >= nearest.front()) continue;
        std::pop_heap(nearest.begin(), nearest.end());
        nearest.back() = d;
        std::push_heap(nearest.begin(), nearest.end());
      }
      core[static_cast<std::size_t>(i)] = nearest.front();
    }
  });
  return core;
}

/// A row outside of the tree, and how far it is.
struct Nearest {
  Index row = -1;
  float distance = far;
  bool before(const Nearest& other) const {
    return distance < other.distance || (distance == other.distance && row >= 0 && (other.row < 0 || row < other.row));
  }
};

}  // namespace

/// Prim's algorithm: the distances to the tree are all that is kept.
std::vector<ReachEdge> reachability_tree(const FeatureTable& rows, Index neighbours) {
  const Index n = rows.rows();
  const auto core = core_distances(rows, neighbours);
  std::vector<float> distance(static_cast<std::size_t>(n), far);
  std::vector<Index> from(static_cast<std::size_t>(n), 0);
  std::vector<char> inside(static_cast<std::size_t>(n), 0);
  std::vector<ReachEdge> edges;
  Index last = 0;
  for (Index step = 1; step < n; ++step) {
    inside[static_cast<std::size_t>(last)] = 1;
    const auto row = rows.row(last);
    const float own = core[static_cast<std::size_t>(last)];
    std::vector<Nearest> nearest(static_cast<std::size_t>(threads()));
    parallel_ranges(n, Nanoseconds{static_cast<double>(rows.columns)}, [&](Index begin, Index end, int thread) {
      Nearest best;
      for (Index j = begin; j < end; ++j) {
        const auto at = static_cast<std::size_t>(j);
        if (inside[at]) continue;
        const float reach = std::max({squared_distance(row, rows.row(j)), own, core[at]});
        if (reach < distance[at]) distance[at] = reach, from[at] = last;
        if (const Nearest one{j, distance[at]}; one.before(best)) best = one;
      }
      nearest[static_cast<std::size_t>(thread)] = best;
    });
    const auto next = *std::min_element(nearest.begin(), nearest.end(),
                                        [](const Nearest& a, const Nearest& b) { return a.before(b); });
    edges.push_back(
        {from[static_cast<std::size_t>(next.row)], next.row, std::sqrt(static_cast<double>(next.distance))});
    last = next.row;
  }
  return edges;
}

}  // namespace liquidus
