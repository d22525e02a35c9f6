#pragma once
#include <cstddef>

namespace liquidus {

/// Place of the unordered pair (a, b) in (0,0), (0,1), (1,1), (0,2), …, which stays when there are more to come.
constexpr std::size_t pair_index(std::size_t a, std::size_t b) {
  const std::size_t low = a < b ? a : b, high = a < b ? b : a;
  return high * (high + 1) / 2 + low;
}
/// Pairs of `count` kinds, like ones included.
constexpr std::size_t pair_count(std::size_t count) { return count * (count + 1) / 2; }

}  // namespace liquidus
