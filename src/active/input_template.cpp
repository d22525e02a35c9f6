#include "active/input_template.hpp"

#include <algorithm>
#include <cctype>

namespace liquidus {
namespace {

bool is_name(std::string_view text) {
  return !text.empty() && std::all_of(text.begin(), text.end(), [](unsigned char c) {
    return std::isalnum(c) != 0 || c == '_' || c == '-' || c == '.';
  });
}

std::string_view without_blanks(std::string_view text) {
  while (!text.empty() && (text.front() == ' ' || text.front() == '\t')) text.remove_prefix(1);
  while (!text.empty() && (text.back() == ' ' || text.back() == '\t')) text.remove_suffix(1);
  return text;
}

/// As many blanks as stand before a place on its line, if there is nothing else.
std::string indentation(std::string_view text, std::size_t place) {
  const auto line = text.rfind('\n', place) + 1;  // npos + 1 is 0
  const auto before = text.substr(place == 0 ? 0 : line, place - line);
  return without_blanks(before).empty() ? std::string(before) : "";
}

std::string indented(std::string value, const std::string& by) {
  for (auto at = value.find('\n'); at != std::string::npos; at = value.find('\n', at + 1)) value.insert(at + 1, by);
  return value;
}

}  // namespace

InputTemplate::InputTemplate(std::string text, const std::string& file) : text_(std::move(text)) {
  for (auto begin = text_.find("{{"); begin != std::string::npos; begin = text_.find("{{", begin)) {
    const auto line = 1 + std::count(text_.begin(), text_.begin() + static_cast<std::ptrdiff_t>(begin), '\n');
    const Location at{file, line};
    const auto end = text_.find("}}", begin);
    if (end == std::string::npos) throw InputError(at, "'{{' without '}}'");
    const auto name = without_blanks(std::string_view(text_).substr(begin + 2, end - begin - 2));
    if (!is_name(name))
      throw InputError(at, "expected a name of letters, digits, '_', '-' and '.' between '{{' and '}}'");
    places_.push_back({std::string(name), begin, end + 2, at});
    begin = end + 2;
  }
}

std::vector<std::string> InputTemplate::names() const {
  std::vector<std::string> names;
  for (const auto& place : places_)
    if (std::find(names.begin(), names.end(), place.name) == names.end()) names.push_back(place.name);
  return names;
}

std::string InputTemplate::filled(const std::map<std::string, std::string>& values) const {
  std::string result;
  std::size_t done = 0;
  for (const auto& place : places_) {
    const auto value = values.find(place.name);
    if (value == values.end()) {
      std::vector<std::string> known;
      for (const auto& [name, unused] : values) known.push_back(name);
      throw InputError(place.at, "there is no value for '{{" + place.name + "}}'" + suggestion(place.name, known));
    }
    result.append(text_, done, place.begin - done);
    result += indented(value->second, indentation(text_, place.begin));
    done = place.end;
  }
  return result.append(text_, done);
}

}  // namespace liquidus
