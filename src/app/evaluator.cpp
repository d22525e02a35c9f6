#include "app/evaluator.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <cstdio>
#include <exception>

#include "core/errors.hpp"
#include "parallel/agreement.hpp"
#include "parallel/domain.hpp"

namespace liquidus {

void Evaluator::run(const std::function<void()>& work) {
  std::exception_ptr thrown;
  if (!ranks_->is_root()) {
    while (goes_on(false)) evaluate_together({});
  } else {
    try {
      work();
    } catch (...) {
      if (all_are_at_it_) throw;  // the others wait for no word
      thrown = std::current_exception();
    }
    goes_on(false);
  }
  agree(*ranks_, thrown);
}

bool Evaluator::goes_on(bool more) const {
  ranks_->broadcast(more);
  return more;
}

Structure Evaluator::prepared(const Structure& given) {
  Structure atoms = given;
  std::vector<int> place;
  for (const auto& kind : given.species) {
    const auto found = std::find(species_.begin(), species_.end(), kind);
    place.push_back(static_cast<int>(found - species_.begin()));
    if (found == species_.end()) species_.push_back(kind);
  }
  atoms.species = species_;
  for (auto& type : atoms.type) type = place[static_cast<std::size_t>(type)];
  return atoms;
}

void Evaluator::load() {
  broadcast_species(*ranks_, species_);
  if (loaded_.potential && species_.size() == known_species_) return;
  loaded_ = load_potential(choice_, species_, *ranks_);
  known_species_ = species_.size();
  if (virials_ && !loaded_.potential->gives_atomic_virials())
    throw InputError("--atomic-virials: '" + loaded_.title +
                     "' gives none; only learned potentials without other terms beside them do");
}

Evaluation Evaluator::evaluate_together(const Structure& atoms) {
  load();
  on_root(*ranks_, [&] {
    if (announced_ || atoms.size() < 2) return;
    announced_ = true;
    fmt::print("{}", models_text(loaded_, atoms));
    const double t = std::isnan(choice_.temperature) ? 0.0 : choice_.temperature;
    for (const auto& remark : correction_remarks(loaded_, atoms, {t, t})) fmt::print("warning: {}\n", remark);
    std::fflush(stdout);
  });
  Evaluation wanted;
  wanted.with_atomic_energies = true;
  wanted.with_atomic_virials = virials_;
  wanted.with_deviations = loaded_.potential->gives_deviations();
  return evaluate(*loaded_.potential, atoms, std::move(wanted), *ranks_);
}

Frame Evaluator::operator()(const Frame& frame) {
  const Structure atoms = prepared(frame.atoms);
  all_are_at_it_ = goes_on(true);
  const Evaluation found = evaluate_together(atoms);
  all_are_at_it_ = false;
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
