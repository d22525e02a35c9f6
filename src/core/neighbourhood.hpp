#pragma once
#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

#include "core/cell.hpp"
#include "core/cluster_list.hpp"
#include "core/neighbour_list.hpp"
#include "core/structure.hpp"

namespace liquidus {

enum class ListKind { clusters, full };

/// A list that a potential wants to find in the neighbourhood, complete out to `cutoff` (Å).
struct ListRequest {
  double cutoff;
  ListKind kind;
  bool ghost_rows = false;  // of a full list: rows for other ranks' ghosts too, as far as their surroundings are here
};

/// Sends per-atom numbers from owners to their ghosts and sums them back. On one rank the ghosts are periodic images.
/// All ranks call, those without atoms too.
class Halo {
 public:
  virtual ~Halo() = default;
  /// values [total × width]: ghosts become copies of their owners.
  template <class Values>
  void forward(Values&& values, int width) const {
    const std::span all(values);
    forward_bytes(std::as_writable_bytes(all), sizeof(all[0]) * static_cast<std::size_t>(width));
  }
  /// values [total × width]: what stands on a ghost is added to its owner and set to zero.
  virtual void reverse(std::span<double> values, int width) const = 0;
  virtual void reverse(std::span<float> values, int width) const = 0;

 protected:
  virtual void forward_bytes(std::span<std::byte> values, std::size_t bytes_per_atom) const = 0;
};

/// The atoms that a potential sees: the rank's own first, then ghosts out to the halo's width. A ghost that is a
/// periodic image of an own atom carries its owner's index and its shift in cells; a ghost of another rank's atom has
/// owner −1. Where no full list is asked for, ghosts whose pairs are counted elsewhere are left out. Positions are
/// continuous from one rebuild to the next.
struct Neighbourhood {
  Cell cell;
  Index own = 0;
  std::vector<Vec3> r;              // [total] Å
  std::vector<int> type;            // [total] index into the species that the potential was made for
  std::vector<Index> owner;         // [ghosts] index of the own atom, or −1
  std::vector<Image> shift;         // [ghosts] r = r[owner] + shift·cell
  std::vector<std::uint8_t> upper;  // [ghosts] 1: the pairs (own, this ghost) are counted here; 0: at their mirror pair
  std::vector<Index> counts;        // [species] atoms of the whole system, on all ranks
  std::vector<ClusterList> cluster_lists;
  std::vector<NeighbourList> full_lists;
  const Halo* halo = nullptr;
  bool far = false;  // some ghosts are of ranks on other machines: hiding their messages is worth a second walk of lists
  Index generation = 0;  // grows at each rebuild, when lists and ghosts change

  Index total() const { return static_cast<Index>(r.size()); }
  Index ghosts() const { return total() - own; }
  /// The list with the least cutoff that is not below the one asked for. Asserts that it was requested.
  const ClusterList& clusters(double cutoff) const;
  const NeighbourList& full(double cutoff) const;
};

}  // namespace liquidus
