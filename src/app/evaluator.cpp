#include "app/evaluator.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cstdio>

#include "core/errors.hpp"

namespace liquidus {

Structure Evaluator::prepared(const Structure& given) {
  Structure atoms = given;
  const auto known = species_.size();
  std::vector<int> place;
  for (const auto& kind : given.species) {
    const auto found = std::find(species_.begin(), species_.end(), kind);
    place.push_back(static_cast<int>(found - species_.begin()));
    if (found == species_.end()) species_.push_back(kind);
  }
  atoms.species = species_;
  for (auto& type : atoms.type) type = place[static_cast<std::size_t>(type)];
  if (loaded_.potential && species_.size() == known) return atoms;
  loaded_ = load_potential(choice_, species_);
  if (virials_ && !loaded_.potential->gives_atomic_virials())
    throw InputError("--atomic-virials: '" + loaded_.title +
                     "' gives none; only learned potentials without other terms beside them do");
  return atoms;
}

Frame Evaluator::operator()(const Frame& frame) {
  const Structure atoms = prepared(frame.atoms);
  if (!announced_ && atoms.size() > 1) {
    announced_ = true;
    fmt::print("{}", models_text(loaded_, atoms));
    std::fflush(stdout);
  }
  Evaluation wanted;
  wanted.with_atomic_energies = true;
  wanted.with_atomic_virials = virials_;
  wanted.with_deviations = loaded_.potential->gives_deviations();
  const Evaluation found = evaluate(*loaded_.potential, atoms, std::move(wanted));
  Frame result = frame;
  result.energy = found.energy;
  result.forces = found.forces;
  result.atomic_energies = found.atomic_energies;
  result.stress.reset();
  if (frame.atoms.cell.fully_periodic()) result.stress = (-1.0 / frame.atoms.cell.volume()) * found.virial;
  if (!found.deviations.empty()) {
    result.arrays["force_deviation"] = found.deviations;
    result.arrays["relative_force_deviation"] = found.relative_deviations;
  }
  if (virials_) {
    auto& numbers = result.arrays["atomic_virial"];
    numbers.clear();
    for (const auto& virial : found.atomic_virials)
      for (const auto& row : virial) numbers.insert(numbers.end(), row.begin(), row.end());
  }
  return result;
}

}  // namespace liquidus
