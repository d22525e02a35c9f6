#include "io/xyz_frame_line.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <set>

#include "io/info_json.hpp"
#include "io/number_text.hpp"
#include "io/parse_number.hpp"

namespace liquidus {
namespace {

constexpr std::string_view json_mark = "_JSON ";  // ASE's way to write a string that looks like something else

bool is_space(char c) { return c == ' ' || c == '\t' || c == '\r' || c == '\f' || c == '\v'; }

class Scanner {
 public:
  Scanner(std::string_view line, const Location& at) : line_(line), at_(at) {}

  std::vector<XyzKey> scan() {
    std::vector<XyzKey> keys;
    std::set<std::string> seen;
    for (skip_space(); i_ < line_.size(); skip_space()) {
      XyzKey key;
      key.name = is_quote(line_[i_]) ? quoted() : bare(true);
      if (key.name.empty()) throw InputError(at_, "a value without a key in the frame line");
      if (!seen.insert(key.name).second) throw InputError(at_, fmt::format("the key '{}' stands twice", key.name));
      skip_space();
      if (i_ < line_.size() && line_[i_] == '=') {
        ++i_;
        value(key);
      } else {
        key.delimiter = '=';
      }
      keys.push_back(std::move(key));
    }
    return keys;
  }

 private:
  static bool is_quote(char c) { return c == '"' || c == '\''; }

  void skip_space() {
    while (i_ < line_.size() && is_space(line_[i_])) ++i_;
  }

  std::string bare(bool stop_at_equals) {
    const auto begin = i_;
    while (i_ < line_.size() && !is_space(line_[i_]) && !(stop_at_equals && line_[i_] == '=')) ++i_;
    return std::string(line_.substr(begin, i_ - begin));
  }

  std::string quoted() {
    const char quote = line_[i_++];
    std::string text;
    for (; i_ < line_.size() && line_[i_] != quote; ++i_) {
      if (line_[i_] == '\\' && i_ + 1 < line_.size()) {
        ++i_;
        text += line_[i_] == 'n' ? '\n' : line_[i_];
      } else {
        text += line_[i_];
      }
    }
    if (i_ == line_.size()) throw InputError(at_, fmt::format("a quote {} is not closed in the frame line", quote));
    ++i_;
    return text;
  }

  /// What stands between a bracket and its partner.
  std::string bracketed() {
    const char open = line_[i_++], close = open == '[' ? ']' : '}';
    const auto begin = i_;
    int depth = 1;
    for (; i_ < line_.size(); ++i_) {
      if (line_[i_] == '"' && open == '[') {
        i_ = line_.find('"', i_ + 1);
        if (i_ == std::string_view::npos) break;
      } else if (line_[i_] == open) {
        ++depth;
      } else if (line_[i_] == close && --depth == 0) {
        return std::string(line_.substr(begin, i_++ - begin));
      }
    }
    throw InputError(at_, fmt::format("a bracket '{}' is not closed in the frame line", open));
  }

  void value(XyzKey& key) {
    skip_space();
    if (i_ == line_.size()) throw InputError(at_, fmt::format("'{}=' has no value", key.name));
    const char c = line_[i_];
    if (is_quote(c)) {
      key.delimiter = '"';
      key.text = quoted();
    } else if (c == '[' || c == '{') {
      key.delimiter = c;
      key.text = bracketed();
    } else {
      key.text = bare(false);
    }
  }

