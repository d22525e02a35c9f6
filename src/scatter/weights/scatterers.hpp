#pragma once
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "scatter/weights/form_factor.hpp"
#include "scatter/weights/isotopes.hpp"

namespace liquidus {

enum class Radiation { neutron, xray };
/// "neutron", "x-ray". @throws InputError for another name
Radiation radiation(std::string_view name);
std::string_view name_of(Radiation radiation);

/// What a run file says about scattering beyond the kind of radiation; entries are "species = what".
struct ScattererChoices {
  std::vector<std::string> isotopes;      // "Cl = 37Cl 0.9, 35Cl 0.1": a mixture other than nature's
  std::vector<std::string> lengths;       // "Fe = 9.45 fm"
  std::vector<std::string> form_factors;  // "Fe = Fe2+", "O = file f_O.csv"
};

/// How strongly the atoms of each species scatter one kind of radiation.
class Scatterers {
 public:
  /// Natural mixtures and the form factors that the species' names say, but for what was chosen.
  /// @throws InputError for an entry that isn't "species = what", of a species that isn't there or given twice, choices
  /// for the other radiation, and as isotope_mixture and FormFactor
  Scatterers(Radiation radiation, std::vector<std::string> species, const ScattererChoices& choices = {});

  Radiation radiation() const { return radiation_; }
  const std::vector<std::string>& species() const { return species_; }
  /// [species] b (fm) or f(Q) (electrons). @throws InputError as FormFactor
  std::vector<double> at(double q) const;
  /// True if the strengths are the same at all Q.
  bool constant() const { return radiation_ == Radiation::neutron; }
  /// "fm^2" or "electrons^2": the unit of products of two strengths.
  std::string_view unit() const { return constant() ? "fm^2" : "electrons^2"; }
  /// [species] of neutrons; empty for x-rays.
  std::span<const NeutronScatterer> neutron() const { return neutron_; }
  /// The level that an un-normalised total tends to at high Q per atom: Σ c (σ_coherent + σ_incoherent)/4π (fm²) of
  /// neutrons, without inelasticity; Σ c f² of x-rays, without Compton scattering. NaN where an incoherent cross
  /// section isn't known.
  double self(std::span<const double> fractions, double q) const;
  /// "Fe: natural Fe, b = 9.45 fm; O: …": for the headers of files.
  std::string description() const;

 private:
  void choose_neutron(const ScattererChoices& choices);
  void choose_xray(const ScattererChoices& choices);

  Radiation radiation_;
  std::vector<std::string> species_;
  std::vector<NeutronScatterer> neutron_;  // [species] or empty
  std::vector<FormFactor> factors_;        // [species] or empty
};

}  // namespace liquidus
