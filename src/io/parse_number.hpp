#pragma once
#include <optional>
#include <string>
#include <string_view>

#include "core/vec3.hpp"

namespace liquidus {

/// The whole of `text` as a number: "1", "-0.5e3", "+1", Fortran's "1.0D-3", "nan", "inf"; nothing if it isn't one or
/// is out of range. Independent of the locale.
std::optional<double> parse_double(std::string_view text);
std::optional<Index> parse_index(std::string_view text);

/// The next run of characters that are no white space, taken off the front of `line`; empty at its end.
std::string_view next_word(std::string_view& line);

/// Text of a file as it may stand in a message: at most 60 characters, without control characters.
std::string excerpt(std::string_view text);

}  // namespace liquidus
