#include "io/toml_tree.hpp"

#include <algorithm>
#include <cfloat>
#include <cmath>
#include <cstdint>
#include <limits>
#include <map>
#include <sstream>
#include <toml.hpp>
#include <tuple>

namespace liquidus {
namespace {

constexpr std::size_t max_bytes = std::size_t{16} << 20;
constexpr int max_depth = 32;

using Value = toml::basic_value<toml::discard_comments, std::map, std::vector>;

/// Walks over a document before the parser does, which would descend into any depth until the stack ends. Brackets and
/// the dots of a key count; strings and comments are passed over.
class DepthGuard {
 public:
  DepthGuard(std::string_view text, const std::string& name) : text_(text), at_{name, 1} {}

  void check() {
    while (i_ < text_.size()) {
      const char c = text_[i_];
      if (c == '"' || c == '\'') {
        pass_string(c);
        continue;
      }
      if (c == '#') {
        i_ = std::min(text_.find('\n', i_), text_.size());
        continue;
      }
      count(c);
      ++i_;
    }
  }

 private:
  void count(char c) {
    if (c == '\n') ++at_.line;
    if (c == '[' || c == '{') ++brackets_;
    if (c == ']' || c == '}') --brackets_;
    if (c == '.')
      ++dots_;
    else if (c == '\n' || c == '=' || c == ',' || c == '{' || c == '}')
      dots_ = 0;
    if (brackets_ > max_depth || dots_ > max_depth)
      throw InputError(at_, "values are nested more than " + std::to_string(max_depth) + " deep");
  }

  void pass_string(char quote) {
    const std::string three(3, quote);
    const bool multiline = text_.compare(i_, 3, three) == 0;
    i_ += multiline ? 3 : 1;
    while (i_ < text_.size()) {
      const char c = text_[i_];
      if (c == '\\' && quote == '"') {
        i_ = std::min(i_ + 2, text_.size());
        continue;
      }
      if (c == '\n') {
        if (!multiline) return;  // a mistake that the parser reports
        ++at_.line;
      }
      if (c == quote && (!multiline || text_.compare(i_, 3, three) == 0)) {
        i_ += multiline ? 3 : 1;
        return;
      }
      ++i_;
    }
  }

