#pragma once
#include <cstdint>
#include <span>
#include <vector>

#include "core/cell.hpp"
#include "parallel/communicator.hpp"
#include "scatter/pair_index.hpp"
#include "scatter/pairs/pair_columns.hpp"
#include "scatter/pairs/radial_bins.hpp"

namespace liquidus {

/// Counts the pairs of a frame by distance and by the kinds of the two atoms: all periodic images, any cell, any
/// distance, each unordered pair once (an atom and an image of itself too). The counts are whole numbers and don't
/// depend on threads or instruction set; distances are in double precision.
class PairCounter {
 public:
  /// @throws std::invalid_argument unless width > 0, there is a bin, and 1 ≤ kinds with kinds² · bins below 2³¹
  PairCounter(const RadialBins& bins, int kinds);

  /// Adds the pairs of a frame to counts(). `kind` [n] is in 0 … kinds − 1. Of several `parts` it counts one; they add
  /// up to the whole.
  /// @throws SimulationError naming the atom if a coordinate isn't finite
  void count(const Cell& cell, std::span<const Vec3> r, std::span<const int> kind, int part = 0, int parts = 1);
  /// The counts become those of all ranks together. Collective.
  void sum_over(const Communicator& ranks);
  /// [pairs of kinds][bins], see pair(); accumulates until clear().
  const std::vector<std::uint64_t>& counts() const { return counts_; }
  std::span<const std::uint64_t> counts(int a, int b) const;
  void clear();

  /// Place of a pair of kinds, in either order: (0,0), (0,1), (1,1), (0,2), … so that it stays when kinds are added.
  static std::size_t pair(int a, int b) { return pair_index(static_cast<std::size_t>(a), static_cast<std::size_t>(b)); }
  int kinds() const { return kinds_; }
  const RadialBins& bins() const { return bins_; }

 private:
  RadialBins bins_;
  int kinds_;
  PairColumns columns_;
  std::vector<std::uint64_t> counts_;
  struct Work {  // of one thread
    std::vector<std::uint32_t> histogram;
    std::vector<std::uint64_t> totals;
    std::vector<std::int32_t> buffer;
  };
  std::vector<Work> work_;
};

}  // namespace liquidus
