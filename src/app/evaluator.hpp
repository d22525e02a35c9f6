#pragma once
#include <string>
#include <vector>

#include "app/potential_file.hpp"
#include "core/structure.hpp"

namespace liquidus {

/// A potential that is loaded when the first frame shows its species, and again when a frame brings a new one.
class Evaluator {
 public:
  /// Says what a learned potential will take before the first evaluation of more than one atom, on stdout.
  Evaluator(PotentialChoice choice, bool atomic_virials) : choice_(std::move(choice)), virials_(atomic_virials) {}

  /// The frame with energy (eV), forces (eV/Å), stress (eV/Å³, if it has a volume) and atomic energies computed anew;
  /// of a committee, columns force_deviation (eV/Å) and relative_force_deviation; if asked for, atomic_virial (eV, nine
  /// components, Σ r ⊗ f). @throws InputError as load_potential, or if the potential gives no atomic virials
  Frame operator()(const Frame& frame);
  /// Of the potential that was loaded last.
  const std::string& title() const { return loaded_.title; }

 private:
  /// The atoms with their types among the species that the potential was made for.
  Structure prepared(const Structure& atoms);

  PotentialChoice choice_;
  bool virials_, announced_ = false;
  LoadedPotential loaded_;
  std::vector<Species> species_;  // of all frames so far
};

}  // namespace liquidus
