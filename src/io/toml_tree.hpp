#pragma once
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "core/errors.hpp"

namespace liquidus {

/// A TOML value with its place. Members of a table stand in the order of the file.
struct TomlNode {
  struct Date {};  // dates and times are TOML, but no run file has a use for them
  using Array = std::vector<TomlNode>;
  struct Member;
  using Members = std::vector<Member>;

  std::variant<bool, Index, double, std::string, Date, Array, Members> value;
  Location at;

  const Members* members() const { return std::get_if<Members>(&value); }
  Members* members() { return std::get_if<Members>(&value); }
  const Array* array() const { return std::get_if<Array>(&value); }
  Array* array() { return std::get_if<Array>(&value); }
  const TomlNode* find(std::string_view key) const;
  TomlNode* find(std::string_view key);
};

struct TomlNode::Member {
  std::string key;
  TomlNode value;
};

/// Parses a whole document. @throws InputError with the line for a mistake of syntax and for a document that is too
/// large (16 MiB) or too deep (32 levels)
TomlNode parse_toml(std::string_view text, const std::string& name);

/// One value as it would stand behind '='; a text that is no TOML value is taken as a string.
TomlNode parse_toml_value(std::string_view text, const Location& at);

}  // namespace liquidus
