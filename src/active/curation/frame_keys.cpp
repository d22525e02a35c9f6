#include "active/curation/frame_keys.hpp"

#include <fmt/format.h>

#include "core/errors.hpp"
#include "io/info_json.hpp"
#include "io/number_text.hpp"
#include "io/parse_number.hpp"

namespace liquidus {
namespace {

InfoValue value_of(const std::string& text) {
  if (const auto integer = parse_index(text)) return *integer;
  if (const auto number = parse_double(text)) return *number;
  if (text == "T" || text == "F") return text == "T";
  return text;
}

template <class Map>
void rename(Map& map, const std::string& from, const std::string& to) {
  if (from == to || !map.contains(from)) return;
  auto node = map.extract(from);
  node.key() = to;
  if (!map.insert(std::move(node)).inserted)
    throw InputError(fmt::format("rename: '{}' can't become '{}', for there is such a key already", from, to));
}

}  // namespace

std::pair<std::string, std::string> key_and_value(const std::string& option, const std::string& text) {
  const auto at = text.find('=');
  if (at == 0 || at == std::string::npos || at + 1 == text.size() || text.find('=', at + 1) != std::string::npos)
    throw InputError(fmt::format("{}: '{}' is not of the form \"a=b\"", option, text));
  return {text.substr(0, at), text.substr(at + 1)};
}

void apply(const KeyChanges& changes, Frame& frame) {
  for (const auto& [from, to] : changes.rename) {
    rename(frame.info, from, to);
    rename(frame.arrays, from, to);
    rename(frame.words, from, to);
  }
  for (const auto& key : changes.drop) {
    frame.info.erase(key);
    frame.arrays.erase(key);
    frame.words.erase(key);
  }
  for (const auto& [key, value] : changes.set) frame.info[key] = value_of(value);
}

std::string text_of(const InfoValue& value) {
  if (const auto* text = std::get_if<std::string>(&value)) return *text;
  if (const auto* x = std::get_if<double>(&value)) return shortest(*x);
  return info_to_json(value);
}

std::string info_text(const Frame& frame, const std::string& key) {
  const auto found = frame.info.find(key);
  return found == frame.info.end() ? "" : text_of(found->second);
}

}  // namespace liquidus
