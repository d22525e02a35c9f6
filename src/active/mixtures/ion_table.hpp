#pragma once
#include <array>
#include <string>
#include <string_view>
#include <vector>

#include "core/options.hpp"
#include "io/table.hpp"

namespace liquidus {

/// A monatomic ion. Files of structures call it by its name, which begins with the element's symbol.
struct Ion {
  std::string name;
  Index charge = 0;     // e, not 0
  double radius = 0.0;  // Å
  bool operator==(const Ion&) const = default;
};

inline constexpr std::array ion_fields = {
    Field<Ion>{"name", "", "as structures call it: an element's symbol, with more behind it if need be (\"Fe3+\")",
               &Ion::name, true},
    Field<Ion>{"charge", "", "in e: positive for a cation, negative for an anion", &Ion::charge, true},
    Field<Ion>{"radius", "Å", "of the ion with six neighbours", &Ion::radius, true}};

/// The density of a molten salt, a line in the temperature.
struct SaltDensity {
  std::string cation, anion;
  double density = 0.0;    // eV fs²/Å⁵, at `from`
  double slope = 0.0;      // eV fs²/Å⁵/K
  double from = 0.0;       // K, where the measurement begins
  double to = 0.0;         // K, where it ends
  double error = 0.0;      // relative
  bool estimated = false;  // no measurement of this salt
  std::string source;
};

inline constexpr std::array salt_fields = {
    Field<SaltDensity>{"cation", "", "by its name", &SaltDensity::cation, true},
    Field<SaltDensity>{"anion", "", "by its name", &SaltDensity::anion, true},
    Field<SaltDensity>{"density", "g/cm^3", "of the molten salt at `from`", &SaltDensity::density, true},
    Field<SaltDensity>{"slope", "g/cm^3/K", "change of the density with the temperature, as a rule negative",
                       &SaltDensity::slope},
    Field<SaltDensity>{"from", "K", "least temperature of the measurement", &SaltDensity::from, true},
    Field<SaltDensity>{"to", "K", "highest temperature of the measurement; `from` if left out", &SaltDensity::to},
    Field<SaltDensity>{"error", "", "relative standard error of the density", &SaltDensity::error, true},
    Field<SaltDensity>{"estimated", "", "whether it isn't measured", &SaltDensity::estimated},
    Field<SaltDensity>{"source", "", "the paper it comes from", &SaltDensity::source, true}};

/// Ions, and densities of the molten salts of some pairs of them.
struct IonTable {
  std::vector<Ion> ions;
  std::vector<SaltDensity> salts;

  /// By name, or nothing.
  const Ion* find(std::string_view name) const;
  /// The line of a pair, or nothing.
  const SaltDensity* find(std::string_view cation, std::string_view anion) const;
  std::vector<std::string> names() const;
};

/// "Cl2", "(Fe3+)2": a part of a formula. The count stands there if it isn't 1, or always.
std::string with_count(const std::string& name, Index count, bool always = false);

/// "NaCl", "MgCl2", "Nd2O3": the neutral salt of a cation and an anion.
std::string salt_name(const Ion& cation, const Ion& anion);

/// Reads the entries [[ion]] and [[salt]] of a file into a table. An entry takes the place of the table's own for the
/// same ion or pair. Names that are no ions, charges of 0, densities that aren't positive between `from` and `to`, and
/// entries that stand twice in the file are reported.
void read_ions(const Table& file, IonTable& table, Problems& problems);

}  // namespace liquidus