  std::string_view line_;
  const Location& at_;
  std::size_t i_ = 0;
};

std::vector<std::string> words_of(std::string_view text) {
  std::vector<std::string> words;
  for (auto word = next_word(text); !word.empty(); word = next_word(text)) words.emplace_back(word);
  return words;
}

/// Items of "a, "b c", d", without quotes; a bare item may not hold white space only.
std::vector<std::string> items_of(std::string_view text) {
  std::vector<std::string> items;
  std::string item;
  bool quoted = false, any = false;
  for (const char c : text) {
    if (c == '"') {
      quoted = !quoted;
      any = true;
    } else if (c == ',' && !quoted) {
      items.push_back(std::move(item));
      item.clear();
      any = true;
    } else if (quoted || !is_space(c)) {
      item += c;
      any = true;
    }
  }
  if (any) items.push_back(std::move(item));
  return items;
}

/// ASE's flags: T and F, true and false; not 1 and 0, which are numbers here.
std::optional<bool> flag(std::string_view word) {
  if (word == "1" || word == "0") return std::nullopt;
  return parse_bool(word);
}

template <class T, class Parse>
std::optional<std::vector<T>> all(const std::vector<std::string>& words, Parse parse) {
  std::vector<T> values;
  for (const auto& word : words) {
    const auto value = parse(word);
    if (!value) return std::nullopt;
    values.push_back(*value);
  }
  return values;
}

InfoValue list_value(std::vector<std::string> items) {
  if (auto integers = all<Index>(items, parse_index)) return std::move(*integers);
  if (auto numbers = all<double>(items, parse_double)) return std::move(*numbers);
  return items;
}

/// A string of which interpret() would make something else, or that only quotes keep.
bool looks_like_another(const std::string& text) {
  const XyzKey key{"", text, '"'};
  return text.starts_with(json_mark) || !std::holds_alternative<std::string>(interpret(key)) ||
         std::get<std::string>(interpret(key)) != text;
}

std::string escaped(std::string_view text) {
  std::string out = "\"";
  for (const char c : text) {
    if (c == '"' || c == '\\') out += '\\';
    out += c;
  }
  return out + '"';
}

std::string as_json(const InfoValue& value) { return escaped(fmt::format("{}{}", json_mark, info_to_json(value))); }

/// With a decimal point, so that it stays a floating-point number.
std::string floating(double x) {
  auto text = shortest(x);
  if (text.find_first_of(".en") == std::string::npos) text += ".0";
  return text;
}

struct Formatter {
  std::string operator()(bool b) const { return b ? "T" : "F"; }
  std::string operator()(Index i) const { return std::to_string(i); }
  std::string operator()(double x) const { return floating(x); }
  std::string operator()(const std::string& s) const {
    if (looks_like_another(s) || s.find_first_of("\n\r") != std::string::npos) return as_json(s);
    const bool plain = !s.empty() && std::all_of(s.begin(), s.end(), [](char c) {
      return std::isalnum(static_cast<unsigned char>(c)) ||
             std::string_view("_-+./:%@").find(c) != std::string_view::npos;
    });
    return plain ? s : escaped(s);
  }
  /// "1 2 3" as ASE writes it; [1] where that would be taken for a single number.
  std::string operator()(const std::vector<Index>& v) const { return list(v, " "); }
  std::string operator()(const std::vector<double>& v) const { return list(v, " "); }
  std::string operator()(const std::vector<std::string>& v) const { return as_json(v); }

 private:
  template <class T>
  std::string list(const std::vector<T>& v, std::string_view separator) const {
    std::string text;
    for (const auto& x : v) text += fmt::format("{}{}", text.empty() ? "" : separator, (*this)(x));
    return v.size() > 1 ? fmt::format("\"{}\"", text) : fmt::format("[{}]", text);
  }
};

}  // namespace

std::vector<XyzKey> parse_frame_line(std::string_view line, const Location& at) { return Scanner(line, at).scan(); }

InfoValue interpret(const XyzKey& key) {
  if (key.delimiter == '=') return true;
  if (key.delimiter == '[') {
    if (key.text.find('[') != std::string::npos) return fmt::format("[{}]", key.text);
    return list_value(items_of(key.text));
  }
  std::string_view text = key.text;
  if (text.starts_with(json_mark)) return info_from_json(text.substr(json_mark.size())).value_or(key.text);
  const auto words = words_of(text);
  if (words.size() == 1) {
    if (const auto b = flag(words[0])) return *b;
    if (const auto i = parse_index(words[0])) return *i;
    if (const auto x = parse_double(words[0])) return *x;
    return key.text;
  }
  if (words.empty()) return key.text;
  auto list = list_value(words);
  if (std::holds_alternative<std::vector<std::string>>(list)) return key.text;
  return list;
}

std::string format_value(const InfoValue& value) { return std::visit(Formatter{}, value); }

std::string format_key(const std::string& name, const InfoValue& value) {
  if (name.empty() || name.find_first_of("\n\r") != std::string::npos)
    throw Error(fmt::format("'{}' can't be a key of extended XYZ", name));
  const bool plain =
      std::all_of(name.begin(), name.end(), [](char c) { return !is_space(c) && c != '=' && c != '"' && c != '\''; });
  return fmt::format("{}={}", plain ? name : escaped(name), format_value(value));
}

std::optional<std::vector<double>> numbers_of(const XyzKey& key) {
  if (key.delimiter == '=') return std::nullopt;
  std::string text = key.text;
  std::replace_if(
      text.begin(), text.end(), [](char c) { return c == '[' || c == ']' || c == ','; }, ' ');
  return all<double>(words_of(text), parse_double);
}

std::optional<bool> parse_bool(std::string_view word) {
  for (const std::string_view yes : {"T", "True", "TRUE", "true", "1"})
    if (word == yes) return true;
  for (const std::string_view no : {"F", "False", "FALSE", "false", "0"})
    if (word == no) return false;
  return std::nullopt;
}

}  // namespace liquidus
