#pragma once
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "core/observer.hpp"
#include "scatter/block_sums.hpp"
#include "scatter/pairs/pair_counter.hpp"
#include "scatter/pairs/pair_distribution.hpp"

namespace liquidus {

struct FrameCountsOptions {
  RadialBins bins;
  Index interval = 100;  // steps of a run between two frames
  Index blocks = 10;     // blocks of frames for the error bars: this many or up to twice as many
};

/// The pairs of species of every frame of a run, counted by distance and kept frame by frame, with each frame's volume,
/// pressure and potential energy: all that a change of pair energies needs to know of a run. Averages may give frames
/// weights (reweighting.hpp); without them g(r) is scatter's PairDistribution.
///
/// Species are those of the construction, in that order, and pairs of them are numbered by pair_index; how many atoms
/// of each there are is fixed by the first frame. Several ranks are shown the same frames, share the counting and know
/// all of it. A frame takes 4 bytes per pair of species and bin.
class FrameCounts : public Observer {
 public:
  /// @throws std::invalid_argument without species, for one given twice, or options that aren't positive
  FrameCounts(std::vector<std::string> species, const FrameCountsOptions& options,
              const Communicator& ranks = Communicator::self());

  Index interval() const override { return options_.interval; }
  /// Collective.
  /// @throws InputError for an atom of another species, a composition that changes or a cell that isn't periodic in all
  /// directions
  /// @throws SimulationError naming the atom if a coordinate isn't finite
  void observe(const Snapshot& now) override;
  std::vector<double> state() const override;
  /// @throws InputError if the state is of other species, bins or blocks, or is no such state
  void restore(const std::vector<double>& state) override;
  /// Forgets all frames.
  void clear();

  const std::vector<std::string>& species() const { return species_; }
  const RadialBins& bins() const { return options_.bins; }
  Index frames() const { return static_cast<Index>(volumes_.size()); }
  std::size_t pairs() const { return pair_count(species_.size()); }
  /// pairs · bins: the length of a frame's counts and of g.
  std::size_t width() const { return pairs() * static_cast<std::size_t>(options_.bins.count); }
  /// [width] unordered pairs of a frame, pair by pair, bin by bin.
  std::span<const std::uint32_t> counts(Index frame) const {
    return {counts_.data() + static_cast<std::size_t>(frame) * width(), width()};
  }
  const std::vector<double>& volumes() const { return volumes_; }      // [frames] Å³
  const std::vector<double>& pressures() const { return pressures_; }  // [frames] eV/Å³, NaN where not known
  const std::vector<double>& energies() const { return energies_; }    // [frames] eV, of the potential
  const std::vector<Index>& atoms() const { return atoms_; }           // [species], or empty before the first frame
  /// [width] 1/Å³: what a count times its frame's volume adds to g; 0 for pairs that the box doesn't have.
  std::vector<double> g_per_count() const;

  /// [width] g(r) by pairs and bins, ⟨V n⟩ · g_per_count, with errors from blocks of frames left out in turn.
  /// @param weights  [frames] of any scale, or empty: all the same
  /// @throws Error if there is no frame
  WithErrors g(std::span<const double> weights = {}) const;
  /// The same with coordination numbers as PairDistribution finds them from these frames.
  PairDistributions distributions(std::span<const double> weights = {}) const;
  /// Mean over the frames of `values` [frames], with the error of the same blocks.
  Estimate mean(std::span<const double> values, std::span<const double> weights = {}) const;
  /// eV/Å³; NaN if a frame's isn't known.
  Estimate pressure(std::span<const double> weights = {}) const { return mean(pressures_, weights); }

 private:
  struct Sums;  // of a block of frames
  std::vector<Sums> block_sums(std::span<const double> weights) const;
  Index block_length() const;
  void require_frames(std::span<const double> weights) const;
  void sort_kinds(const Structure& atoms);

  std::vector<std::string> species_;
  FrameCountsOptions options_;
  const Communicator* ranks_;
  PairCounter counter_;
  std::vector<Index> atoms_;           // [species] or empty
  std::vector<std::uint32_t> counts_;  // [frames × width]
  std::vector<double> volumes_, pressures_, energies_;
  double least_height_ = 0.0;  // Å, of all frames
  std::vector<int> kinds_;     // [n] scratch
};

}  // namespace liquidus
