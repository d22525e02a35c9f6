#pragma once
#include <array>
#include <optional>
#include <span>
#include <vector>

#include "core/neighbourhood.hpp"
#include "potential/pme_routes.hpp"
#include "potential/pme_spread.hpp"
#include "potential/pme_waves.hpp"

namespace liquidus {

/// From charges to their potential on a mesh of one size, by all ranks together. The memory for it is kept from call to
/// call; everything is summed in an order that depends on the positions and the ranks alone, not on the count of
/// threads.
class PmeSolver {
 public:
  /// Mesh coordinates' derivatives of the potential at a charge, and the potential itself, for the charge 1; eV/e.
  struct Field {
    double along[3], potential;
  };

  /// Collective. `ranks` must outlive it.
  PmeSolver(const std::array<int, 3>& size, int order, const Communicator& ranks);

  const std::array<int, 3>& size() const { return mesh_.layout().size; }
  /// Makes the influence function, unless it is the one of this cell already.
  void set_cell(const Cell& cell, double beta);
  /// Takes the own atoms whose charge (by type, e) isn't zero, and sends them to the ranks that have planes near them.
  /// Collective.
  void place(const Neighbourhood& atoms, std::span<const double> charges);
  /// Spreads the charges that were placed, solves, and gathers the field. What isn't wanted is zero; ranks have a part
  /// of the sums each. Collective.
  WaveSums solve(Wanted wanted);

  /// Own charges: the atom that the n-th sits on, its charge and its field.
  Index charges() const { return static_cast<Index>(atom_.size()); }
  Index atom(Index n) const { return atom_[static_cast<std::size_t>(n)]; }
  double charge(Index n) const { return (routes_ ? own_ : sorted_)[static_cast<std::size_t>(n)][3]; }
  Field field(Index n) const;

 private:
  void sort(std::span<const FourNumbers> charges);
  void gather();

  PmeMesh mesh_;
  SplineTable spline_;
  Cell cell_;
  Influence influence_;
  std::array<std::vector<double>, 3> factor_;
  std::vector<double> green_;
  std::optional<ChargeRoutes> routes_;           // among several ranks
  std::vector<FourNumbers> own_;                 // [own atoms], then [own charges] if there are routes
  std::vector<Index> atom_;                      // [own charges]
  std::vector<FourNumbers> field_;               // [own charges]
  std::vector<FourNumbers> sorted_;              // charges on the planes of this rank
  std::vector<Index> from_;                      // where each was before it was sorted
  std::vector<FourNumbers> partial_, unsorted_;  // fields of these, sorted and as they came
  std::vector<Index> first_, next_;              // [planes + 1]
  std::vector<WaveSums> sums_;                   // [panels]
};

}  // namespace liquidus
