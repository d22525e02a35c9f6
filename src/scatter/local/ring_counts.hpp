#pragma once
#include <cstdint>
#include <span>
#include <vector>

#include "parallel/communicator.hpp"
#include "scatter/local/bond_graph.hpp"

namespace liquidus {

/// What is looked for: rings in the bonds of a frame. A ring is a closed path in the infinite crystal of cells that
/// comes to no node twice; one that leads to another image of its first node isn't closed.
struct RingNetwork {
  const BondGraph& graph;
  std::vector<std::uint8_t>
      counted;   // [n] whether an atom is a node at which rings begin and in which they are counted
  int max_size;  // largest ring in atoms, counted or not: 3 … largest_ring
};

/// Sizes of rings are kept as bits of a word.
inline constexpr int largest_ring = 62;

/// A number for each atom, no two the same, as if drawn by chance: an order of the atoms in which each is as likely to
/// be first, whatever stands behind each other in a file.
inline std::uint32_t shuffled(Index atom) {
  auto x = static_cast<std::uint32_t>(atom);  // steps that can all be undone
  x = (x ^ x >> 16) * 0x7feb352du;
  x = (x ^ x >> 15) * 0x846ca68bu;
  return x ^ x >> 16;
}

/// Calls f(atom) for the atoms that fall to a thread of a rank: those of each species in even shares.
template <class F>
void for_my_atoms(Index atoms, const Communicator& ranks, int part, int parts, F&& f) {
  const auto size = static_cast<std::uint32_t>(ranks.size());
  for (Index i = 0; i < atoms; ++i)
    if (const std::uint32_t x = shuffled(i); static_cast<int>(x % size) == ranks.rank() &&
                                             static_cast<int>(x / size % static_cast<std::uint32_t>(parts)) == part)
      f(i);
}

/// Rings of a frame by their size in counted nodes, [0 … max_size].
struct RingCounts {
  explicit RingCounts(int max_size)
      : rings(static_cast<std::size_t>(max_size) + 1, 0.0),
        found(rings),
        nodes(rings),
        longest(rings),
        shortest(rings) {}

  std::vector<double> rings;  // different rings in a cell
  std::vector<double> found;  // Σ over nodes of the rings found at them: every ring as often as it has such nodes
  std::vector<double> nodes;  // nodes at which a ring of that size is found …
  std::vector<double> longest, shortest;  // … and no longer one, or no shorter one

  /// Adds a node at which rings of the sizes in `mask` are found.
  void add_node(std::uint64_t mask);
};

/// Rings by King's and by Guttman's criterion, which one search finds.
struct PathRings {
  RingCounts king, guttman;
};

/// King, Nature 213, 1112 (1967): at a node, for every two of its neighbours, all shortest paths between them that
/// don't lead over the node. Guttman, J. Non-Cryst. Solids 116, 145 (1990): at a node, for each of its neighbours, all
/// shortest paths back from there that don't take the bond between the two; those are the shortest of King's. In a cell
/// every ring counts once, however many of its nodes it is found at. Ranks share the nodes. Collective.
PathRings path_rings(const RingNetwork& network, const Communicator& ranks);

/// Primitive (irreducible, shortest-path) rings: no two of their nodes are nearer by any path than along the ring
/// (Franzblau, Phys. Rev. B 44, 4925 (1991); Yuan & Cormack, Comput. Mater. Sci. 24, 343 (2002)). They are found at all
/// of their nodes. Ranks share the nodes. Collective.
/// @throws InputError if rings of that size lead over more cells than are kept apart
RingCounts primitive_rings(const RingNetwork& network, const Communicator& ranks);

}  // namespace liquidus
