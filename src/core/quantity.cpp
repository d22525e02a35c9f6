#include "core/quantity.hpp"

#include <algorithm>
#include <cctype>
#include <charconv>
#include <cmath>
#include <stdexcept>
#include <utility>
#include <vector>

#include "core/errors.hpp"
#include "core/unit_table.hpp"

namespace liquidus {
namespace {

using unit_table::Unit;

/// Dimension of a·bⁿ.
Dimension times_power(const Dimension& a, const Dimension& b, int n) {
  Dimension c;
  for (std::size_t k = 0; k < c.exponent.size(); ++k) c.exponent[k] = a.exponent[k] + n * b.exponent[k];
  return c;
}

const Unit* find_unit(std::string_view name) {
  for (const auto& unit : unit_table::all_units)
    if (unit.name == name) return &unit;
  return nullptr;
}

struct Spelling {
  std::string_view written, meant;
};
constexpr Spelling spellings[] = {
    {"\u212B", "Å"}, {"A\u030A", "Å"}, {"\u00B7", "*"}, {"\u22C5", "*"}, {"\u00D7", "*"},
    {"\u00B5", "u"}, {"\u03BC", "u"},  {"\u2212", "-"}, {"⁻", "^-"},     {"⁰", "^0"},
    {"¹", "^1"},     {"²", "^2"},      {"³", "^3"},     {"⁴", "^4"},     {"⁵", "^5"},
    {"⁶", "^6"},     {"⁷", "^7"},      {"⁸", "^8"},     {"⁹", "^9"},
};

/// The text with other ways to write Å, the product, µ, minus and powers replaced by the one that is parsed.
std::string normalised(std::string_view text) {
  std::string out;
  bool raised = false;  // inside a row of raised digits, which share one '^'
  while (!text.empty()) {
    Spelling piece{text.substr(0, 1), text.substr(0, 1)};
    for (const auto& s : spellings)
      if (text.starts_with(s.written)) piece = s;
    text.remove_prefix(piece.written.size());
    const bool raises = piece.meant.size() == 2 && piece.meant[0] == '^';
    out += piece.meant.substr(raises && raised ? 1 : 0);
    raised = raises;
  }
  return out;
}

bool is_space(char c) { return c == ' ' || c == '\t'; }
bool is_digit(char c) { return c >= '0' && c <= '9'; }
int lower(char c) { return std::tolower(static_cast<unsigned char>(c)); }

void skip_spaces(std::string_view& text) {
  while (!text.empty() && is_space(text.front())) text.remove_prefix(1);
}

/// Takes characters off the front of `text` up to a space or one that has a meaning between factors.
std::string_view take_word(std::string_view& text) {
  const auto end = std::min(text.find_first_of(" \t*/^"), text.size());
  const auto word = text.substr(0, end);
  text.remove_prefix(end);
  return word;
}

std::string quoted(std::string_view text) { return std::string("'").append(text).append("'"); }

/// What is said about a word that isn't a unit.
std::string unknown_unit(std::string_view word) {
  const auto letters = word.substr(0, word.find_last_not_of("-0123456789") + 1);
  if (letters.size() < word.size() && find_unit(letters))
    return quoted(word) + " is no unit; did you mean " +
           quoted(std::string(letters).append("^").append(word.substr(letters.size()))) + "?";
  if (word == "°C" || word == "degC" || word == "°F") return quoted(word) + " is no unit here; temperatures are in K";
  std::vector<std::string> known;
  for (const auto& unit : unit_table::all_units) known.emplace_back(unit.name);
  auto near = nearest_name(word, known);
  // any letter is one slip away from every other: only its case is a hint
  if (word.size() == 1 && (near.size() != 1 || lower(near[0]) != lower(word[0]))) near.clear();
  return quoted(word) + " is no unit; " +
         (near.empty() ? "units are written like fs, g/cm^3, kcal/mol or 1/Å^3" : "did you mean " + quoted(near) + "?");
}

/// Parses a normalised product of units; every message is the reason only, for the caller to put the text before it.
class UnitParser {
 public:
  explicit UnitParser(std::string_view text) : rest_(text) {}

  Quantity parse() {
    Quantity product{1.0, {}};
    skip_spaces(rest_);
    if (rest_.empty()) return product;
    multiply(product, factor(), 1);
    for (skip_spaces(rest_); !rest_.empty(); skip_spaces(rest_)) {
      const char sign = rest_.front();
      if (sign != '*' && sign != '/') throw std::invalid_argument(joined_without_sign());
      rest_.remove_prefix(1);
      skip_spaces(rest_);
      multiply(product, factor(), sign == '*' ? 1 : -1);
    }
    if (!std::isfinite(product.value) || product.value == 0.0)
      throw std::invalid_argument("the unit is too large or too small for a number");
    return product;
  }

