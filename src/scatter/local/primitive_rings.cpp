// A walk along a ring: as long as it is shorter than half the ring it must lead away from its origin, then back, and
// all the while no node may be nearer to one half a ring ago than half a ring. A ring whose halves are all shortest
// paths is primitive, for every shorter stretch is part of such a half.
#include <cmath>

#include "core/threads.hpp"
#include "scatter/local/path_lengths.hpp"
#include "scatter/local/ring_counts.hpp"

namespace liquidus {
namespace {

std::size_t at(Index k) { return static_cast<std::size_t>(k); }

/// The walks of one thread.
class Walker {
 public:
  Walker(const RingNetwork& network, const PathLengths& lengths)
      : network_(network),
        lengths_(lengths),
        side_(at(network.max_size) + 1),
        path_(side_ + 1),
        walks(side_ * side_, 0),
        masks(network.counted.size(), 0) {}

  void from(Index origin) {
    first_ = shuffled(origin);  // of a ring's atoms the first in this order is where it is looked for
    path_[0] = {static_cast<std::int32_t>(origin), {}};
    lead_away(0);
  }

 private:
  struct Node {
    std::int32_t atom;
    Image shift;
    bool operator==(const Node&) const = default;
  };
  int length(const Node& from, const Node& to) const { return lengths_(from.atom, to.atom, to.shift - from.shift); }
  /// Calls next(node) for the nodes bonded to path_[t] that may belong to a ring of this origin.
  template <class Next>
  void each_next(int t, Next next) {
    const Node here = path_[at(t)];
    for (const Bond& bond : network_.graph.of(here.atom))
      if (shuffled(bond.to) >= first_) next(Node{bond.to, here.shift + bond.shift});
  }
  /// path_[0 … t] is a shortest path; half of rings of 2t and 2t + 1 nodes.
  void lead_away(int t) {
    for (const int n : {2 * t, 2 * t + 1})
      if (n >= 3 && n <= network_.max_size) lead_back(n, t);
    if (2 * (t + 1) > network_.max_size) return;
    each_next(t, [&](const Node& next) {
      if (length(path_[0], next) <= t) return;
      path_[at(t + 1)] = next;
      lead_away(t + 1);
    });
  }
  /// path_[0 … t] is part of a ring of n nodes, half of it or more.
  void lead_back(int n, int t) {
    const int half = n / 2, left = n - (t + 1);
    each_next(t, [&](const Node& next) {
      if (length(path_[0], next) != left || length(path_[at(t + 1 - half)], next) < half) return;
      if (n % 2 == 1 && length(path_[at(t - half)], next) < half) return;
      path_[at(t + 1)] = next;
      if (left == 0)
        add_ring(n);
      else
        lead_back(n, t + 1);
    });
  }
  void add_ring(int n) {
    std::size_t size = 0, here = 0;
    for (int t = 0; t < n; ++t) {
      size += network_.counted[at(path_[at(t)].atom)];
      here += path_[at(t)].atom == path_[0].atom;
    }
    if (size == 0) return;
    ++walks[size * side_ + here];
    for (int t = 0; t < n; ++t)
      if (const auto atom = at(path_[at(t)].atom); network_.counted[atom]) masks[atom] |= std::uint64_t{1} << size;
  }

  const RingNetwork& network_;
  const PathLengths& lengths_;
  std::size_t side_;
  std::vector<Node> path_;
  std::uint32_t first_ = 0;

 public:
  std::vector<Index> walks;          // [size][images of the origin's atom in the ring]
  std::vector<std::uint64_t> masks;  // [n] sizes of rings that an atom is part of
};

}  // namespace

RingCounts primitive_rings(const RingNetwork& network, const Communicator& ranks) {
  const PathLengths lengths(network.graph, network.max_size / 2 - 1, ranks);
  const std::size_t side = at(network.max_size) + 1;
  std::vector<Index> walks(side * side, 0);
  std::vector<std::uint64_t> masks(network.counted.size(), 0);
  std::vector<Walker> parts(at(threads()), Walker(network, lengths));
  parallel_ranges(static_cast<Index>(parts.size()), [&](Index begin, Index end, int) {
    for (Index part = begin; part < end; ++part)
      for_my_atoms(network.graph.size(), ranks, static_cast<int>(part), static_cast<int>(parts.size()),
                   [&](Index i) { parts[at(part)].from(i); });
  });
  for (const auto& part : parts) {
    for (std::size_t k = 0; k < walks.size(); ++k) walks[k] += part.walks[k];
    for (std::size_t i = 0; i < masks.size(); ++i) masks[i] |= part.masks[i];
  }
  ranks.sum(walks);
  if (!ranks.alone()) {
    const auto all = ranks.all_gather(std::span<const std::uint64_t>(masks));
    for (std::size_t k = 0; k < all.size(); ++k) masks[k % masks.size()] |= all[k];
  }
  RingCounts counts(network.max_size);
  for (std::size_t n = 0; n < side; ++n)
    // both ways round, and from every image of the atom where it begins
    for (std::size_t here = 1; here < side; ++here)
      counts.rings[n] +=
          std::nearbyint(static_cast<double>(walks[n * side + here]) / (2.0 * static_cast<double>(here)));
  for (std::size_t n = 0; n < side; ++n) counts.found[n] = static_cast<double>(n) * counts.rings[n];
  for (const std::uint64_t mask : masks) counts.add_node(mask);
  return counts;
}

}  // namespace liquidus
