#pragma once
#include <cstdint>
#include <span>
#include <vector>

#include "core/cell.hpp"
#include "core/cluster_list.hpp"
#include "core/neighbour_list.hpp"
#include "core/structure.hpp"

namespace liquidus {

struct Skin {
  double angstrom;
};

enum class ListKind { clusters, full };

/// A list that a potential wants to find in the neighbourhood, complete out to `cutoff` (Å).
struct ListRequest {
  double cutoff;
  ListKind kind;
};

/// Sends per-atom numbers from owners to their ghosts and sums them back. On one rank the ghosts are periodic images.
class Halo {
 public:
  virtual ~Halo() = default;
  /// values [total × width]: ghosts become copies of their owners.
  virtual void forward(std::span<double> values, int width) const = 0;
  /// values [total × width]: what stands on a ghost is added to its owner and set to zero.
  virtual void reverse(std::span<double> values, int width) const = 0;
};

/// The atoms that a potential sees: the rank's own first, then ghosts out to the halo's width. A ghost that is a
/// periodic image of an own atom carries its owner's index and its shift in cells; a ghost of another rank's atom has
/// owner −1. Positions are continuous from one rebuild to the next.
struct Neighbourhood {
  Cell cell;
  Index own = 0;
  std::vector<Vec3> r;              // [total] Å
  std::vector<int> type;            // [total] index into the species that the potential was made for
  std::vector<Index> owner;         // [ghosts] index of the own atom, or −1
  std::vector<Image> shift;         // [ghosts] r = r[owner] + shift·cell
  std::vector<std::uint8_t> upper;  // [ghosts] 1: the pairs (own, this ghost) are counted here; 0: at their mirror pair
  std::vector<ClusterList> cluster_lists;
  std::vector<NeighbourList> full_lists;
  const Halo* halo = nullptr;
  Index generation = 0;  // grows at each rebuild, when lists and ghosts change

  Index total() const { return static_cast<Index>(r.size()); }
  Index ghosts() const { return total() - own; }
  /// The list with the least cutoff that is not below the one asked for. Asserts that it was requested.
  const ClusterList& clusters(double cutoff) const;
  const NeighbourList& full(double cutoff) const;
};

/// Keeps the neighbourhood of a structure on one rank: makes images and lists, follows the atoms, and rebuilds when an
/// atom (or the cell) has moved so far that a pair could be missing. Atoms may be wrapped by the caller at any time.
class PeriodicNeighbours : public Halo {
 public:
  /// @throws std::invalid_argument for a negative skin or cutoff
  PeriodicNeighbours(std::vector<ListRequest> requests, Skin skin);
  PeriodicNeighbours(const PeriodicNeighbours&) = delete;
  PeriodicNeighbours& operator=(const PeriodicNeighbours&) = delete;

  /// Positions, cell and types of `atoms` become the neighbourhood's; rebuilds where needed.
  /// @throws SimulationError naming the atom if a coordinate is not finite
  const Neighbourhood& update(const Structure& atoms);
  /// The next update rebuilds. A restart does this on both sides, so that summation orders agree bit for bit.
  void invalidate() { valid_ = false; }
  Index rebuilds() const { return state_.generation; }

  void forward(std::span<double> values, int width) const override;
  void reverse(std::span<double> values, int width) const override;

 private:
  /// Positions and cell that lists were made for.
  struct Reference {
    std::vector<Vec3> s;  // [own] fractional
    Cell cell;
  };
  struct Ways {  // squares of the longest ways, Å²
    double since_build = 0.0, since_prune = 0.0;
    bool finite = true;
  };
  bool still_within(const Reference& reference, double largest_way2, double margin) const;
  bool follow(const Structure& atoms);
  void prune();
  void rebuild(const Structure& atoms);
  void make_ghosts(double width);
  void place_ghosts();

  std::vector<ListRequest> requests_;
  double skin_, margin_, reach_ = 0.0;
  bool valid_ = false;
  Neighbourhood state_;
  Reference built_, pruned_;
  std::vector<Ways> ways_;  // by thread
};

}  // namespace liquidus
