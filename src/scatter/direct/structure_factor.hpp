#pragma once
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "parallel/communicator.hpp"
#include "scatter/block_sums.hpp"
#include "scatter/direct/fixed_species.hpp"
#include "scatter/direct/phase_sums.hpp"
#include "scatter/direct/structure_factor_options.hpp"
#include "scatter/direct/wave_vectors.hpp"
#include "scatter/measure.hpp"
#include "scatter/transform/partials.hpp"

namespace liquidus {

/// Partial structure factors by direct sums, and what they were averaged over.
struct DirectStructureFactors {
  PartialStructureFactors partials;  // at the mean |k| of the bins that hold vectors
  std::vector<double> vectors;       // [m] in a bin, ±k being one: their mean number in a frame
  std::vector<double> lower, upper;  // [m] edges of the bins, 1/Å
  Index frames = 0;
  std::optional<double> thinned_from;  // 1/Å, where the first bin begins of which vectors were left out
};

/// Partial structure factors from positions, S_ab = Re⟨ρ_a ρ_b*⟩/√(N_a N_b) with ρ_a(k) = Σ exp(i k·r_j) over the atoms
/// of species a (Ashcroft–Langreth), averaged over the wave vectors k = 2π (h, k, l)·cell⁻¹ of a bin in Q and over
/// frames, then A_ab = 1 + (S_ab − δ_ab)/√(c_a c_b) (Faber–Ziman). Nothing is cut off or smoothed, from 2π/L on.
///
/// The triples (h, k, l) are chosen in the first frame, see WaveVectors. Where the cell changes they stay, and |k| and
/// the bin are those of each frame's own cell: a bin's average is that of all vectors that were in it in any frame. In
/// a cell that has shrunk some are beyond q_max and left out; in one that has grown the last bins hold fewer or none.
/// Species are matched by name and their numbers must stay. Several ranks are shown the same frames and share the
/// vectors; the result is the same to rounding on any number of them, and bit for bit on any number of threads.
class DirectStructureFactor : public Measure {
 public:
  /// @throws InputError naming the key that is out of range
  explicit DirectStructureFactor(const StructureFactorOptions& options,
                                 const Communicator& ranks = Communicator::self());

  /// Collective.
  /// @throws InputError if the frame isn't periodic in all directions or the number of atoms of a species has changed
  /// @throws SimulationError if a coordinate isn't finite
  void add(const Structure& atoms);
  Index frames() const override { return sums_.frames(); }
  /// @throws Error if there was no frame or no wave vector up to q_max
  DirectStructureFactors result() const;
  Findings findings() const override;

  Index interval() const override { return options_.interval; }
  void observe(const Snapshot& now) override { add(now.atoms); }
  std::vector<double> state() const override;
  /// @throws InputError if the state was made with other bins, vectors, seed or blocks, or is no such state
  void restore(const std::vector<double>& state) override;

 private:
  void begin(const Cell& cell);
  void sum_products(const PhaseSums& phases, Index first, Index last);
  void bin_products(const Cell& cell, Index first, Index last);
  std::size_t bins() const;
  /// Of a frame's numbers: [bins][2 + pairs] vectors, Σ|k|, Σ Re ρ_a ρ_b*/√(N_a N_b), and the density behind them.
  std::size_t width() const { return bins() * (2 + species_.pairs()) + 1; }

  StructureFactorOptions options_;
  const Communicator* ranks_;
  FixedSpecies species_;
  std::optional<Cell> first_cell_;  // in which the vectors were chosen
  std::optional<WaveVectors> vectors_;
  BlockSums sums_;
  // scratch of the frame at hand
  std::vector<double> products_;  // [pairs][vectors]
  std::vector<double> numbers_;   // [width]
};

/// Columns Q, vectors, A_Na-Cl, err_…, then S_ab after Ashcroft and Langreth and, of two species, S_NN, S_NC and S_CC.
CurveTable structure_factor_table(const DirectStructureFactors& result);

}  // namespace liquidus
