#pragma once
#include <string>

#include "mlip/labelled_set.hpp"

namespace liquidus {

/// Calls energy(label, predicted) in eV/atom, force(atom, component, label, predicted) in eV/Å and
/// stress(row, column, label, predicted) in eV/Å³ for every number that is labelled with a weight and predicted.
template <class Energy, class Force, class Stress>
void for_each_pair(const LabelledFrame& labelled, const Frame& predicted, Energy energy, Force force, Stress stress) {
  const Frame& label = labelled.frame;
  const auto n = static_cast<double>(label.atoms.size());
  if (label.energy && predicted.energy && labelled.energy_weight > 0.0)
    energy(*label.energy / n, *predicted.energy / n);
  if (labelled.forces_weight > 0.0 && label.forces.size() == predicted.forces.size())
    for (std::size_t i = 0; i < label.forces.size(); ++i)
      for (std::size_t k = 0; k < 3; ++k) force(i, k, label.forces[i][k], predicted.forces[i][k]);
  if (label.stress && predicted.stress && labelled.stress_weight > 0.0)
    for (std::size_t a = 0; a < 3; ++a)
      for (std::size_t b = 0; b < 3; ++b) stress(a, b, (*label.stress)[a][b], (*predicted.stress)[a][b]);
}

/// The element's symbol behind a species' name ("Fe" of "Fe3+").
std::string element_of(const Structure& atoms, std::size_t i);

}  // namespace liquidus
