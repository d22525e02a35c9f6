#pragma once
#include <memory>

#include "core/neighbours.hpp"
#include "parallel/bricks.hpp"
#include "parallel/gather.hpp"

namespace liquidus {

/// The atoms of a rank: a part of a structure, with the numbers that they have in the whole. Every rank has the whole's
/// cell and species.
struct OwnAtoms {
  Structure atoms;
  std::vector<Index> id;  // [n]
};

/// The root's, to all. Collective.
void broadcast_species(const Communicator& ranks, std::vector<Species>& species);

/// How a structure is spread over ranks. On one rank all atoms stay, in their order.
class Domain {
 public:
  /// `ranks` must outlive it. Without `rebalance` bricks are of equal size.
  explicit Domain(const Communicator& ranks, bool rebalance = true);
  Domain(const Domain&) = delete;
  Domain& operator=(const Domain&) = delete;

  const Communicator& ranks() const { return *ranks_; }
  const Bricks& bricks() const { return bricks_; }

  /// Cuts the cell and hands out the atoms of `whole`, which only the root's is looked at. Collective.
  OwnAtoms scatter(const Structure& whole);
  /// The same as it was when `state` and `layout` were taken, on as many ranks. @throws std::invalid_argument if these
  /// don't fit each other
  OwnAtoms scatter(const Structure& whole, const std::vector<double>& state, const Layout& layout);
  /// Atoms that have left their brick go to the rank that they are on. Now and then the bricks are changed first, where
  /// atoms are unevenly spread. Positions must be wrapped. Collective.
  /// @throws SimulationError on all ranks, naming an atom that isn't in the cell
  void migrate(OwnAtoms& own);
  /// The whole structure on the root, in the order of numbers; empty of atoms elsewhere. Collective.
  Structure gather(const OwnAtoms& own) const;

  /// Ghosts for Neighbours. Lent to, must outlive them.
  std::unique_ptr<GhostSource> ghosts() const;

  /// Bricks and the rest that decides how atoms will be spread, for a checkpoint.
  std::vector<double> state() const;

 private:
  void restore(const std::vector<double>& state);
  OwnAtoms hand_out(const Structure& whole, const Layout& layout) const;
  bool rebalance(const OwnAtoms& own);

  const Communicator* ranks_;
  bool may_rebalance_;
  Bricks bricks_;
  Index until_balance_ = 0, patience_ = 1;  // migrations to go, and how many to wait after a vain attempt
};

}  // namespace liquidus
