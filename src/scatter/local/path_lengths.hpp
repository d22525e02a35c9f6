#pragma once
#include <cstdint>
#include <vector>

#include "parallel/communicator.hpp"
#include "scatter/local/bond_graph.hpp"

namespace liquidus {

/// Lengths of the shortest paths between nodes, in bonds, up to some radius: for each atom a table of the nodes around
/// it. Takes 12 bytes for each node within the radius of each atom.
class PathLengths {
 public:
  /// Ranks share the work, and all get all tables. Collective.
  /// @throws InputError if paths lead over more than 127 cells
  PathLengths(const BondGraph& graph, int radius, const Communicator& ranks);

  /// From an atom to the image of `to` by shift·cell; radius + 1 stands for all that is longer.
  int operator()(Index from, std::int32_t to, const Image& shift) const {
    const std::uint64_t wanted = key(to, shift);
    const auto begin = first_[static_cast<std::size_t>(from)];
    const auto slots = static_cast<std::uint64_t>(first_[static_cast<std::size_t>(from) + 1] - begin);
    const std::uint64_t* const table = slots_.data() + begin;
    for (std::uint64_t slot = place(wanted, slots);; slot = slot + 1 == slots ? 0 : slot + 1) {
      if (table[slot] == empty) return radius_ + 1;
      if ((table[slot] & ~length_bits) == wanted) return static_cast<int>(table[slot] & length_bits);
    }
  }

 private:
  static constexpr std::uint64_t length_bits = 0xff, empty = ~std::uint64_t{0};
  /// An atom's index, three bytes for the shift, and a byte that is left for the length.
  static std::uint64_t key(std::int32_t atom, const Image& shift) {
    const auto byte = [](int n) { return static_cast<std::uint64_t>(static_cast<std::uint8_t>(n + 128)); };
    return static_cast<std::uint64_t>(atom) << 32 | byte(shift[0]) << 24 | byte(shift[1]) << 16 | byte(shift[2]) << 8;
  }
  /// Where the search for a key begins: the upper bits of a product spread it over the slots.
  static std::uint64_t place(std::uint64_t key, std::uint64_t slots) {
    return ((key * 0x9e3779b97f4a7c15u) >> 32) * slots >> 32;
  }
  class Tables;

  int radius_;
  std::vector<Index> first_;          // [n + 1]
  std::vector<std::uint64_t> slots_;  // key and length, or empty
};

}  // namespace liquidus
