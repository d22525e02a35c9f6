#pragma once
#include <array>
#include <cstddef>
#include <string>
#include <string_view>
#include <utility>
#include <variant>
#include <vector>

#include "core/quantity.hpp"
#include "core/vec3.hpp"

namespace liquidus {

/// One key of a run-file section. One table of these feeds the reader, --help, the manual and the echoed run file.
/// `unit` is the unit in which help and the echo print a number; in the file any unit of that dimension will do.
/// "" marks a pure number. Two units joined by '|' ("g/cm^3|1/Å^3") allow either dimension: the member is a Quantity.
template <class S>
struct Field {
  using Member = std::variant<double S::*, Index S::*, bool S::*, std::string S::*, Quantity S::*,
                              std::vector<double> S::*, std::vector<Index> S::*, std::vector<std::string> S::*>;
  std::string_view key, unit, help;
  Member member;
  bool required = false;
  std::string_view choices = "";  // "a|b|c" for a string with a fixed set of values
};

/// Two tables of fields as one.
template <class S, std::size_t n, std::size_t m>
constexpr std::array<Field<S>, n + m> joined(const std::array<Field<S>, n>& a, const std::array<Field<S>, m>& b) {
  return [&]<std::size_t... i, std::size_t... j>(std::index_sequence<i...>, std::index_sequence<j...>) {
    return std::array<Field<S>, n + m>{a[i]..., b[j]...};
  }
  (std::make_index_sequence<n>(), std::make_index_sequence<m>());
}

}  // namespace liquidus
