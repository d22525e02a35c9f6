#pragma once
#include <functional>
#include <string>
#include <vector>

#include "app/potential_file.hpp"
#include "core/structure.hpp"

namespace liquidus {

/// A potential that is loaded when the first frame shows its species, and again when a frame brings a new one. All
/// ranks share each evaluation; frames are read and results are had on the root.
class Evaluator {
 public:
  /// Says what a learned potential will take before the first evaluation of more than one atom, on stdout.
  /// @param ranks  must outlive it
  Evaluator(PotentialChoice choice, bool atomic_virials, const Communicator& ranks)
      : choice_(std::move(choice)), virials_(atomic_virials), ranks_(&ranks) {}

  /// The root does `work`, which may call this; the others take part in its evaluations until it is done. What it
  /// throws is thrown on all. Collective.
  void run(const std::function<void()>& work);
  /// The frame with energy (eV), forces (eV/Å), stress (eV/Å³, if it has a volume) and atomic energies computed anew;
  /// of a committee, columns force_deviation (eV/Å) and relative_force_deviation; if asked for, atomic_virial (eV, nine
  /// components, Σ r ⊗ f). @throws InputError as load_potential, or if the potential gives no atomic virials
  Frame operator()(const Frame& frame);
  /// Of the potential that was loaded last.
  const std::string& title() const { return loaded_.title; }

 private:
  /// The root's word on whether there is another evaluation. Collective.
  bool goes_on(bool more) const;
  /// The part of an evaluation that all ranks do. Collective; `atoms` is the root's.
  Evaluation evaluate_together(const Structure& atoms);
  void load();
  /// The atoms with their types among the species that the potential was made for.
  Structure prepared(const Structure& atoms);

  PotentialChoice choice_;
  bool virials_, announced_ = false;
  const Communicator* ranks_;
  bool all_are_at_it_ = false;  // on the root, within evaluate_together()
  LoadedPotential loaded_;
  std::vector<Species> species_;   // of all frames so far
  std::size_t known_species_ = 0;  // those that the potential was loaded for
};

}  // namespace liquidus
