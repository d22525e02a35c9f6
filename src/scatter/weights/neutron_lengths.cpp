#include "scatter/weights/neutron_lengths.hpp"

#include <algorithm>
#include <cctype>
#include <cmath>
#include <limits>
#include <string>
#include <vector>

#include "core/errors.hpp"

namespace liquidus {
namespace {

constexpr double none = std::numeric_limits<double>::quiet_NaN();
constexpr auto plain = NeutronLength::Remark::plain, estimate = NeutronLength::Remark::estimate,
               resonance = NeutronLength::Remark::resonance;

constexpr NeutronLength rows[] = {
#include "scatter/weights/neutron_lengths.inc"
};

/// The rows with abundances as fractions.
std::vector<NeutronLength> make_table() {
  std::vector<NeutronLength> table(std::begin(rows), std::end(rows));
  for (auto& row : table) row.abundance = row.mass_number == 0 ? 1.0 : row.abundance / 100.0;
  return table;
}

struct Nuclide {
  std::string symbol;
  int mass_number = 0;
};

bool is_digit(char c) { return std::isdigit(static_cast<unsigned char>(c)) != 0; }

/// "37Cl", "Cl-37", "Cl37" or "Cl", taken apart; a mass number of more than three digits is none.
std::optional<Nuclide> nuclide(std::string_view name) {
  if (name == "D") return Nuclide{"H", 2};
  if (name == "T") return Nuclide{"H", 3};
  std::string letters, digits;
  bool ended = false;  // digits behind the letters: nothing may follow
  for (std::size_t i = 0; i < name.size(); ++i) {
    const char c = name[i];
    if (is_digit(c)) {
      ended = !letters.empty();
      digits += c;
    } else if (c == '-' && !letters.empty() && digits.empty() && i + 1 < name.size()) {
      ended = true;
    } else if (std::isalpha(static_cast<unsigned char>(c)) != 0 && !ended) {
      letters += c;
    } else {
      return {};
    }
  }
  if (letters.empty() || digits.size() > 3) return {};
  return Nuclide{letters, digits.empty() ? 0 : std::stoi(digits)};
}

std::string name_of(const NeutronLength& row) {
  return (row.mass_number == 0 ? "" : std::to_string(row.mass_number)) + std::string(row.symbol);
}

/// What there is of an element: "natural Cl, 35Cl, 37Cl"; empty if there is nothing.
std::string known_of(std::string_view symbol) {
  std::string known;
  for (const auto& row : neutron_lengths())
    if (row.symbol == symbol)
      known += (known.empty() ? "" : ", ") + std::string(row.mass_number == 0 ? "natural " : "") + name_of(row);
  return known;
}

}  // namespace

double NeutronLength::imaginary() const {
  constexpr double wavelength = 1.798e5, barn = 100.0;  // fm, fm²
  return absorption * barn / (2.0 * wavelength);
}

std::span<const NeutronLength> neutron_lengths() {
  static const std::vector<NeutronLength> table = make_table();
  return table;
}

std::optional<NeutronLength> find_neutron_length(std::string_view name) {
  const auto wanted = nuclide(name);
  if (!wanted) return {};
  std::optional<NeutronLength> only;
  int isotopes = 0;
  for (const auto& row : neutron_lengths()) {
    if (row.symbol != wanted->symbol) continue;
    if (row.mass_number == wanted->mass_number) return row;
    only = row;
    ++isotopes;
  }
  if (wanted->mass_number == 0 && isotopes == 1) return only;
  return {};
}

NeutronLength neutron_length(std::string_view name) {
  if (const auto found = find_neutron_length(name)) {
    if (std::isfinite(found->b)) return *found;
    throw InputError("the neutron scattering length of '" + std::string(name) +
                     "' isn't known; give it as \"<species> = 1.23 fm\"");
  }
  const std::string start = "there is no neutron scattering length of '" + std::string(name) + "'";
  if (const auto wanted = nuclide(name))
    if (const auto known = known_of(wanted->symbol); !known.empty()) throw InputError(start + "; known: " + known);
  std::vector<std::string> names;
  for (const auto& row : neutron_lengths()) names.push_back(name_of(row));
  const auto near = nearest_name(name, names);
  throw InputError(start + (near.empty() ? "; expected an element or isotope such as \"Cl\", \"37Cl\" or \"D\""
                                         : "; did you mean '" + near + "'?"));
}

}  // namespace liquidus
