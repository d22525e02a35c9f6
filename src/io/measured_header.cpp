#include "io/measured_header.hpp"

#include <algorithm>
#include <cctype>

namespace liquidus {
namespace {

std::string_view trimmed(std::string_view text, std::string_view what = " \t\r#") {
  const auto begin = text.find_first_not_of(what);
  return begin == std::string_view::npos ? "" : text.substr(begin, text.find_last_not_of(what) - begin + 1);
}

/// The first word from `from` on is itself the beginning of a "key=".
bool key_follows(std::string_view line, std::size_t from) {
  const auto begin = line.find_first_not_of(" \t", from);
  if (begin == std::string_view::npos) return false;
  return line.substr(begin, line.find_first_of(" \t", begin) - begin).find('=') != std::string_view::npos;
}

/// Where a pair of a line ends that begins at `from`: at a tab, two blanks, or a comma before another "key=". Blanks
/// around its own '=' belong to it.
std::size_t end_of_part(std::string_view line, std::size_t from) {
  char before = 0;  // the last character that was no blank
  for (std::size_t i = from; i < line.size(); ++i) {
    const bool wide = line[i] == '\t' || (line[i] == ' ' && i + 1 < line.size() && line[i + 1] == ' ');
    if (wide) {
      const auto next = line.find_first_not_of(" \t", i);
      const bool inside =
          next != std::string_view::npos && (line[next] == '=' || (before == '=' && !key_follows(line, next)));
      if (!inside) return i;
      i = next;
    }
    if (line[i] == ',' && line.find('=', i) != std::string_view::npos) return i;
    if (line[i] != ' ') before = line[i];
  }
  return line.size();
}

void take_part(std::string_view part, std::map<std::string, std::string>& values) {
  auto at = part.find('=');
  if (at == std::string_view::npos) {
    at = part.find(": ");
    if (at == std::string_view::npos) return;
  }
  auto name = trimmed(part.substr(0, at));
  if (const auto colon = name.rfind(": "); colon != std::string_view::npos) name = trimmed(name.substr(colon + 2));
  std::string key(name);
  std::transform(key.begin(), key.end(), key.begin(), [](unsigned char c) { return std::tolower(c); });
  const auto value = trimmed(part.substr(at + 1), " \t\r,;");
  if (!key.empty() && !value.empty()) values.emplace(key, value);
}

}  // namespace

std::map<std::string, std::string> header_values(std::string_view header) {
  std::map<std::string, std::string> values;
  while (!header.empty()) {
    const auto end = header.find('\n');
    const auto line = trimmed(header.substr(0, end), " \t\r");
    header.remove_prefix(end == std::string_view::npos ? header.size() : end + 1);
    for (std::size_t begin = 0; begin < line.size();) {
      const auto stop = end_of_part(line, begin);
      take_part(line.substr(begin, stop - begin), values);
      begin = stop + 1;
    }
  }
  return values;
}

}  // namespace liquidus
