#pragma once
#include <cstdint>
#include <span>
#include <vector>

#include "scatter/local/bond_graph.hpp"

namespace liquidus {

/// The nodes (atom, shift) that can be reached from an atom over a number of bonds, with the bonds among them. Memory
/// is used again from atom to atom; one for each thread.
class Surroundings {
 public:
  struct Node {
    std::int32_t atom;
    std::int32_t distance;  // bonds from the origin
    Image shift;
    std::int32_t before;  // the node found before this one that is an image of the same atom, or −1
  };
  struct Step {
    std::int32_t to;    // node
    std::int32_t bond;  // of the graph
  };

  explicit Surroundings(const BondGraph& graph) : graph_(&graph), newest_(static_cast<std::size_t>(graph.size()), -1) {}

  /// Node 0 is the origin; nodes are in order of their distance.
  void explore(Index origin, int radius);
  const std::vector<Node>& nodes() const { return nodes_; }
  /// To the nodes here that a node is bonded to, in the order of its bonds.
  std::span<const Step> steps(std::int32_t node) const {
    const auto k = static_cast<std::size_t>(node);
    return {steps_.data() + first_[k], first_[k + 1] - first_[k]};
  }

 private:
  std::int32_t find(std::int32_t atom, const Image& shift) const;

  const BondGraph* graph_;
  std::vector<std::int32_t> newest_;  // [n] the last node that is an image of an atom, or −1
  std::vector<Node> nodes_;
  std::vector<std::size_t> first_;
  std::vector<Step> steps_;
};

}  // namespace liquidus
