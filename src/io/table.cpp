#include "io/table.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <limits>
#include <stdexcept>
#include <type_traits>

#include "io/number_text.hpp"
#include "io/toml_tree.hpp"

namespace liquidus {
namespace {

/// "the string "abc"", "the number 0.5": a value as messages speak of it.
std::string described(const TomlNode& node) {
  struct Visitor {
    std::string operator()(bool b) const { return fmt::format("the boolean {}", b); }
    std::string operator()(Index i) const { return fmt::format("the number {}", i); }
    std::string operator()(double x) const { return fmt::format("the number {}", x); }
    std::string operator()(const std::string& s) const { return fmt::format("the string \"{}\"", s); }
    std::string operator()(TomlNode::Date) const { return "a date"; }
    std::string operator()(const TomlNode::Array& a) const {
      return fmt::format("an array of {} value{}", a.size(), a.size() == 1 ? "" : "s");
    }
    std::string operator()(const TomlNode::Members&) const { return "a section"; }
  };
  return std::visit(Visitor{}, node.value);
}

std::string with_article(const std::string& noun) {
  const bool vowel = !noun.empty() && std::string_view("aeiouAEIOU").find(noun.front()) != std::string_view::npos;
  return (vowel ? "an " : "a ") + noun;
}

std::vector<std::string_view> alternatives(std::string_view joined) {
  std::vector<std::string_view> parts;
  for (std::size_t bar = 0; bar != std::string_view::npos;) {
    bar = joined.find('|');
    parts.push_back(joined.substr(0, bar));
    if (bar != std::string_view::npos) joined.remove_prefix(bar + 1);
  }
  return parts;
}

/// "a time such as "0.5 fs"" for every unit of the rule; `example` is in internal units.
std::string expected_quantity(const KeyRule& rule, double example) {
  std::string text;
  for (const auto unit_text : alternatives(rule.unit)) {
    const auto unit = parse_unit(unit_text);
    const bool usable = std::isfinite(example) && example != 0.0 && rule.unit.find('|') == std::string_view::npos;
    const auto number = usable ? exact_number(example, unit.value) : "1";
    text += fmt::format("{}{} such as \"{} {}\"", text.empty() ? "" : " or ", with_article(unit.dimension.name()),
                        number, unit_text);
  }
  return text;
}

/// Thrown and caught inside this file: what was found and expected of one value.
struct Mismatch {
  std::string message;
};

Quantity convert_quantity(const KeyRule& rule, const TomlNode& node, double example) {
  if (const double* x = std::get_if<double>(&node.value))
    throw Mismatch{fmt::format("is {} without a unit; expected {}", *x, expected_quantity(rule, *x))};
  if (const Index* i = std::get_if<Index>(&node.value))
    throw Mismatch{
        fmt::format("is {} without a unit; expected {}", *i, expected_quantity(rule, static_cast<double>(*i)))};
  const auto* text = std::get_if<std::string>(&node.value);
  if (!text) throw Mismatch{"is " + described(node) + "; expected " + expected_quantity(rule, example)};
  Quantity found;
  try {
    found = parse_quantity(*text);
  } catch (const std::invalid_argument& e) {
    throw Mismatch{fmt::format("is \"{}\": {}; expected {}", *text, e.what(), expected_quantity(rule, example))};
  }
  for (const auto unit : alternatives(rule.unit))
    if (parse_unit(unit).dimension == found.dimension) return found;
  if (found.dimension == Dimension{})
    throw Mismatch{fmt::format("is \"{}\" without a unit; expected {}", *text, expected_quantity(rule, example))};
  throw Mismatch{fmt::format("is {} ({}); expected {}", with_article(found.dimension.name()), *text,
                             expected_quantity(rule, example))};
}

void convert(const KeyRule& rule, const TomlNode& node, Quantity& value) {
  value = convert_quantity(rule, node, value.value);
}

void convert(const KeyRule& rule, const TomlNode& node, double& value) {
  if (!rule.unit.empty()) {
    value = convert_quantity(rule, node, value).value;
    return;
  }
  double number = 0.0;
  if (const double* x = std::get_if<double>(&node.value))
    number = *x;
  else if (const Index* i = std::get_if<Index>(&node.value))
    number = static_cast<double>(*i);
  else
    throw Mismatch{"is " + described(node) + "; expected a number without a unit"};
  if (!std::isfinite(number)) throw Mismatch{fmt::format("is {}; expected a finite number", number)};
  value = number;
}

void convert(const KeyRule&, const TomlNode& node, Index& value) {
  if (const Index* i = std::get_if<Index>(&node.value)) {
    value = *i;
    return;
  }
  const double* x = std::get_if<double>(&node.value);
  if (!x || *x != std::trunc(*x) || std::abs(*x) > 9007199254740992.0)  // 2^53: integers are exact up to there
    throw Mismatch{"is " + described(node) + "; expected an integer"};
  value = static_cast<Index>(*x);
}

void convert(const KeyRule&, const TomlNode& node, bool& value) {
  const bool* b = std::get_if<bool>(&node.value);
  if (!b) throw Mismatch{"is " + described(node) + "; expected true or false"};
  value = *b;
}

void convert(const KeyRule& rule, const TomlNode& node, std::string& value) {
  const auto* text = std::get_if<std::string>(&node.value);
  if (!text) throw Mismatch{"is " + described(node) + "; expected a string"};
  if (!rule.choices.empty()) {
    const auto choices = alternatives(rule.choices);
    if (std::find(choices.begin(), choices.end(), *text) == choices.end()) {
      const std::vector<std::string> known(choices.begin(), choices.end());
      throw Mismatch{fmt::format("is \"{}\"{}", *text, suggestion(*text, known))};
    }
  }
  value = *text;
}

}  // namespace

void Problems::add(const Location& at, const std::string& message) {
  const auto same = [&](const auto& p) {
    return p.first.file == at.file && p.first.line == at.line && p.second == message;
  };
  if (std::none_of(found_.begin(), found_.end(), same)) found_.emplace_back(at, message);
}

std::string Problems::text() const {
  auto sorted = found_;
  std::vector<std::string> files;  // in the order in which they come up
  for (const auto& [at, message] : found_)
    if (std::find(files.begin(), files.end(), at.file) == files.end()) files.push_back(at.file);
  const auto place = [&](const Location& at) {  // what concerns a whole file (line 0) comes last
    const Index line = at.line > 0 ? at.line : std::numeric_limits<Index>::max();
    return std::pair(std::find(files.begin(), files.end(), at.file), line);
  };
  std::stable_sort(sorted.begin(), sorted.end(),
                   [&](const auto& a, const auto& b) { return place(a.first) < place(b.first); });
  std::string all;
  for (const auto& [at, message] : sorted) {
    if (!all.empty()) all += '\n';
    all += InputError(at, message).what();
  }
  return all;
}

void Problems::throw_if_any() const {
  if (!empty()) throw InputError(text());
}

Table::Table(std::string name, Location at) : name_(std::move(name)), at_(std::move(at)) {}
Table::Table(std::string name, Location at, std::shared_ptr<const TomlNode> node)
    : name_(std::move(name)), at_(std::move(at)), node_(std::move(node)) {}

std::string Table::title() const { return name_.empty() ? "the file" : fmt::format("[{}]", name_); }

std::vector<std::string> Table::keys() const {
  std::vector<std::string> names;
  if (node_ && node_->members())
    for (const auto& [key, value] : *node_->members()) names.push_back(key);
  return names;
}

const TomlNode* Table::find(std::string_view key) const { return node_ ? node_->find(key) : nullptr; }
bool Table::has(std::string_view key) const { return find(key) != nullptr; }

Location Table::location(std::string_view key) const {
  const auto* node = find(key);
  return node ? node->at : at_;
}

std::string Table::child_name(std::string_view key) const {
  return name_.empty() ? std::string(key) : name_ + "." + std::string(key);
}

Table Table::table(std::string_view key, Problems& problems) const {
  const auto* node = find(key);
  const auto name = child_name(key);
  if (node && node->members()) return {name, node->at, std::shared_ptr<const TomlNode>(node_, node)};
  if (node) problems.add(node->at, fmt::format("'{}' is {}; expected a section [{}]", key, described(*node), name));
  return {name, at_};
}

std::vector<Table> Table::tables(std::string_view key, Problems& problems) const {
  const auto* node = find(key);
  if (!node) return {};
  if (node->members()) return {table(key, problems)};
  std::vector<Table> found;
  const auto* array = node->array();
  if (!array || !std::all_of(array->begin(), array->end(), [](const TomlNode& n) { return n.members(); })) {
    problems.add(node->at, fmt::format("'{}' is {}; expected sections [[{}]]", key, described(*node), child_name(key)));
    return {};
  }
  for (const auto& entry : *array) {
    const auto* label = entry.find("name");
    const auto* text = label ? std::get_if<std::string>(&label->value) : nullptr;
    const auto name = text ? child_name(key) + "." + *text : fmt::format("{}[{}]", child_name(key), found.size() + 1);
    found.emplace_back(name, entry.at, std::shared_ptr<const TomlNode>(node_, &entry));
  }
  return found;
}

template <class T>
bool Table::read_single(const KeyRule& rule, T& value, Problems& problems) const {
  const auto* node = find(rule.key);
  if (!node) return false;
  try {
    convert(rule, *node, value);
    return true;
  } catch (const Mismatch& mismatch) {
    problems.add(node->at, fmt::format("'{}' {}", rule.key, mismatch.message));
    return false;
  }
}

template <class T>
bool Table::read_list(const KeyRule& rule, std::vector<T>& value, Problems& problems) const {
  const auto* node = find(rule.key);
  if (!node) return false;
  const TomlNode::Array* array = node->array();
  const std::size_t n = array ? array->size() : 1;
  std::vector<T> list;
  list.reserve(n);
  bool good = true;
  for (std::size_t i = 0; i < n; ++i) {
    T item = i < value.size() ? value[i] : T{};
    try {
      convert(rule, array ? (*array)[i] : *node, item);
    } catch (const Mismatch& mismatch) {
      const auto which = array ? fmt::format("'{}', value {},", rule.key, i + 1) : fmt::format("'{}'", rule.key);
      problems.add(node->at, which + " " + mismatch.message);
      good = false;
    }
    list.push_back(std::move(item));
  }
  if (good) value = std::move(list);
  return good;
}

bool Table::read(const KeyRule& rule, double& value, Problems& p) const { return read_single(rule, value, p); }
bool Table::read(const KeyRule& rule, Index& value, Problems& p) const { return read_single(rule, value, p); }
bool Table::read(const KeyRule& rule, bool& value, Problems& p) const { return read_single(rule, value, p); }
bool Table::read(const KeyRule& rule, std::string& value, Problems& p) const { return read_single(rule, value, p); }
bool Table::read(const KeyRule& rule, Quantity& value, Problems& p) const { return read_single(rule, value, p); }
bool Table::read(const KeyRule& rule, std::vector<double>& value, Problems& p) const {
  return read_list(rule, value, p);
}
bool Table::read(const KeyRule& rule, std::vector<Index>& value, Problems& p) const {
  return read_list(rule, value, p);
}
bool Table::read(const KeyRule& rule, std::vector<std::string>& value, Problems& p) const {
  return read_list(rule, value, p);
}

void Table::refuse_unknown(const std::vector<std::string>& known, Problems& problems) const {
  if (!node_ || !node_->members()) return;
  for (const auto& [key, node] : *node_->members()) {
    if (std::find(known.begin(), known.end(), key) != known.end()) continue;
    const bool section = node.members() || (node.array() && !node.array()->empty() && node.array()->front().members());
    const auto what = section ? fmt::format("unknown section [{}]", child_name(key))
                              : fmt::format("unknown key '{}' in {}", key, title());
    problems.add(node.at, what + suggestion(key, known));
  }
}

}  // namespace liquidus
