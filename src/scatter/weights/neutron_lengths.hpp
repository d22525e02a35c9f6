#pragma once
#include <optional>
#include <span>
#include <string_view>

namespace liquidus {

/// What thermal neutrons see of an element in its natural mixture, or of an isotope.
///
/// b is the real part at thermal energies. Absorption adds an imaginary one, imaginary(), which doesn't enter the
/// weights: it is below 1 % of b but for B, Cd, Sm, Eu, Gd and the like, whose real part depends on energy as well.
struct NeutronLength {
  enum class Remark { plain, estimate, resonance };  // resonance: b changes strongly with the neutrons' energy

  std::string_view symbol;  // "Cl"
  int mass_number = 0;      // 37; 0 for the natural mixture
  double abundance = 0.0;   // fraction of atoms in nature; 1 for a natural mixture, 0 for what isn't found there
  double b = 0.0;           // fm; NaN where the table has none
  double b_error = 0.0;     // fm; NaN where the table has none
  double coherent = 0.0;    // barn
  double incoherent = 0.0;  // barn; of a natural mixture with the disorder of its isotopes
  double absorption = 0.0;  // barn at 1.798 Å
  Remark remark = Remark::plain;

  /// Size of the imaginary part, σ_absorption/2λ by the optical theorem, fm.
  double imaginary() const;
};

/// Elements and isotopes, by element and mass number. An element with one stable isotope stands as that isotope.
std::span<const NeutronLength> neutron_lengths();

/// "Cl" (natural), "37Cl", "Cl-37", "Cl37", "D" and "T" for 2H and 3H. An element that only has one isotope in the
/// table is that isotope.
std::optional<NeutronLength> find_neutron_length(std::string_view name);

/// @throws InputError naming the isotopes of the element that there are, or the nearest name, and for one whose b isn't
/// known
NeutronLength neutron_length(std::string_view name);

}  // namespace liquidus
