#pragma once
#include <array>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "core/cell.hpp"
#include "core/vec3.hpp"

namespace liquidus {

/// A kind of atom. `name` is what files call it ("Na", "Fe3+"); Z is 0 for a name that is no element.
struct Species {
  std::string name;
  int Z = 0;
  double mass = 0.0;  // eV fs²/Å²
  bool operator==(const Species&) const = default;
};

/// A species from a name: element symbol, with an optional charge or label behind it that doesn't start with a letter
/// ("Fe3+", "O_b"): mass and Z from the symbol.
/// @throws std::invalid_argument if the name doesn't begin with an element's symbol
Species make_species(std::string_view name);

using Image = std::array<int, 3>;

/// Atoms in a cell. r and type have the same length; v and image are empty or have it too.
struct Structure {
  Cell cell;
  std::vector<Species> species;  // the distinct kinds
  std::vector<int> type;         // [n] index into species
  std::vector<Vec3> r;           // [n] Å, any periodic image
  std::vector<Vec3> v;           // [n] Å/fs
  std::vector<Image> image;      // [n] r + image·cell is the unwrapped path since the start

  Index size() const { return static_cast<Index>(r.size()); }
  double mass(Index i) const { return species[static_cast<std::size_t>(type[static_cast<std::size_t>(i)])].mass; }
  const std::string& name(Index i) const {
    return species[static_cast<std::size_t>(type[static_cast<std::size_t>(i)])].name;
  }
  /// Index of a species by name, added if it isn't there yet. @throws std::invalid_argument as make_species
  int species_index(std::string_view name);
  /// Adds an atom at rest.
  void add(std::string_view name, const Vec3& position);
  double total_mass() const;
  /// Counts per species, [species.size()].
  std::vector<Index> counts() const;
  /// Mass density, eV fs²/Å⁵ (divide by units::g_per_cm3 for g/cm³).
  double density() const { return total_mass() / cell.volume(); }
  double number_density() const { return static_cast<double>(size()) / cell.volume(); }
};

/// na × nb × nc copies of the cell: the whole unit, again along c, then b, then a. Velocities are copied; the paths
/// begin anew, so image is empty. @throws std::invalid_argument if a count is below 1 or above 1 where not periodic, or
/// if the atoms would be more than 2^31 − 1
Structure replicate(const Structure& unit, const std::array<Index, 3>& counts);

using InfoValue =
    std::variant<bool, Index, double, std::string, std::vector<Index>, std::vector<double>, std::vector<std::string>>;

/// A structure as it stands in a file: with what was computed or labelled for it. Units eV, eV/Å, eV/Å³.
struct Frame {
  Structure atoms;
  Index step = 0;
  double time = 0.0;  // fs
  std::optional<double> energy;
  std::optional<Mat3> stress;                             // ASE's sign: σ = (1/V) dE/dε, tension positive
  std::vector<Vec3> forces;                               // empty or [n]
  std::vector<double> charges;                            // empty or [n], e
  std::vector<double> atomic_energies;                    // empty or [n]
  std::map<std::string, InfoValue> info;                  // other keys of the frame
  std::map<std::string, std::vector<double>> arrays;      // other per-atom numbers, [n × width]
  std::map<std::string, std::vector<std::string>> words;  // other per-atom strings, [n]
};

}  // namespace liquidus
