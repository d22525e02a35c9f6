#include "core/neighbourhood.hpp"

#include <cassert>

namespace liquidus {
namespace {

template <class List>
const List& shortest(const std::vector<List>& lists, double cutoff) {
  const List* best = nullptr;
  for (const auto& list : lists)
    if (list.cutoff >= cutoff && (!best || list.cutoff < best->cutoff)) best = &list;
  assert(best && "a potential asked for a list that it had not requested");
  return *best;
}

}  // namespace

const ClusterList& Neighbourhood::clusters(double cutoff) const { return shortest(cluster_lists, cutoff); }
const NeighbourList& Neighbourhood::full(double cutoff) const { return shortest(full_lists, cutoff); }

}  // namespace liquidus
