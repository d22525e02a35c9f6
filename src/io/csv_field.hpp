#pragma once
#include <string>

namespace liquidus {

/// A text as a field of a table with commas (CSV, RFC 4180): in quotes where it must be.
inline std::string csv_field(const std::string& text) {
  if (text.find_first_of(",\"\n") == std::string::npos) return text;
  std::string quoted = "\"";
  for (const char c : text) quoted += c == '"' ? "\"\"" : std::string(1, c);
  return quoted + '"';
}

}  // namespace liquidus
