#pragma once
#include <cstdint>
#include <vector>

#include "scatter/local/bond_graph.hpp"

namespace liquidus {

/// The largest connected part of a network.
struct LargestCluster {
  Index size = 0;         // atoms that count
  bool spanning = false;  // it is bonded to an image of itself: in the infinite crystal of cells it has no end
};

/// @param part    [n] whether an atom belongs to the network
/// @param counted [n] whether it is counted when clusters are compared
LargestCluster largest_cluster(const BondGraph& graph, const std::vector<std::uint8_t>& part,
                               const std::vector<std::uint8_t>& counted);

}  // namespace liquidus
