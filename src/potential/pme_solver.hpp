#pragma once
#include <array>
#include <span>
#include <vector>

#include "core/neighbourhood.hpp"
#include "potential/pme_spread.hpp"
#include "potential/pme_waves.hpp"

namespace liquidus {

/// From charges to their potential on a mesh of one size. The memory for it is kept from call to call; everything is
/// summed in an order that depends on the positions alone, not on the count of threads.
class PmeSolver {
 public:
  /// Mesh coordinates' derivatives of the potential at a charge, and the potential itself, for the charge 1; eV/e.
  struct Field {
    double along[3], potential;
  };

  PmeSolver(const std::array<int, 3>& size, int order);

  const std::array<int, 3>& size() const { return mesh_.layout().size; }
  /// Makes the influence function, unless it is the one of this cell already.
  void set_cell(const Cell& cell, double beta);
  /// Takes the own atoms whose charge (by type, e) isn't zero, and sorts them by mesh planes.
  void place(const Neighbourhood& atoms, std::span<const double> charges);
  /// Spreads the charges, solves, and gathers the field. What isn't wanted is zero.
  WaveSums solve(Wanted wanted);

  Index charges() const { return static_cast<Index>(atom_.size()); }
  /// The atom that the n-th charge sits on, its charge and its field.
  Index atom(Index n) const { return atom_[static_cast<std::size_t>(n)]; }
  double charge(Index n) const { return sorted_[4 * static_cast<std::size_t>(n) + 3]; }
  Field field(Index n) const;

 private:
  PmeMesh mesh_;
  SplineTable spline_;
  Cell cell_;
  Influence influence_;
  std::array<std::vector<double>, 3> factor_;
  std::vector<double> green_;
  std::vector<double> unsorted_, sorted_, field_;  // [charges][4]
  std::vector<Index> atom_;                        // [charges]
  std::vector<Index> first_, next_;                // [planes + 1]
  std::vector<WaveSums> sums_;                     // [rows along b]
};

}  // namespace liquidus
