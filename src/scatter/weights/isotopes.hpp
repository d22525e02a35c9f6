#pragma once
#include <string>
#include <string_view>
#include <vector>

namespace liquidus {

/// What neutrons see of a species: an element or a mixture of isotopes that sit on its sites at random.
struct NeutronScatterer {
  std::string from;         // "natural Cl", "0.75 37Cl + 0.25 35Cl", "as given"
  double b = 0.0;           // mean bound coherent scattering length, fm
  double imaginary = 0.0;   // mean size of the imaginary part by absorption at 1.798 Å, fm; not in the weights
  double coherent = 0.0;    // 4π b², barn
  double incoherent = 0.0;  // spin incoherence and the isotopes' disorder, barn; NaN where the table lacks a number
  bool resonant = false;    // a nuclide in it has a b that depends strongly on the neutrons' energy
};

/// The mixture that the text describes: "35Cl 0.25, 37Cl 0.75", or one name alone. Names as in find_neutron_length.
/// b = Σ x b; the total cross section is Σ x σ, and what of it isn't 4π b² is incoherent.
/// @throws InputError for a name that isn't known, a fraction that is no number from 0 to 1, fractions that don't add
/// up to 1 within 1e-6, or a nuclide given twice
NeutronScatterer isotope_mixture(std::string_view text);

/// A species by its name, whose charge or label is passed over ("Fe3+", "O_b"), in its natural mixture; "D" is 2H.
/// @throws InputError as neutron_length
NeutronScatterer natural_scatterer(std::string_view species);

/// A scattering length that isn't from the table; nothing is known of its incoherence.
NeutronScatterer scatterer_of_length(double b);

}  // namespace liquidus
