#include "scatter/weights/species_name.hpp"

#include <cctype>

#include "core/elements.hpp"

namespace liquidus {
namespace {

bool is_sign(char c) { return c == '+' || c == '-'; }
bool is_digit(char c) { return std::isdigit(static_cast<unsigned char>(c)) != 0; }
bool is_letter(char c) { return std::isalpha(static_cast<unsigned char>(c)) != 0; }

}  // namespace

std::string species_symbol(std::string_view species) {
  std::size_t letters = 0;
  while (letters < species.size() && is_letter(species[letters])) ++letters;
  const auto word = species.substr(0, letters);
  if (find_element(word) || word == "D" || word == "T") return std::string(word);
  return std::string(species);
}

std::string species_charge(std::string_view species) {
  const auto symbol = species_symbol(species);
  if (symbol.size() == species.size()) return "";
  std::string digits;
  char sign = 0;
  for (const char c : species.substr(symbol.size())) {
    if (is_digit(c))
      digits += c;
    else if (is_sign(c) && sign == 0)
      sign = c;
    else
      return "";  // a label
  }
  if (sign == 0) return "";
  return (digits == "1" ? "" : digits) + sign;
}

}  // namespace liquidus
