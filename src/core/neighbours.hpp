#pragma once
#include <memory>

#include "core/neighbourhood.hpp"

namespace liquidus {

struct Skin {
  double angstrom;
};

/// Where a rank's ghosts come from.
class GhostSource : public Halo {
 public:
  /// Behind the own atoms of `atoms` come ghosts out to `width` Å: owner, shift, upper, type and r.
  /// @param s           [own] fractional coordinates, wrapped
  /// @param upper_only  leaves out those whose pairs are counted elsewhere
  virtual void make(Neighbourhood& atoms, std::span<const Vec3> s, double width, bool upper_only) = 0;
  /// Ghosts follow their owners; they are in place when arrive() has come back.
  virtual void depart(Neighbourhood& atoms) = 0;
  virtual void arrive() {}
  /// reverse() in two halves: in between, forces of own atoms may be added to, and those of ghosts are on their way.
  virtual void depart_home(std::span<Vec3> forces) {
    reverse({forces.empty() ? nullptr : forces[0].data(), 3 * forces.size()}, 3);
  }
  virtual void arrive_home(std::span<Vec3>) {}
  /// Whether some ghosts are of ranks on other machines.
  virtual bool far() const { return false; }
  /// Over all ranks, element by element.
  virtual void largest(std::span<double>) const {}
  virtual void sum(std::span<Index>) const {}
};

/// Keeps the neighbourhood of a rank's atoms: makes ghosts and lists, follows the atoms, and says when an atom of any
/// rank (or the cell) has moved so far that a pair could be missing. Collective over the ranks of the ghosts' source.
class Neighbours {
 public:
  /// @param reach  Å; ghosts are complete out to it and to the longest list
  /// @throws std::invalid_argument for a negative skin, cutoff or reach
  Neighbours(std::vector<ListRequest> requests, Skin skin, std::unique_ptr<GhostSource> ghosts, double reach = 0.0);
  Neighbours(const Neighbours&) = delete;
  Neighbours& operator=(const Neighbours&) = delete;

  /// Takes over positions and cell, of the same atoms as before. False if lists must be made anew: the neighbourhood is
  /// not to be used before rebuild().
  bool follow(const Structure& atoms);
  /// Makes ghosts and lists. Atoms stand in their rank's part of the cell, but for whole cells along periodic
  /// directions.
  /// @throws SimulationError naming the atom if a coordinate is not finite
  void rebuild(const Structure& atoms);
  /// follow(), and rebuild() where needed. Atoms may be wrapped by the caller at any time.
  const Neighbourhood& update(const Structure& atoms);
  const Neighbourhood& neighbourhood() const { return state_; }
  const Halo& halo() const { return *ghosts_; }
  GhostSource& ghosts() { return *ghosts_; }
  /// The next update rebuilds. A restart does this on both sides, so that summation orders agree bit for bit.
  void invalidate() { valid_ = false; }
  Index rebuilds() const { return state_.generation; }

 private:
  /// Positions and cell that lists were made for.
  struct Reference {
    std::vector<Vec3> s, r;  // [own] fractional, and Å
    Cell cell;
  };
  struct Ways {  // squares of the longest ways, Å²; infinite for what is not finite
    double since_build = 0.0, since_prune = 0.0;
  };
  bool still_within(const Reference& reference, double largest_way2, double margin) const;
  Ways move(const Structure& atoms);
  Ways move_one(const Structure& atoms, std::size_t i);
  void prune();

  std::vector<ListRequest> requests_;
  double skin_, margin_, reach_;
  bool valid_ = false, upper_only_ = true, ghost_rows_ = false;
  std::unique_ptr<GhostSource> ghosts_;
  Neighbourhood state_;
  Reference built_, pruned_;
  std::vector<Ways> ways_;  // by thread
};

/// The whole structure on one rank, its ghosts the periodic images.
class PeriodicNeighbours : public Neighbours {
 public:
  PeriodicNeighbours(std::vector<ListRequest> requests, Skin skin);
};

}  // namespace liquidus
