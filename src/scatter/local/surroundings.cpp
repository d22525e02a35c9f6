#include "scatter/local/surroundings.hpp"

namespace liquidus {

std::int32_t Surroundings::find(std::int32_t atom, const Image& shift) const {
  std::int32_t node = newest_[static_cast<std::size_t>(atom)];
  while (node >= 0 && nodes_[static_cast<std::size_t>(node)].shift != shift)
    node = nodes_[static_cast<std::size_t>(node)].before;
  return node;
}

void Surroundings::explore(Index origin, int radius) {
  for (const Node& node : nodes_) newest_[static_cast<std::size_t>(node.atom)] = -1;
  nodes_.clear();
  steps_.clear();
  first_.assign(1, 0);
  const auto add = [&](std::int32_t atom, std::int32_t distance, const Image& shift) {
    auto& newest = newest_[static_cast<std::size_t>(atom)];
    nodes_.push_back({atom, distance, shift, newest});
    return newest = static_cast<std::int32_t>(nodes_.size()) - 1;
  };
  add(static_cast<std::int32_t>(origin), 0, {});
  // When the first node at `radius` has its turn, all others at that distance have been found.
  for (std::size_t k = 0; k < nodes_.size(); ++k) {
    const Node node = nodes_[k];
    auto bond = static_cast<std::int32_t>(graph_->first[static_cast<std::size_t>(node.atom)]);
    for (const Bond& b : graph_->of(node.atom)) {
      const Image shift = node.shift + b.shift;
      std::int32_t to = find(b.to, shift);
      if (to < 0 && node.distance < radius) to = add(b.to, node.distance + 1, shift);
      if (to >= 0) steps_.push_back({to, bond});
      ++bond;
    }
    first_.push_back(steps_.size());
  }
}

}  // namespace liquidus
