#include "scatter/local/network.hpp"

namespace liquidus {

/// Every cluster is walked from its first atom; an atom that is come upon again with another shift closes a way round
/// the cell.
LargestCluster largest_cluster(const BondGraph& graph, const std::vector<std::uint8_t>& part,
                               const std::vector<std::uint8_t>& counted) {
  const auto n = static_cast<std::size_t>(graph.size());
  std::vector<std::uint8_t> seen(n, 0);
  std::vector<Image> shift(n);
  std::vector<std::size_t> open;
  LargestCluster largest;
  for (std::size_t start = 0; start < n; ++start) {
    if (!part[start] || seen[start]) continue;
    LargestCluster here;
    seen[start] = 1;
    shift[start] = {};
    open.push_back(start);
    while (!open.empty()) {
      const std::size_t i = open.back();
      open.pop_back();
      here.size += counted[i] ? 1 : 0;
      for (const Bond& bond : graph.of(static_cast<Index>(i))) {
        const auto j = static_cast<std::size_t>(bond.to);
        if (!part[j]) continue;
        const Image there = shift[i] + bond.shift;
        if (seen[j]) {
          here.spanning = here.spanning || shift[j] != there;
        } else {
          seen[j] = 1;
          shift[j] = there;
          open.push_back(j);
        }
      }
    }
    if (here.size > largest.size) largest = here;
  }
  return largest;
}

}  // namespace liquidus
