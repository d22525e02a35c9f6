#pragma once
#include <cstdint>

#include "scatter/pairs/pair_columns.hpp"

namespace liquidus {

/// What the counting kernel reads and writes; Highway compiles it once per instruction set.
struct PairCountArgs {
  static constexpr int copies = 4;                // of the histogram, so that increments of one bin don't wait
  static constexpr std::int32_t buffered = 4096;  // indices that wait for their increments

  const PairColumns* columns = nullptr;
  Index begin = 0, end = 0;            // columns whose atoms come first in a pair
  double width = 0.0;                  // Å
  std::int32_t bins = 0, kinds = 0;    // a pair of kinds (ki, kj) counts in place (ki · kinds + kj) · bins + bin
  std::uint32_t* histogram = nullptr;  // [copies][kinds²·bins], zero before and after
  std::uint64_t* totals = nullptr;     // [kinds²·bins], added to
  std::int32_t* buffer = nullptr;      // [buffered + 64]
};

}  // namespace liquidus
