#include "scatter/local/path_lengths.hpp"

#include <algorithm>
#include <cstdlib>

#include "core/errors.hpp"
#include "core/threads.hpp"
#include "scatter/local/surroundings.hpp"

namespace liquidus {

/// The tables of one thread.
class PathLengths::Tables {
 public:
  void add(const std::vector<Surroundings::Node>& nodes) {
    const std::size_t begin = slots.size(), size = nodes.size() + nodes.size() / 2 + 1;  // a third stays empty
    slots.resize(begin + size, empty);
    std::uint64_t* const table = slots.data() + begin;
    for (const auto& node : nodes) {
      for (const int n : node.shift)
        if (std::abs(n) > 127)
          throw InputError(
              "the cell is too small for rings of that size, which lead over more than 127 cells: replicate it, or "
              "look "
              "for smaller ones");
      const std::uint64_t k = key(node.atom, node.shift);
      std::uint64_t slot = place(k, size);
      while (table[slot] != empty) slot = slot + 1 == size ? 0 : slot + 1;
      table[slot] = k | static_cast<std::uint64_t>(node.distance);
    }
    sizes.push_back(static_cast<Index>(size));
  }
  std::vector<Index> sizes;  // [atoms]
  std::vector<std::uint64_t> slots;
};

PathLengths::PathLengths(const BondGraph& graph, int radius, const Communicator& ranks) : radius_(radius), first_{0} {
  std::vector<Tables> parts(static_cast<std::size_t>(threads()));
  const auto [from, to] = range_of(graph.size(), ranks.rank(), ranks.size());
  parallel_ranges(to - from, [&, from = from](Index begin, Index end, int part) {
    Surroundings around(graph);
    for (Index i = from + begin; i < from + end; ++i) {
      around.explore(i, radius);
      parts[static_cast<std::size_t>(part)].add(around.nodes());
    }
  });
  std::vector<Index> sizes;
  for (auto& part : parts) {
    sizes.insert(sizes.end(), part.sizes.begin(), part.sizes.end());
    slots_.insert(slots_.end(), part.slots.begin(), part.slots.end());
    part = {};
  }
  if (!ranks.alone()) {
    sizes = ranks.all_gather(std::span<const Index>(sizes));
    slots_ = ranks.all_gather(std::span<const std::uint64_t>(slots_));
  }
  for (const Index size : sizes) first_.push_back(first_.back() + size);
}

}  // namespace liquidus
