#pragma once
#include <array>
#include <cstddef>
#include <utility>

#include "core/options.hpp"

namespace liquidus {

/// Two tables of fields as one.
template <class S, std::size_t n, std::size_t m>
constexpr std::array<Field<S>, n + m> joined(const std::array<Field<S>, n>& a, const std::array<Field<S>, m>& b) {
  return [&]<std::size_t... i, std::size_t... j>(std::index_sequence<i...>, std::index_sequence<j...>) {
    return std::array<Field<S>, n + m>{a[i]..., b[j]...};
  }
  (std::make_index_sequence<n>(), std::make_index_sequence<m>());
}

}  // namespace liquidus
