#pragma once
#include <array>

#include "scatter/direct/wave_vectors.hpp"

namespace liquidus {

/// What the kernel of PhaseSums reads and writes; Highway compiles it once per instruction set. The atoms are a block
/// of one kind, `padded` of them with those behind `atoms` without weight.
struct PhaseSumArgs {
  static constexpr Index pad = 8;        // atoms of a block are a multiple of
  static constexpr int anchored = 32;    // phases between two that are computed afresh
  static constexpr double far = 0x1p50;  // cells: a phase further out has no digits left

  Index atoms = 0, padded = 0;
  std::array<const double*, 3> fraction{};  // [3][atoms] s of r = s·cell
  /// [3] tables[c] + (n − lowest[c])·2·padded: cos of 2πns of the block's atoms, then sin, for n from lowest to
  /// highest.
  std::array<double*, 3> table{};
  std::array<Index, 3> lowest{}, highest{};
  double* stem = nullptr;  // [2·padded] of a row
  const WaveVectors::Row* rows = nullptr;
  Index begin = 0, end = 0;  // rows
  const WaveVectors::Entry* entries = nullptr;
  double* rho = nullptr;  // [places][2] of this kind, added to
  Index first = 0;        // place of rho's first vector
};

}  // namespace liquidus
