#pragma once
#include <array>
#include <cstdint>
#include <optional>
#include <span>
#include <vector>

#include "core/cell.hpp"

namespace liquidus {

/// Which wave vectors of a cell's reciprocal lattice are summed over.
struct WaveVectorOptions {
  double q_max = 10.0;  // 1/Å
  double width = 0.05;  // ΔQ of a shell, 1/Å
  Index most = 300;     // vectors kept of a shell
  std::uint64_t seed = 1;
};

/// Rows are the reciprocal vectors, with the 2π: k = Σ n_i m[i], 1/Å.
Mat3 reciprocal(const Cell& cell);

/// Vectors k = 2π (h, k, l)·cell⁻¹ with 0 < |k| ≤ q_max in rows of one (h, k), of ±k one (h > 0, or h = 0 and k > 0, or
/// both 0 and l > 0). Shell s holds sΔ ≤ |k| < (s+1)Δ. Of a shell with more than `most` vectors that many are kept:
/// those with the smallest Philox words keyed by (seed; h, k, l), so that each of a shell's vectors is kept with the
/// same chance, and the choice depends on nothing else. A mean over those kept is an unbiased estimate of the shell's.
class WaveVectors {
 public:
  using Triple = std::array<std::int32_t, 3>;
  struct Entry {  // of a row: the vectors with +l and −l, by their places; −1 for one that isn't there
    std::int32_t l, plus, minus;
  };
  struct Row {
    std::int32_t h, k;
    Index begin, end;  // entries, l ≥ 0 increasing
    Index first;       // place of its first vector; those of a row follow each other
  };

  /// @throws std::invalid_argument for options that aren't positive or a cell that isn't periodic in all directions
  /// @throws InputError if there are more than 2^28 vectors to keep, or triples beyond ±2^20
  WaveVectors(const Cell& cell, const WaveVectorOptions& options);
  /// These triples, kept all: [n], none of them zero and no two the same or opposite.
  explicit WaveVectors(std::span<const Triple> triples);

  Index size() const { return static_cast<Index>(triples_.size()); }
  std::span<const Triple> triples() const { return triples_; }  // [size] by place
  std::span<const Row> rows() const { return rows_; }
  std::span<const Entry> entries() const { return entries_; }
  /// Largest |h|, |k|, |l|.
  const Triple& reach() const { return reach_; }
  /// Vectors of a shell before any were left out, [shells]; empty where the triples were given.
  std::span<const Index> in_shell() const { return in_shell_; }
  /// The first row that begins at this place or a later one, and the place of a row's first vector; behind the last row
  /// comes size().
  Index row_of(Index place) const;
  Index place_of(Index row) const {
    return row < static_cast<Index>(rows_.size()) ? rows_[static_cast<std::size_t>(row)].first : size();
  }

  /// As many shells as it takes to reach q_max, and the one that |k| = q falls into; q_max itself is in the last.
  static std::size_t shells(const WaveVectorOptions& options);
  static std::optional<std::size_t> shell_of(double q, const WaveVectorOptions& options);

 private:
  void choose(const Cell& cell, const WaveVectorOptions& options);
  void make_rows();

  std::vector<Triple> triples_;
  std::vector<Row> rows_;
  std::vector<Entry> entries_;
  std::vector<Index> in_shell_;
  Triple reach_{};
};

}  // namespace liquidus
