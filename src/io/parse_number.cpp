#include "io/parse_number.hpp"

#include <charconv>

namespace liquidus {
namespace {

template <class T>
std::optional<T> parse(std::string_view text) {
  if (text.size() > 1 && text[0] == '+' && text[1] != '-') text.remove_prefix(1);
  T value{};
  const auto* end = text.data() + text.size();
  const auto result = std::from_chars(text.data(), end, value);
  if (result.ec != std::errc{} || result.ptr != end) return std::nullopt;
  return value;
}

constexpr bool is_space(char c) { return c == ' ' || c == '\t' || c == '\r' || c == '\f' || c == '\v'; }

}  // namespace

std::optional<double> parse_double(std::string_view text) {
  if (auto value = parse<double>(text)) return value;
  const auto exponent = text.find_first_of("dD");
  if (exponent == std::string_view::npos || exponent == 0 || text.size() > 64) return std::nullopt;
  std::string fortran(text);
  fortran[exponent] = 'e';
  return parse<double>(fortran);
}

std::optional<Index> parse_index(std::string_view text) { return parse<Index>(text); }

std::string_view next_word(std::string_view& line) {
  std::size_t begin = 0;
  while (begin < line.size() && is_space(line[begin])) ++begin;
  std::size_t end = begin;
  while (end < line.size() && !is_space(line[end])) ++end;
  const auto word = line.substr(begin, end - begin);
  line.remove_prefix(end);
  return word;
}

std::string excerpt(std::string_view text) {
  constexpr std::size_t most = 60;
  std::string out(text.substr(0, most));
  for (char& c : out)
    if (static_cast<unsigned char>(c) < 0x20 || c == 0x7f) c = ' ';
  // a UTF-8 character cut in two is left out
  while (text.size() > most && !out.empty() && (static_cast<unsigned char>(out.back()) & 0x80) != 0) out.pop_back();
  return text.size() > most ? out + "..." : out;
}

}  // namespace liquidus
