#pragma once
#include "parallel/communicator.hpp"

namespace liquidus {

/// Which atoms stand on which rank, in which order: the atoms' numbers in the whole system, rank after rank.
struct Layout {
  std::vector<Index> counts;  // [ranks]
  std::vector<Index> ids;     // [all atoms]
};

/// On the root, empty elsewhere. Collective.
inline Layout gather_layout(const Communicator& ranks, std::span<const Index> id) {
  const auto mine = static_cast<Index>(id.size());
  return {ranks.gather(std::span<const Index>(&mine, 1)), ranks.gather(id)};
}

/// Values of own atoms → on the root those of all, in the order of their numbers; empty elsewhere. Collective.
template <Plain T>
std::vector<T> gather_by_id(const Communicator& ranks, std::span<const Index> id, std::span<const T> values) {
  if (ranks.alone()) return std::vector<T>(values.begin(), values.end());
  const auto ids = ranks.gather(id);
  const auto unsorted = ranks.gather(values);
  std::vector<T> sorted(unsorted.size());
  for (std::size_t k = 0; k < sorted.size(); ++k) sorted[static_cast<std::size_t>(ids[k])] = unsorted[k];
  return sorted;
}

/// The way back: values of all atoms on the root → those of own atoms. Collective.
template <Plain T>
std::vector<T> scatter_by_id(const Communicator& ranks, std::span<const Index> id, std::span<const T> all) {
  if (ranks.alone()) return std::vector<T>(all.begin(), all.end());
  const Layout layout = gather_layout(ranks, id);
  std::vector<T> sorted;
  for (const Index i : layout.ids) sorted.push_back(all[static_cast<std::size_t>(i)]);
  std::vector<Index> none(static_cast<std::size_t>(ranks.size()), 0), received;
  std::vector<T> mine;
  ranks.exchange(std::span<const T>(sorted), std::span<const Index>(ranks.is_root() ? layout.counts : none), mine,
                 received);
  return mine;
}

}  // namespace liquidus
