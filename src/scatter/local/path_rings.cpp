// Rings from shortest paths between neighbours of a node. Each is found at every node whose criterion it meets; to
// count it once, a finding weighs 1/m where m of its nodes find it. Which nodes do is known from the sizes of the rings
// between all pairs of bonds, so that no rings need be compared.
#include <algorithm>
#include <bit>
#include <cmath>
#include <limits>

#include "core/threads.hpp"
#include "scatter/local/ring_counts.hpp"
#include "scatter/local/surroundings.hpp"

namespace liquidus {
namespace {

std::size_t at(Index k) { return static_cast<std::size_t>(k); }

/// For every two bonds of an atom, the size of the shortest rings over both; 0 where there is none.
struct PairSizes {
  explicit PairSizes(const RingNetwork& network) : first{0} {
    for (Index i = 0; i < network.graph.size(); ++i) {
      const auto bonds = static_cast<Index>(network.graph.of(i).size());
      first.push_back(first.back() + (network.counted[at(i)] ? bonds * (bonds - 1) / 2 : 0));
    }
    size.assign(at(first.back()), 0);
  }
  /// p ≠ q are places of bonds among those of the atom.
  Index place(Index atom, Index p, Index q) const {
    return first[at(atom)] + std::max(p, q) * (std::max(p, q) - 1) / 2 + std::min(p, q);
  }
  std::vector<Index> first;        // [n + 1]
  std::vector<std::uint8_t> size;  // [pairs of bonds of counted atoms]
};

/// The search of one thread.
class Search {
 public:
  Search(const RingNetwork& network, PairSizes& sizes) : network_(network), sizes_(sizes), around_(network.graph) {}

  /// Finds sizes and rings of a node. A ring of n nodes lies within ⌊n/2⌋ bonds of each.
  void at_node(Index i) {
    around_.explore(i, network_.max_size / 2);
    const auto bonds = around_.steps(0);
    distance_.resize(around_.nodes().size());
    for (std::size_t p = 0; p + 1 < bonds.size(); ++p) {
      measure(bonds[p].to, bonds.subspan(p + 1));
      for (std::size_t q = p + 1; q < bonds.size(); ++q) {
        const int d = distance_[at(bonds[q].to)];
        if (d < 0) continue;
        sizes_.size[at(sizes_.place(i, static_cast<Index>(p), static_cast<Index>(q)))] =
            static_cast<std::uint8_t>(d + 2);
        ring_.assign({static_cast<std::int32_t>(i), d + 2, bonds[q].bond});
        back_bond_ = static_cast<std::int32_t>(network_.graph.bonds[at(bonds[p].bond)].reverse);
        walk_back(bonds[q].to);
      }
    }
  }
  /// Of each ring: the node it was found at, its size n, and its n bonds in order, the first from that node.
  const std::vector<std::int32_t>& rings() const { return rings_; }

 private:
  /// Distances from a neighbour of the origin without leading over the origin, until all targets are reached.
  void measure(std::int32_t from, std::span<const Surroundings::Step> targets) {
    std::fill(distance_.begin(), distance_.end(), -1);
    distance_[at(from)] = 0;
    open_.assign(1, from);
    std::size_t missing = targets.size();
    for (std::size_t k = 0; k < open_.size() && missing > 0; ++k) {
      const int next = distance_[at(open_[k])] + 1;
      if (next + 2 > network_.max_size) break;
      for (const auto& step : around_.steps(open_[k])) {
        if (step.to == 0 || distance_[at(step.to)] >= 0) continue;
        distance_[at(step.to)] = next;
        open_.push_back(step.to);
        if (around_.nodes()[at(step.to)].distance == 1)
          missing -= std::any_of(targets.begin(), targets.end(), [&](const auto& t) { return t.to == step.to; });
      }
    }
  }
  /// All shortest paths from here to where distances were measured from; each closes a ring.
  void walk_back(std::int32_t node) {
    const int d = distance_[at(node)];
    if (d == 0) {
      rings_.insert(rings_.end(), ring_.begin(), ring_.end());
      rings_.push_back(back_bond_);
      return;
    }
    for (const auto& step : around_.steps(node)) {
      if (step.to == 0 || distance_[at(step.to)] != d - 1) continue;
      ring_.push_back(step.bond);
      walk_back(step.to);
      ring_.pop_back();
    }
  }

  const RingNetwork& network_;
  PairSizes& sizes_;
  Surroundings around_;
  std::vector<int> distance_;  // [nodes around] −1 where not reached
  std::vector<std::int32_t> open_, ring_, rings_;
  std::int32_t back_bond_ = 0;
};

/// Findings of one criterion: rings of a size that m of their nodes find, and what the nodes find.
struct Tally {
  explicit Tally(int max_size)
      : side(static_cast<std::size_t>(max_size) + 1), findings(side * side, 0), nodes(max_size) {}
  void end_node() {
    if (mask != 0) nodes.add_node(mask);
    mask = 0;
  }
  std::size_t side;
  std::vector<Index> findings;  // [size][m]
  RingCounts nodes;             // without rings and found
  std::uint64_t mask = 0;       // sizes found at the node at hand
};

/// Weighs the rings that a search has found.
class Weigher {
 public:
  Weigher(const RingNetwork& network, const PairSizes& sizes) : network_(network), sizes_(sizes) {}

