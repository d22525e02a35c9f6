#pragma once
#include <memory>
#include <vector>

#include "parallel/communicator.hpp"
#include "scatter/dynamics/msd_findings.hpp"
#include "scatter/dynamics/path_tracker.hpp"
#include "scatter/dynamics/same_atoms.hpp"

namespace liquidus {

/// Mean square displacements of a run as it goes, in bounded memory: origins in windows of increasing distance (the
/// order-n algorithm: Frenkel & Smit, Understanding Molecular Simulation, 2nd ed., 4.4.2; Dubbeldam et al., Mol. Simul.
/// 35, 1084, 2009). Level l keeps the last 32 frames out of every 4^l, and measures from each of them to the newest:
/// all origins at lags up to 32 frames, every fourth at 36, 40 … 128, and so on. A displacement belongs to the block of
/// time in which it ends. Every rank keeps the windows of all atoms and sums over a share of them.
class Msd : public Measure {
 public:
  static constexpr Index window = 32, ratio = 4;

  /// @throws InputError naming the option that is out of range
  explicit Msd(const MsdOptions& options, const Communicator& ranks = Communicator::self());

  /// Collective. @throws InputError if the atoms change, or times aren't even
  /// @throws SimulationError if a coordinate isn't finite
  void observe(const Snapshot& now) override;
  Index interval() const override { return options_.interval; }
  Index frames() const override { return times_.frames(); }
  MsdSums sums() const;
  Findings findings() const override { return msd_findings(sums(), options_); }

  std::vector<double> state() const override;
  void restore(const std::vector<double>& state) override;

  const SameAtoms& atoms() const { return atoms_; }
  const PathTracker& paths() const { return paths_; }
  const EvenTimes& times() const { return times_; }

 private:
  struct Level {
    Index count = 0;           // frames that it has been given
    std::vector<Vec3> window;  // [up to `window` frames][n] sorted by species; frame c stands at c % window
  };
  std::size_t lags_of(std::size_t level) const;
  std::size_t numbers_of(std::size_t level) const { return lags_of(level) * (1 + 2 * atoms_.ends().size()); }
  bool wanted(std::size_t level) const;
  void feed_levels();
  void sum_level(std::size_t level, double* into) const;
  void add_lag(const Vec3* before, Index begin, Index end, double* into) const;
  BlockCurves curves() const;

  MsdOptions options_;
  const Communicator* ranks_;
  SameAtoms atoms_;
  PathTracker paths_;
  EvenTimes times_;
  BlockSums sums_;  // volume, temperature, frames with a temperature, then the levels
  std::vector<Level> levels_;
  std::vector<Vec3> sorted_;  // [n] paths in the order of species
};

}  // namespace liquidus
