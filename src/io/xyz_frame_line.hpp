#pragma once
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "core/errors.hpp"
#include "core/structure.hpp"

namespace liquidus {

/// One key=value of an extended XYZ frame line, not yet interpreted.
struct XyzKey {
  std::string name;
  std::string text;       // without its quotes or brackets, backslashes resolved
  char delimiter = '\0';  // '"', '{' or '[' as it stood in the file; '\0' for a bare word, '=' for a key without value
};

/// Splits a frame line by ASE's rules. @throws InputError for an open quote or bracket, a missing value or a key that
/// stands twice
std::vector<XyzKey> parse_frame_line(std::string_view line, const Location& at);

/// The value as ASE would type it: number, list of numbers, T/F, string.
InfoValue interpret(const XyzKey& key);
/// The other way round: key=value, quoted where it must be.
std::string format_value(const InfoValue& value);
std::string format_key(const std::string& name, const InfoValue& value);

/// All numbers of a value, brackets and commas passed over; nothing if something else stands there too.
std::optional<std::vector<double>> numbers_of(const XyzKey& key);
/// T, F, true, false, 1, 0 in any case.
std::optional<bool> parse_bool(std::string_view word);

}  // namespace liquidus
