#pragma once
#include <array>
#include <string>
#include <string_view>

namespace liquidus {

/// Exponents of length, energy, time, temperature and charge. Mass is energy·time²/length²; a mole is a number.
struct Dimension {
  std::array<int, 5> exponent{};
  bool operator==(const Dimension&) const = default;
  /// A word for people: "length", "energy", "mass density", "number", … or "energy·length^6" where no word is usual.
  std::string name() const;
};

/// A number in internal units (Å, eV, fs, K, e) with its dimension.
struct Quantity {
  double value = 0.0;
  Dimension dimension;
};

/// Products of unit names with whole powers, read from left to right: "fs", "g/cm^3", "kcal/mol/Å^2", "1/Å^3",
/// "eV*Å^6", "Å²/ps". A factor is a name or 1, * and · multiply, / divides by the next factor alone. Empty = 1.
/// @throws std::invalid_argument naming the part that isn't a unit, and the nearest name
Quantity parse_unit(std::string_view text);

/// "0.5 fs", "1.54 g/cm^3", "0.03/Å^3", "-3" (a pure number). The number is finite and comes first.
/// @throws std::invalid_argument naming what is wrong
Quantity parse_quantity(std::string_view text);

}  // namespace liquidus
