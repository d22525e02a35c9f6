#pragma once
#include <cstdint>
#include <span>
#include <vector>

#include "core/vec3.hpp"

namespace liquidus {

/// Pairs of small clusters, for kernels that treat whole vectors of atoms at a time (after Páll & Hess, Comput. Phys.
/// Commun. 184, 2641, 2013). Atoms are sorted into compact clusters of nj slots, own atoms first, then those ghosts
/// whose pairs are counted here; each half of a cluster of own atoms is an i-cluster of ni slots. Every pair closer
/// than cutoff + skin stands once in `all`; `second` is what is left of it after pruning to a smaller margin, which is
/// cheap enough to be done every few steps. Empty slots (atom −1) are for the kernel to place far from everything.
struct ClusterList {
  static constexpr int ni = 4, nj = 8;

  double cutoff = 0.0;               // Å, without the skin
  std::vector<std::int32_t> atom;    // [slots] atom in the neighbourhood, or −1
  Index own_slots = 0;               // slots of own atoms, a multiple of nj
  std::vector<std::int64_t> first;   // [own_slots/ni + 1] where the entries of i begin, in `all` and in `second`
  std::vector<std::int32_t> all;     // [entries] j-cluster: slots nj·j … nj·j + nj − 1
  std::vector<std::int32_t> second;  // [entries] those of i at first[i] … last[i] − 1
  std::vector<std::int64_t> border;  // [own_slots/ni] where the entries with ghosts begin in `second`
  std::vector<std::int64_t> last;    // [own_slots/ni]

  // for pruning: where the entries with ghosts begin in `all`, and coordinates by slot, [slots/nj][3][nj]
  std::vector<std::int64_t> border_of_all;
  std::vector<float> x;

  Index slots() const { return static_cast<Index>(atom.size()); }
  Index i_clusters() const { return own_slots / ni; }
  /// The j-cluster that holds i-cluster i itself: there only the pairs with slot_j > slot_i count. It is always the
  /// first entry of i; all pairs of the other entries count.
  static Index home(Index i) { return i * ni / nj; }
};

/// Fills `list`, not pruned; `r` are own atoms, then ghosts; `upper` [ghosts] says which ghosts' pairs are counted
/// here.
void build_cluster_list(std::span<const Vec3> r, Index own, std::span<const std::uint8_t> upper, double cutoff,
                        double skin, ClusterList& list);

/// Leaves in `second` the entries of `all` with a pair closer than cutoff + margin at the positions of now.
void prune_cluster_list(std::span<const Vec3> r, double margin, ClusterList& list);

}  // namespace liquidus
