#include "scatter/dynamics/same_atoms.hpp"

#include <algorithm>
#include <cmath>
#include <numeric>

#include "core/errors.hpp"

namespace liquidus {

void SameAtoms::look_at(const Structure& atoms) {
  const auto kind = [](const Structure& s, std::size_t i) -> const std::string& {
    return s.species[static_cast<std::size_t>(s.type[i])].name;
  };
  if (known()) {
    if (atoms.size() != size())
      throw InputError("the number of atoms changes from " + std::to_string(size()) + " to " +
                       std::to_string(atoms.size()) + ": only atoms that stay can be followed");
    bool same = atoms.type == type_ && atoms.species.size() == names_.size();
    for (std::size_t s = 0; same && s < names_.size(); ++s) same = atoms.species[s].name == names_[s];
    for (std::size_t i = 0; !same && i < type_.size(); ++i)
      if (kind(atoms, i) != names_[static_cast<std::size_t>(type_[i])])
        throw InputError("atom " + std::to_string(i) + " changes from " + names_[static_cast<std::size_t>(type_[i])] +
                         " to " + kind(atoms, i) + ": atoms must keep their order to be followed");
    return;
  }
  if (atoms.size() == 0) throw InputError("a frame without atoms has nothing to follow");
  type_ = atoms.type;
  for (const auto& species : atoms.species) names_.push_back(species.name);
  for (Index i = 0; i < atoms.size(); ++i) mass_.push_back(atoms.mass(i));
  sort();
}

void SameAtoms::sort() {
  for (const int type : type_)
    if (const auto& name = names_[static_cast<std::size_t>(type)];
        std::find(species_.begin(), species_.end(), name) == species_.end())
      species_.push_back(name);
  for (const auto& name : species_) {
    for (std::size_t i = 0; i < type_.size(); ++i)
      if (names_[static_cast<std::size_t>(type_[i])] == name) order_.push_back(static_cast<Index>(i));
    ends_.push_back(static_cast<Index>(order_.size()));
  }
}

void SameAtoms::save(StateWriter& state) const {
  state.put(static_cast<double>(names_.size()));
  for (const auto& name : names_) state.put(name);
  state.put(std::vector<double>(type_.begin(), type_.end()));
  state.put(mass_);
}

void SameAtoms::restore(StateReader& state) {
  *this = {};
  for (Index n = state.whole(); n > 0; --n) names_.push_back(state.text());
  for (const double type : state.numbers()) {
    if (!(type >= 0.0 && type < static_cast<double>(names_.size()))) StateReader::refuse("it is damaged");
    type_.push_back(static_cast<int>(type));
  }
  mass_ = state.numbers(type_.size());
  sort();
}

std::vector<double> SameAtoms::counts() const {
  std::vector<double> n;
  for (std::size_t s = 0; s < ends_.size(); ++s)
    n.push_back(static_cast<double>(ends_[s] - (s > 0 ? ends_[s - 1] : 0)));
  return n;
}

std::vector<double> SameAtoms::mean_mass() const {
  std::vector<double> mean(species_.size(), 0.0);
  const auto n = counts();
  std::size_t s = 0;
  for (std::size_t k = 0; k < order_.size(); ++k) {
    while (static_cast<Index>(k) >= ends_[s]) ++s;
    mean[s] += mass_[static_cast<std::size_t>(order_[k])] / n[s];
  }
  return mean;
}

double SameAtoms::total_mass() const { return std::accumulate(mass_.begin(), mass_.end(), 0.0); }

void EvenTimes::add(double time) {
  const double step = time - last_;
  if (frames_ == 1) {
    if (!(step > 0.0))
      throw InputError(
          "the times of the frames don't increase: give the time between two frames of a file that has none");
    spacing_ = step;
  }
  // the last digit of a time in single precision is allowed for
  const double tolerance = 1e-3 * spacing_ + 2e-7 * std::abs(time);
  if (frames_ > 1 && !(std::abs(step - spacing_) <= tolerance))
    throw InputError("the frames aren't evenly spaced in time: " + std::to_string(step) + " fs after one of " +
                     std::to_string(spacing_) + " fs; take one stage, or a part of the file with even times");
  if (frames_ == 0) first_ = time;
  last_ = time;
  ++frames_;
  // of all frames so far, for times that were rounded
  if (frames_ > 1) spacing_ = (last_ - first_) / static_cast<double>(frames_ - 1);
}

void EvenTimes::restore(StateReader& from) {
  const auto state = from.numbers(4);
  frames_ = static_cast<Index>(state[0]);
  first_ = state[1];
  last_ = state[2];
  spacing_ = state[3];
}

}  // namespace liquidus
