#include "io/run_file.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <memory>

#include "io/file.hpp"
#include "io/number_text.hpp"
#include "io/toml_tree.hpp"

namespace liquidus {
namespace {

std::vector<std::string> split_path(std::string_view path) {
  std::vector<std::string> parts;
  for (std::size_t dot = 0; dot != std::string_view::npos;) {
    dot = path.find('.');
    parts.emplace_back(path.substr(0, dot));
    if (dot != std::string_view::npos) path.remove_prefix(dot + 1);
  }
  return parts;
}

/// The entry of an array of sections that has this name.
TomlNode& named_entry(TomlNode& sections, const std::string& section, const std::string& name, const Location& at) {
  std::vector<std::string> known;
  for (auto& entry : *sections.array()) {
    const auto* label = entry.find("name");
    const auto* text = label ? std::get_if<std::string>(&label->value) : nullptr;
    if (!text) continue;
    if (*text == name) return entry;
    known.push_back(*text);
  }
  throw InputError(at, fmt::format("no [[{}]] has the name '{}'{}", section, name, suggestion(name, known)));
}

void apply_override(TomlNode& root, const std::string& text) {
  const Location at{"--set " + text, 0};
  const auto equals = text.find('=');
  if (equals == std::string::npos) throw InputError(at, "expected section.key=value");
  auto path = split_path(std::string_view(text).substr(0, equals));
  if (std::any_of(path.begin(), path.end(), [](const std::string& part) { return part.empty(); }))
    throw InputError(at, "expected section.key=value");
  TomlNode* node = &root;
  for (std::size_t i = 0; i < path.size(); ++i) {
    if (node->array())
      node = &named_entry(*node, path[i - 1], path[i], at);
    else if (!node->members())
      throw InputError(at, fmt::format("'{}' is a value; there is no '{}' in it", path[i - 1], path[i]));
    else if (auto* child = node->find(path[i]))
      node = child;
    else {
      node->members()->push_back({path[i], TomlNode{TomlNode::Members{}, at}});
      node = &node->members()->back().value;
    }
  }
  const bool section = node->members() && !node->members()->empty();
  const bool entries = node->array() && !node->array()->empty() && node->array()->front().members();
  if (section || entries) throw InputError(at, fmt::format("'{}' is a section; expected a key in it", path.back()));
  *node = parse_toml_value(std::string_view(text).substr(equals + 1), at);
}

std::string quoted(const std::string& text) {
  std::string out = "\"";
  for (const char c : text) {
    if (c == '"' || c == '\\')
      out += {'\\', c};
    else if (c == '\n')
      out += "\\n";
    else if (static_cast<unsigned char>(c) < 0x20 || c == 0x7f)
      out += fmt::format("\\u{:04X}", static_cast<unsigned>(static_cast<unsigned char>(c)));
    else
      out += c;
  }
  return out + '"';
}

struct Literal {
  std::string operator()(bool b) const { return b ? "true" : "false"; }
  std::string operator()(Index i) const { return std::to_string(i); }
  std::string operator()(const std::string& s) const { return quoted(s); }
  std::string operator()(double x) const {
    auto text = shortest(x);
    if (text.find_first_of(".en") == std::string::npos) text += ".0";  // TOML tells 1.0 from 1
    return text;
  }
  template <class T>
  std::string operator()(const std::vector<T>& list) const {
    std::string text;
    for (const auto& item : list) text += (text.empty() ? "" : ", ") + (*this)(item);
    return fmt::format("[{}]", text);
  }
};

bool bare(const std::string& key) {
  return !key.empty() &&
         key.find_first_not_of("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789_-") == std::string::npos;
}

/// That unit of "g/cm^3|1/Å^3" which has this dimension, or nothing.
std::string_view matching_unit(std::string_view units, const Dimension& dimension) {
  while (!units.empty()) {
    const auto bar = units.find('|');
    if (const auto unit = units.substr(0, bar); parse_unit(unit).dimension == dimension) return unit;
    units.remove_prefix(bar == std::string_view::npos ? units.size() : bar + 1);
  }
  return {};
}

std::string with_unit(double value, std::string_view unit) {
  return exact_number(value, parse_unit(unit).value) + " " + std::string(unit);
}

}  // namespace

Table parse_run_file(std::string_view text, const std::string& name, std::span<const std::string> overrides) {
  auto root = std::make_shared<TomlNode>(parse_toml(text, name));
  for (const auto& change : overrides) apply_override(*root, change);
  return {"", {name, 0}, std::move(root)};
}

Table load_run_file(const std::string& path, std::span<const std::string> overrides) {
  return parse_run_file(read_text(path), path, overrides);
}

std::string to_toml(std::string_view title, const Echo& echo) {
  std::string text = title.empty() ? "" : fmt::format("[{}]\n", title);
  for (const auto& [key, value] : echo)
    text += (bare(key) ? key : quoted(key)) + " = " + std::visit(Literal{}, value) + "\n";
  return text;
}

namespace detail {

bool is_set(const FieldValue& value) {
  if (const auto* x = std::get_if<double>(&value)) return !std::isnan(*x);
  if (const auto* q = std::get_if<Quantity>(&value)) return q->dimension != Dimension{} && !std::isnan(q->value);
  if (const auto* s = std::get_if<std::string>(&value)) return !s->empty();
  if (const auto* v = std::get_if<std::vector<double>>(&value)) return !v->empty();
  if (const auto* v = std::get_if<std::vector<Index>>(&value)) return !v->empty();
  if (const auto* v = std::get_if<std::vector<std::string>>(&value)) return !v->empty();
  return true;
}

InfoValue echo_value(const FieldValue& value, std::string_view unit) {
  if (const auto* q = std::get_if<Quantity>(&value)) {
    const auto matching = matching_unit(unit, q->dimension);
    return matching.empty() ? InfoValue(q->value) : InfoValue(with_unit(q->value, matching));
  }
  if (const auto* x = std::get_if<double>(&value)) return unit.empty() ? InfoValue(*x) : InfoValue(with_unit(*x, unit));
  if (const auto* v = std::get_if<std::vector<double>>(&value); v && !unit.empty()) {
    std::vector<std::string> texts;
    for (const double x : *v) texts.push_back(with_unit(x, unit));
    return texts;
  }
  return std::visit(
      [](const auto& other) -> InfoValue {
        if constexpr (std::is_constructible_v<InfoValue, decltype(other)>)
          return other;
        else
          return {};
      },
      value);
}

std::string help_line(const KeyRule& rule, const FieldValue& value, bool required, std::string_view help) {
  std::string left = "  " + std::string(rule.key);
  if (required)
    left += " (required)";
  else if (is_set(value))
    left += " = " + std::visit(Literal{}, echo_value(value, rule.unit));
  std::string right(help);
  if (!rule.unit.empty() && (required || !is_set(value))) right += fmt::format(" [{}]", rule.unit);
  if (!rule.choices.empty()) {
    std::string list(rule.choices);
    for (auto bar = list.find('|'); bar != std::string::npos; bar = list.find('|', bar)) list.replace(bar, 1, ", ");
    right += ": " + list;
  }
  return fmt::format("{:<38}  {}\n", left, right);
}

}  // namespace detail
}  // namespace liquidus
