#include "scatter/weights/isotopes.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <limits>

#include "core/errors.hpp"
#include "core/units.hpp"
#include "io/parse_number.hpp"
#include "scatter/weights/neutron_lengths.hpp"
#include "scatter/weights/species_name.hpp"

namespace liquidus {
namespace {

constexpr double barn = 100.0;  // fm²

struct Part {
  std::string name;
  double fraction = 1.0;
};

Part parse_part(std::string_view text, std::string_view whole) {
  const auto wrong = [&](const std::string& what) {
    return InputError(fmt::format("mixture of isotopes \"{}\": {}", excerpt(whole), what));
  };
  std::string_view rest = text;
  Part part{std::string(next_word(rest)), 1.0};
  if (part.name.empty()) throw wrong("a name is missing between two commas");
  const auto fraction = next_word(rest);
  if (!next_word(rest).empty())
    throw wrong(fmt::format("expected a name and a fraction such as \"37Cl 0.75\", found \"{}\"", excerpt(text)));
  if (fraction.empty()) return part;
  const auto number = parse_double(fraction);
  if (!number || !(*number >= 0.0 && *number <= 1.0))
    throw wrong(fmt::format("the fraction of {} must be a number from 0 to 1, not '{}'", part.name, excerpt(fraction)));
  part.fraction = *number;
  return part;
}

std::vector<Part> parse_parts(std::string_view text) {
  std::vector<Part> parts;
  for (std::size_t comma = 0; comma != std::string_view::npos;) {
    const std::string_view whole = text;
    comma = text.find(',');
    parts.push_back(parse_part(text.substr(0, comma), whole));
    if (comma != std::string_view::npos) text.remove_prefix(comma + 1);
  }
  return parts;
}

}  // namespace

NeutronScatterer isotope_mixture(std::string_view text) {
  const auto parts = parse_parts(text);
  NeutronScatterer mixture;
  double fractions = 0.0, total = 0.0;
  std::vector<std::string> seen;
  for (const auto& part : parts) {
    const auto nuclide = neutron_length(part.name);
    const auto name = fmt::format("{}{}", nuclide.mass_number, nuclide.symbol);
    if (std::find(seen.begin(), seen.end(), name) != seen.end())
      throw InputError(fmt::format("mixture of isotopes \"{}\": {} is given twice", excerpt(text), part.name));
    seen.push_back(name);
    fractions += part.fraction;
    mixture.b += part.fraction * nuclide.b;
    mixture.imaginary += part.fraction * nuclide.imaginary();
    total += part.fraction * (4.0 * units::pi * nuclide.b * nuclide.b / barn + nuclide.incoherent);
    mixture.resonant = mixture.resonant || nuclide.remark == NeutronLength::Remark::resonance;
    mixture.from += (mixture.from.empty() ? "" : " + ") +
                    (parts.size() == 1 ? part.name : fmt::format("{} {}", part.fraction, part.name));
  }
  if (std::abs(fractions - 1.0) > 1e-6)
    throw InputError(
        fmt::format("mixture of isotopes \"{}\": the fractions add up to {:g}, not to 1", excerpt(text), fractions));
  mixture.coherent = 4.0 * units::pi * mixture.b * mixture.b / barn;
  // Of one nuclide the difference is its own incoherence; rounding mustn't make it negative.
  mixture.incoherent = std::isnan(total) ? total : std::max(0.0, total - mixture.coherent);
  return mixture;
}

NeutronScatterer natural_scatterer(std::string_view species) {
  const auto symbol = species_symbol(species);
  auto scatterer = isotope_mixture(symbol);
  if (symbol != "D" && symbol != "T") scatterer.from = "natural " + symbol;
  return scatterer;
}

NeutronScatterer scatterer_of_length(double b) {
  NeutronScatterer scatterer;
  scatterer.from = "as given";
  scatterer.b = b;
  scatterer.coherent = 4.0 * units::pi * b * b / barn;
  scatterer.incoherent = std::numeric_limits<double>::quiet_NaN();
  return scatterer;
}

}  // namespace liquidus
