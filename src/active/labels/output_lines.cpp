#include "active/labels/output_lines.hpp"

#include <algorithm>

#include "io/parse_number.hpp"

namespace liquidus {
namespace {

constexpr std::string_view blanks = " \t\r\n";

}  // namespace

bool OutputLines::next(std::string_view& line) {
  const auto end = rest_.find('\n');
  if (end == std::string_view::npos) return false;
  line = rest_.substr(0, end);
  rest_ = rest_.substr(end + 1);
  if (!line.empty() && line.back() == '\r') line.remove_suffix(1);
  ++number_;
  return true;
}

std::vector<std::string_view> words_of(std::string_view line) {
  std::vector<std::string_view> words;
  for (auto begin = line.find_first_not_of(blanks); begin != std::string_view::npos;) {
    const auto end = std::min(line.find_first_of(blanks, begin), line.size());
    words.push_back(line.substr(begin, end - begin));
    begin = line.find_first_not_of(blanks, end);
  }
  return words;
}

std::string_view trimmed(std::string_view text) {
  const auto begin = text.find_first_not_of(blanks);
  if (begin == std::string_view::npos) return {};
  return text.substr(begin, text.find_last_not_of(blanks) - begin + 1);
}

bool contains(std::string_view text, std::string_view part) { return text.find(part) != std::string_view::npos; }

std::optional<std::string_view> behind(std::string_view line, std::string_view mark) {
  const auto at = line.rfind(mark);
  if (at == std::string_view::npos) return {};
  return trimmed(line.substr(at + mark.size()));
}

std::optional<Vec3> three_numbers(const std::vector<std::string_view>& words, std::size_t from) {
  if (words.size() < from + 3) return {};
  Vec3 numbers;
  for (std::size_t k = 0; k < 3; ++k) {
    const auto number = parse_double(words[from + k]);
    if (!number) return {};
    numbers[k] = *number;
  }
  return numbers;
}

std::optional<double> number_behind(std::string_view line, std::string_view mark) {
  auto rest = behind(line, mark);
  if (!rest) return {};
  return parse_double(next_word(*rest));
}

void mark_damaged(LabelOutput& output, std::string_view line) {
  output.end = OutputEnd::damaged;
  output.message = "no number where one is expected: " + excerpt(trimmed(line));
}

}  // namespace liquidus
