#pragma once
#include <array>
#include <span>
#include <vector>

#include "core/cell.hpp"
#include "core/vec3.hpp"
#include "scatter/direct/wave_vectors.hpp"

namespace liquidus {

/// ρ_a(k) = Σ exp(i k·r_j) over the atoms of each kind a, for many wave vectors of the cell.
///
/// Phases exp(2πi n s) come from tables, one for each of the cell's directions: every 32nd of them is computed from ns
/// with its whole part taken off exactly, and those between by multiplication, so that each is good to 2e-14. Atoms are
/// taken in blocks whose tables stay in the second-level cache. The product of the phases along a and b is formed once
/// for a row of vectors (h, k, ·), and the four real products with that along c once for +l and −l together: an atom
/// and a vector take four multiply-adds, or two of a pair ±l.
class PhaseSums {
 public:
  /// `vectors` must outlive it.
  explicit PhaseSums(const WaveVectors& vectors) : vectors_(&vectors) {}

  /// Takes the atoms over. `kind` [n] is in 0 … kinds − 1.
  /// @throws SimulationError naming the atom if a coordinate isn't finite
  void set_atoms(const Cell& cell, std::span<const Vec3> r, std::span<const int> kind, int kinds);

  /// Calls use(begin, end, rho) for the vectors of each of a range's rows in pieces: rho [kinds][2·(end − begin)], real
  /// and imaginary parts in turn, of the vectors with places begin … end − 1. May be called on several threads at once;
  /// what comes out doesn't depend on the range.
  template <class F>
  void sum(Index rows_begin, Index rows_end, F&& use) const {
    Work work;
    for (Index row = rows_begin; row < rows_end;) {
      const Index next = piece(row, rows_end), begin = vectors_->place_of(row), end = vectors_->place_of(next);
      sum_rows(row, next, work);
      use(begin, end, std::span<const double>(work.rho));
      row = next;
    }
  }

 private:
  struct Work {
    std::vector<double> tables, rho;
  };
  /// Rows from this one on that are summed together: enough that making tables costs little beside.
  Index piece(Index row, Index end) const;
  void sum_rows(Index begin, Index end, Work& work) const;

  const WaveVectors* vectors_;
  std::array<std::vector<double>, 3> fraction_;  // [n] by kind
  std::vector<Index> first_;                     // [kinds + 1]
};

}  // namespace liquidus
