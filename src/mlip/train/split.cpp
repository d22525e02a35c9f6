#include "mlip/train/split.hpp"

#include <algorithm>
#include <cmath>
#include <map>
#include <numeric>

#include "core/random.hpp"

namespace liquidus {
namespace {

std::size_t at(Index i) { return static_cast<std::size_t>(i); }

std::vector<Index> costliest_first(const std::vector<Index>& costs) {
  std::vector<Index> order(costs.size());
  std::iota(order.begin(), order.end(), Index{0});
  std::stable_sort(order.begin(), order.end(), [&](Index a, Index b) { return costs[at(a)] > costs[at(b)]; });
  return order;
}

}  // namespace

std::vector<Index> shuffled(Index n, std::uint64_t seed, Index draw) {
  std::vector<Index> order(at(n));
  std::iota(order.begin(), order.end(), Index{0});
  Random random(seed, Stream::training, draw, n);
  for (Index i = n - 1; i > 0; --i) {
    const auto j = std::min(i, static_cast<Index>(random.uniform() * static_cast<double>(i + 1)));
    std::swap(order[at(i)], order[at(j)]);
  }
  return order;
}

Split split_by_type(const std::vector<std::string>& types, double fraction, std::uint64_t seed) {
  std::map<std::string, std::vector<Index>> members;
  for (std::size_t i = 0; i < types.size(); ++i) members[types[i]].push_back(static_cast<Index>(i));
  Split split;
  Index draw = 0;
  for (const auto& [type, of_type] : members) {
    const auto n = static_cast<Index>(of_type.size());
    auto held = static_cast<Index>(std::llround(fraction * static_cast<double>(n)));
    if (fraction > 0.0 && n >= 10) held = std::max<Index>(held, 1);
    held = std::min(held, n - 1);
    const auto order = shuffled(n, seed, draw++);
    for (Index k = 0; k < n; ++k) (k < held ? split.validation : split.train).push_back(of_type[at(order[at(k)])]);
  }
  std::sort(split.train.begin(), split.train.end());
  std::sort(split.validation.begin(), split.validation.end());
  return split;
}

std::vector<std::vector<Index>> pack(const std::vector<Index>& costs, Index limit) {
  std::vector<std::vector<Index>> groups;
  std::vector<Index> sums;
  for (const Index item : costliest_first(costs)) {
    std::size_t g = 0;
    while (g < groups.size() && sums[g] + costs[at(item)] > limit) ++g;
    if (g == groups.size()) {
      groups.emplace_back();
      sums.push_back(0);
    }
    groups[g].push_back(item);
    sums[g] += costs[at(item)];
  }
  for (auto& group : groups) std::sort(group.begin(), group.end());
  return groups;
}

std::vector<std::vector<Index>> share_out(const std::vector<Index>& costs, Index parts) {
  std::vector<std::vector<Index>> groups(at(parts));
  std::vector<Index> sums(at(parts), 0);
  for (const Index item : costliest_first(costs)) {
    const auto g = static_cast<std::size_t>(std::min_element(sums.begin(), sums.end()) - sums.begin());
    groups[g].push_back(item);
    sums[g] += costs[at(item)];
  }
  for (auto& group : groups) std::sort(group.begin(), group.end());
  return groups;
}

}  // namespace liquidus
