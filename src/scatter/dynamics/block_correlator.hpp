#pragma once
#include <span>
#include <utility>
#include <vector>

#include "parallel/communicator.hpp"
#include "scatter/dynamics/block_curves.hpp"
#include "scatter/dynamics/lag_transform.hpp"
#include "scatter/state_numbers.hpp"

namespace liquidus {

/// Σ over the atoms of a set of a(t)·a(t + lag), of vectors a that come frame by frame: exact, over all time origins,
/// for lags up to one block, in a memory of some blocks. Each block is transformed once, and products are added up over
/// the atoms before they are transformed back (Futrelle & McGinty, Chem. Phys. Lett. 12, 285, 1971; Calandrini et al.,
/// Collection SFN 12, 201, 2011; here in blocks). Sums over atoms are made in the order of atoms whatever the threads,
/// so that on one rank slices of atoms after each other give the sums of all at once, bit for bit. Several ranks take
/// shares of the atoms and have the sums of all.
class BlockCorrelator {
 public:
  /// @param length     frames in a block, the longest lag
  /// @param set_ends   [sets] atoms of set s are set_ends[s − 1] … set_ends[s] − 1
  /// @param moments    lags (frames, below length) at which |a(t + lag) − a(t)|² and its square are summed directly,
  /// for
  ///                   origins an eighth of the lag apart whose intervals lie within a block
  /// @throws std::invalid_argument for a length below 1
  BlockCorrelator(Index length, std::vector<Index> set_ends, std::vector<Index> moments = {},
                  const Communicator& ranks = Communicator::self());

  /// Takes this rank's atoms begin … end − 1 next, from the first frame on.
  void begin_slice(Index begin, Index end);
  /// The memory that a slice needs.
  static double bytes(Index length, Index atoms) { return 72.0 * static_cast<double>(length * atoms); }
  /// The next frame of the slice's atoms. Collective. @param a  [end − begin]
  void add(std::span<const Vec3> a);
  /// Frames of this slice so far.
  Index frames() const { return frames_; }
  Index length() const { return transform_.length(); }

  /// Sums over the slices so far as means per atom and origin: of a(t)·a(t + lag), or of |a(t + lag) − a(t)|², at lags
  /// 0 … min(longest, length, frames − 1). Curves are the sets. Collective.
  BlockCurves correlations(double spacing, Index longest) const { return curves(spacing, longest, false); }
  BlockCurves displacements(double spacing, Index longest) const { return curves(spacing, longest, true); }
  /// Curves are |Δ|² of each set, then |Δ|⁴ of each set, at the lags `moments` that have origins. Collective.
  BlockCurves moments(double spacing) const;

  /// The blocks whose sums are complete, taken out of correlations(): for series without end. Blocks are means per
  /// atom.
  std::vector<BlockCurves::Block> take_correlations(Index longest);

  /// All of it, the same on all ranks, and back behind begin_slice(). Collective. @throws InputError if it doesn't fit
  void save(StateWriter& state) const;
  void restore(StateReader& state);

 private:
  using Complex = LagTransform::Complex;
  struct Sums {  // of one block
    Index frames = 0;
    std::vector<Complex> products;       // [sets][waves]
    std::vector<double> squares;         // [sets][length] Σ |a|² of each frame
    std::vector<double> second, fourth;  // [sets][moments]
  };
  struct Scratch {                 // of a batch of atoms
    std::vector<Complex> spectra;  // [atoms][3][waves]
    std::vector<double> moments;   // [atoms][2][moments]
  };
  std::size_t sets() const { return set_ends_.size(); }
  Index atoms() const { return end_ - begin_; }
  double atoms_in(std::size_t set) const;
  Index in_block() const { return frames_ - static_cast<Index>(closed_) * length(); }
  Sums empty_sums(Index frames) const;
  void unpack() const;
  /// Adds the open block to `sums`; keeps its transforms in `keep` where given, for the block that follows.
  void add_block(std::vector<Sums>& sums, std::vector<Complex>* keep) const;
  void add_atoms(Index from, Index to, Sums* before, Sums& now, std::vector<Complex>* keep, Scratch& scratch) const;
  void moments_of(std::size_t atom, Index frames, double* into) const;
  void sum_over_ranks(Sums& sums) const;
  static void add(Sums& into, const Sums& more);
  /// The sums with the block that is still open.
  std::vector<Sums> finished() const;
  BlockCurves curves(double spacing, Index longest, bool displaced) const;
  void add_curve(BlockCurves& result, const std::vector<Sums>& sums, std::size_t set, bool displaced) const;

  LagTransform transform_;
  std::vector<Index> set_ends_, moments_;
  const Communicator* ranks_;
  Index begin_ = 0, end_ = 0, frames_ = 0;
  std::size_t closed_ = 0;    // blocks of this slice that have been transformed
  std::size_t taken_ = 0;     // blocks whose sums have been taken out
  std::vector<Sums> sums_;    // [blocks so far, but for the taken]
  std::vector<Vec3> staged_;  // [few frames][atoms] that wait for being turned into series
  mutable Index staged_frames_ = 0;
  mutable std::vector<double> series_;  // [atoms][3][length] of the open block
  std::vector<Complex> before_;         // [atoms][3][waves] transforms of the block before
};

}  // namespace liquidus