 private:
  static void multiply(Quantity& product, const Quantity& factor, int sign) {
    product.value = sign > 0 ? product.value * factor.value : product.value / factor.value;
    product.dimension = times_power(product.dimension, factor.dimension, sign);
  }

  Quantity factor() {
    const auto word = take_word(rest_);
    if (word.empty())
      throw std::invalid_argument(rest_.empty() ? "a unit is missing at the end"
                                                : "a unit is missing before " + quoted(rest_));
    if (word == "1") {
      skip_spaces(rest_);
      if (!rest_.starts_with('/')) throw std::invalid_argument("a '1' in a unit stands before '/' only");
      return {1.0, {}};
    }
    const Unit* unit = find_unit(word);
    if (!unit) throw std::invalid_argument(unknown_unit(word));
    const int n = exponent(word);
    return {std::pow(unit->value, n), times_power({}, unit->dimension, n)};
  }

  /// The whole number behind '^', or 1 where there is no '^'.
  int exponent(std::string_view unit) {
    if (rest_.empty() || rest_.front() != '^') return 1;
    rest_.remove_prefix(1);
    const auto word = take_word(rest_);
    const auto digits = word.starts_with('+') ? word.substr(1) : word;
    int n = 0;
    const auto [end, error] = std::from_chars(digits.data(), digits.data() + digits.size(), n);
    if (error != std::errc() || end != digits.data() + digits.size() || n < -99 || n > 99)
      throw std::invalid_argument("the power " + quoted(word) + " of " + quoted(unit) +
                                  " is not a whole number of at most two digits");
    return n;
  }

  std::string joined_without_sign() {
    if (rest_.front() == '^') return quoted(rest_) + " stands behind no unit";
    const auto word = take_word(rest_);
    return find_unit(word) ? "'*' or '/' is missing before " + quoted(word) : unknown_unit(word);
  }

  std::string_view rest_;
};

/// Takes the number off the front of `text`. @throws std::invalid_argument with the reason
double take_number(std::string_view& text) {
  if (text.starts_with('+') && text.size() > 1 && (is_digit(text[1]) || text[1] == '.')) text.remove_prefix(1);
  double value = 0.0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (error == std::errc::invalid_argument) throw std::invalid_argument("a number is missing before the unit");
  if (error == std::errc::result_out_of_range) throw std::invalid_argument("the number is too large or too small");
  text.remove_prefix(static_cast<std::size_t>(end - text.data()));
  return value;
}

Quantity read_quantity(std::string_view text) {
  skip_spaces(text);
  if (text.empty()) throw std::invalid_argument("a number is missing");
  const double number_given = take_number(text);
  if (!std::isfinite(number_given)) throw std::invalid_argument("the number is not finite");
  skip_spaces(text);
  std::string product(text.starts_with('/') ? "1" : "");
  product += text;
  const auto unit = UnitParser(product).parse();
  const Quantity quantity{number_given * unit.value, unit.dimension};
  if (!std::isfinite(quantity.value)) throw std::invalid_argument("the number is too large");
  return quantity;
}

}  // namespace

std::string Dimension::name() const {
  for (const auto& known : unit_table::dimension_names)
    if (known.dimension == *this) return std::string(known.name);
  static constexpr std::pair<std::size_t, std::string_view> factors[] = {
      {1, "energy"}, {4, "charge"}, {3, "temperature"}, {0, "length"}, {2, "time"}};
  std::string product;
  for (const auto& [k, factor] : factors)
    if (exponent[k] != 0) {
      if (!product.empty()) product += "·";
      product += factor;
      if (exponent[k] != 1) product.append("^").append(std::to_string(exponent[k]));
    }
  return product;
}

Quantity parse_unit(std::string_view text) {
  try {
    const auto product = normalised(text);
    return UnitParser(product).parse();
  } catch (const std::invalid_argument& reason) {
    throw std::invalid_argument(quoted(text) + ": " + reason.what());
  }
}

Quantity parse_quantity(std::string_view text) {
  try {
    return read_quantity(normalised(text));
  } catch (const std::invalid_argument& reason) {
    throw std::invalid_argument(quoted(text) + ": " + reason.what());
  }
}

}  // namespace liquidus