  void weigh(const std::vector<std::int32_t>& rings, Tally& king, Tally& guttman) {
    std::int32_t node = -1;
    for (std::size_t k = 0; k < rings.size(); k += 2 + at(rings[k + 1])) {
      if (rings[k] != node) {
        king.end_node();
        guttman.end_node();
        node = rings[k];
      }
      weigh_ring({rings.data() + k + 2, at(rings[k + 1])}, king, guttman);
    }
    king.end_node();
    guttman.end_node();
  }

 private:
  /// The shortest rings over a bond of an atom.
  int shortest(Index atom, Index p) const {
    int least = std::numeric_limits<int>::max();
    for (Index q = 0; q < static_cast<Index>(network_.graph.of(atom).size()); ++q)
      if (q != p)
        if (const int size = sizes_.size[at(sizes_.place(atom, p, q))]; size > 0) least = std::min(least, size);
    return least;
  }
  void weigh_ring(std::span<const std::int32_t> ring, Tally& king, Tally& guttman) {
    const auto& graph = network_.graph;
    const int n = static_cast<int>(ring.size());
    std::size_t size = 0, by_king = 0, by_guttman = 0;
    bool guttman_here = false;
    for (std::size_t k = 0; k < ring.size(); ++k) {
      const Index in = graph.bonds[at(ring[k == 0 ? ring.size() - 1 : k - 1])].reverse, out = ring[k];
      const Index atom = graph.bonds[at(graph.bonds[at(out)].reverse)].to;
      if (!network_.counted[at(atom)]) continue;
      ++size;
      const Index p = in - graph.first[at(atom)], q = out - graph.first[at(atom)];
      by_king += sizes_.size[at(sizes_.place(atom, p, q))] == n;
      const bool found = shortest(atom, p) == n || shortest(atom, q) == n;
      by_guttman += found;
      if (k == 0) guttman_here = found;
    }
    ++king.findings[size * king.side + by_king];
    king.mask |= std::uint64_t{1} << size;
    if (!guttman_here) return;
    ++guttman.findings[size * guttman.side + by_guttman];
    guttman.mask |= std::uint64_t{1} << size;
  }

  const RingNetwork& network_;
  const PairSizes& sizes_;
};

/// All threads' and ranks' findings.
RingCounts together(const std::vector<Tally>& parts, int max_size, const Communicator& ranks) {
  const std::size_t side = parts[0].side;
  std::vector<Index> findings(side * side, 0);
  std::vector<double> nodes(3 * side, 0.0);
  for (const auto& part : parts) {
    for (std::size_t k = 0; k < findings.size(); ++k) findings[k] += part.findings[k];
    for (std::size_t n = 0; n < side; ++n) {
      nodes[n] += part.nodes.nodes[n];
      nodes[side + n] += part.nodes.longest[n];
      nodes[2 * side + n] += part.nodes.shortest[n];
    }
  }
  ranks.sum(findings);
  ranks.sum(nodes);
  RingCounts all(max_size);
  for (std::size_t n = 0; n < side; ++n) {
    for (std::size_t m = 1; m < side; ++m) {
      all.found[n] += static_cast<double>(findings[n * side + m]);
      // whole: every such ring is found m times
      all.rings[n] += std::nearbyint(static_cast<double>(findings[n * side + m]) / static_cast<double>(m));
    }
    all.nodes[n] = nodes[n];
    all.longest[n] = nodes[side + n];
    all.shortest[n] = nodes[2 * side + n];
  }
  return all;
}

}  // namespace

void RingCounts::add_node(std::uint64_t mask) {
  if (mask == 0) return;
  for (std::uint64_t rest = mask; rest != 0; rest &= rest - 1)
    nodes[static_cast<std::size_t>(std::countr_zero(rest))] += 1.0;
  longest[static_cast<std::size_t>(63 - std::countl_zero(mask))] += 1.0;
  shortest[static_cast<std::size_t>(std::countr_zero(mask))] += 1.0;
}

PathRings path_rings(const RingNetwork& network, const Communicator& ranks) {
  PairSizes sizes(network);
  std::vector<std::vector<std::int32_t>> rings(at(threads()));
  const auto parts = static_cast<Index>(rings.size());
  parallel_ranges(parts, [&](Index begin, Index end, int) {
    for (Index part = begin; part < end; ++part) {
      Search search(network, sizes);
      for_my_atoms(network.graph.size(), ranks, static_cast<int>(part), static_cast<int>(parts), [&](Index i) {
        if (network.counted[at(i)]) search.at_node(i);
      });
      rings[at(part)] = search.rings();
    }
  });
  if (!ranks.alone()) {
    std::vector<Index> all(sizes.size.begin(), sizes.size.end());  // 0 but on the rank that looked
    ranks.sum(all);
    std::transform(all.begin(), all.end(), sizes.size.begin(), [](Index n) { return static_cast<std::uint8_t>(n); });
  }
  std::vector<Tally> king(rings.size(), Tally(network.max_size)), guttman = king;
  parallel_ranges(parts, [&](Index begin, Index end, int) {
    for (Index k = begin; k < end; ++k) Weigher(network, sizes).weigh(rings[at(k)], king[at(k)], guttman[at(k)]);
  });
  return {together(king, network.max_size, ranks), together(guttman, network.max_size, ranks)};
}

}  // namespace liquidus