  std::string_view text_;
  Location at_;
  std::size_t i_ = 0;
  int brackets_ = 0, dots_ = 0;
};

/// Length of the UTF-8 character at the front of `text`, or 0 if there is none. The shortest form is asked for, and no
/// surrogates (RFC 3629).
std::size_t utf8_length(std::string_view text) {
  const auto byte = [&](std::size_t i) { return i < text.size() ? static_cast<unsigned char>(text[i]) : 0U; };
  const unsigned lead = byte(0);
  const std::size_t length = lead < 0x80   ? 1
                             : lead < 0xc2 ? 0
                             : lead < 0xe0 ? 2
                             : lead < 0xf0 ? 3
                             : lead < 0xf5 ? 4
                                           : 0;
  for (std::size_t i = 1; i < length; ++i)
    if ((byte(i) & 0xc0) != 0x80) return 0;
  const unsigned second = byte(1);
  const bool wrong = (lead == 0xe0 && second < 0xa0) || (lead == 0xed && second >= 0xa0) ||
                     (lead == 0xf0 && second < 0x90) || (lead == 0xf4 && second >= 0x90);
  return wrong ? 0 : length;
}

/// The parser reads beyond its memory when it reports a byte in a literal string that isn't UTF-8.
void check_utf8(std::string_view text, const std::string& name) {
  Location at{name, 1};
  while (!text.empty()) {
    if (text.front() == '\n') ++at.line;
    const auto length = utf8_length(text);
    if (length == 0) throw InputError(at, "the text is not UTF-8");
    text.remove_prefix(length);
  }
}

/// The parser's picture of a mistake, as one line: its headline, or what it says under the offending place.
std::string one_line(const std::string& picture) {
  std::string headline = picture.substr(0, picture.find('\n'));
  if (headline.starts_with("[error] ")) headline.erase(0, 8);
  if (headline.starts_with("toml::"))
    if (const auto colon = headline.find(": "); colon != std::string::npos) headline.erase(0, colon + 2);
  while (!headline.empty() && (headline.back() == ' ' || headline.back() == '.')) headline.pop_back();
  if (const auto mark = picture.rfind("^--- "); mark != std::string::npos) {
    auto under = picture.substr(mark + 5, picture.find('\n', mark) - mark - 5);
    while (!under.empty() && under.back() == '.') under.pop_back();
    if (headline.empty() || under.starts_with("expected newline")) headline = under;
  }
  if (headline.starts_with("expected newline"))
    headline += " (text, and a value with a unit, stand in quotes: \"0.5 fs\")";
  return headline;
}

[[noreturn]] void refuse(const Location& at, const std::string& what) {
  throw InputError(at, "not valid TOML: " + what);
}

/// Where a value stands, and its column, by which members are put back into the order of the file.
std::pair<Location, Index> place_of(const Value& v, const std::string& name) {
  const auto at = v.location();
  return {{name, static_cast<Index>(at.line())}, static_cast<Index>(at.column())};
}

/// Numbers beyond the range come from the parser as the largest ones: refuse those rather than compute with them.
Index checked(std::int64_t i, const Location& at) {
  using Limits = std::numeric_limits<std::int64_t>;
  if (i == Limits::max() || i == Limits::min()) throw InputError(at, "the integer is too large");
  return i;
}

double checked(double x, const Location& at) {
  if (std::abs(x) == DBL_MAX) throw InputError(at, "the number is too large");
  return x;
}

TomlNode convert(const Value& v, const Location& at) {
  switch (v.type()) {
    case toml::value_t::boolean:
      return {v.as_boolean(), at};
    case toml::value_t::integer:
      return {checked(v.as_integer(), at), at};
    case toml::value_t::floating:
      return {checked(v.as_floating(), at), at};
    case toml::value_t::string:
      return {v.as_string().str, at};
    case toml::value_t::array: {
      TomlNode::Array items;
      items.reserve(v.as_array().size());
      // Finding a line takes time, so that of an array serves for its numbers and strings.
      for (const auto& item : v.as_array())
        items.push_back(convert(item, item.is_table() || item.is_array() ? place_of(item, at.file).first : at));
      return {std::move(items), at};
    }
    case toml::value_t::table: {
      std::vector<std::tuple<Index, Index, const std::string*, const Value*>> order;
      for (const auto& [key, value] : v.as_table()) {
        const auto [place, column] = place_of(value, at.file);
        order.emplace_back(place.line, column, &key, &value);
      }
      std::stable_sort(order.begin(), order.end(), [](const auto& a, const auto& b) {
        return std::tie(std::get<0>(a), std::get<1>(a)) < std::tie(std::get<0>(b), std::get<1>(b));
      });
      TomlNode::Members members;
      for (const auto& [line, column, key, value] : order) members.push_back({*key, convert(*value, {at.file, line})});
      return {std::move(members), at};
    }
    default:
      return {TomlNode::Date{}, at};
  }
}

}  // namespace

const TomlNode* TomlNode::find(std::string_view key) const {
  if (const auto* all = members())
    for (const auto& [name, node] : *all)
      if (name == key) return &node;
  return nullptr;
}

TomlNode* TomlNode::find(std::string_view key) {
  return const_cast<TomlNode*>(static_cast<const TomlNode*>(this)->find(key));
}

TomlNode parse_toml(std::string_view text, const std::string& name) {
  if (text.size() > max_bytes) throw InputError({name, 0}, "a run file has at most 16 MiB");
  check_utf8(text, name);
  DepthGuard(text, name).check();
  std::istringstream in{std::string(text)};
  try {
    const auto root = toml::parse<toml::discard_comments, std::map, std::vector>(in, name);
    return convert(root, {name, 0});
  } catch (const toml::exception& e) {
    refuse({name, static_cast<Index>(e.location().line())}, one_line(e.what()));
  } catch (const Error&) {
    throw;
  } catch (const std::exception& e) {  // the parser lets std::out_of_range and others pass
    refuse({name, 0}, one_line(e.what()));
  }
}

TomlNode parse_toml_value(std::string_view text, const Location& at) {
  try {
    auto root = parse_toml("value = " + std::string(text) + "\n", at.file);
    if (auto* members = root.members(); members->size() == 1 && members->front().key == "value") {
      auto node = std::move(members->front().value);
      node.at = at;
      return node;
    }
  } catch (const InputError&) {
  }
  return {std::string(text), at};
}

}  // namespace liquidus
