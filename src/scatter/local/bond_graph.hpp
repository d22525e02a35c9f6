#pragma once
#include <cstdint>
#include <span>
#include <string>
#include <vector>

#include "core/neighbours.hpp"
#include "core/structure.hpp"
#include "scatter/local/bonds.hpp"

namespace liquidus {

/// A bond as one of its atoms sees it.
struct Bond {
  std::int32_t to;       // the other atom
  Image shift;           // it is the image of `to` by shift·cell
  std::int64_t reverse;  // the same bond as the other atom sees it, with −shift
  Vec3 d;                // from this atom to the other, Å
};

/// The bonds of a frame. The graph is that of the infinite crystal of cells: its nodes are (atom, shift), with all
/// atoms moved into the cell along periodic directions, and a path that comes back to an atom with another shift is no
/// ring.
struct BondGraph {
  std::vector<Index> first;  // [n + 1]
  std::vector<Bond> bonds;   // [2 × bonds]
  std::vector<int> kind;     // [n] place in BondFinder::species(), −1 for what no rule names

  Index size() const { return static_cast<Index>(kind.size()); }
  std::span<const Bond> of(Index i) const {
    const auto k = static_cast<std::size_t>(i);
    return {bonds.data() + first[k], static_cast<std::size_t>(first[k + 1] - first[k])};
  }
};

inline Image operator+(const Image& a, const Image& b) { return {a[0] + b[0], a[1] + b[1], a[2] + b[2]}; }
inline Image operator-(const Image& a, const Image& b) { return {a[0] - b[0], a[1] - b[1], a[2] - b[2]}; }

/// Finds the bonds of structures: any cell, also smaller than the bonds are long. Order and composition may change from
/// one structure to the next; species are matched by name.
class BondFinder {
 public:
  explicit BondFinder(std::vector<BondRule> rules);

  /// The result stays until the next call.
  /// @throws SimulationError naming the atom if a coordinate isn't finite
  const BondGraph& find(const Structure& atoms);
  const std::vector<BondRule>& rules() const { return rules_; }
  /// Those that the rules name, in that order.
  const std::vector<std::string>& species() const { return species_; }
  /// Whether there is a rule for these two.
  bool bonded(int kind_a, int kind_b) const { return length2(kind_a, kind_b) > 0.0; }

 private:
  double length2(int a, int b) const {
    return a < 0 || b < 0 ? 0.0 : length2_[static_cast<std::size_t>(a) * species_.size() + static_cast<std::size_t>(b)];
  }
  template <class Visit>
  void each_bond(const Neighbourhood& atoms, Visit visit) const;

  std::vector<BondRule> rules_;
  std::vector<std::string> species_;
  std::vector<double> length2_;  // [species × species] Å², 0 where there is no rule
  PeriodicNeighbours neighbours_;
  BondGraph graph_;
  std::vector<Index> next_;  // [n]
};

}  // namespace liquidus
