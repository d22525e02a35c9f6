#include "scatter/direct/fixed_species.hpp"

#include <algorithm>

#include "scatter/measure.hpp"

namespace liquidus {

const std::vector<int>& FixedSpecies::kinds(const Structure& atoms) {
  if (atoms.size() == 0) refuse_measure(type_, "a frame without atoms has no structure factor");
  const auto counts = atoms.counts();
  const auto place = [&](std::size_t s) {
    return static_cast<std::size_t>(std::find(names_.begin(), names_.end(), atoms.species[s].name) - names_.begin());
  };
  const bool first = names_.empty();
  std::vector<int> kind_of(counts.size(), 0);
  std::vector<double> number(names_.size(), 0.0);
  for (std::size_t s = 0; s < counts.size(); ++s) {
    if (counts[s] == 0) continue;
    const std::size_t kind = place(s);
    if (kind == names_.size()) {
      if (!first) refuse_measure(type_, "there is " + atoms.species[s].name + " in this frame and wasn't in the first");
      names_.push_back(atoms.species[s].name);
      number.push_back(0.0);
    }
    kind_of[s] = static_cast<int>(kind);
    number[kind] += static_cast<double>(counts[s]);
  }
  if (first) numbers_ = number;
  for (std::size_t k = 0; k < number.size(); ++k)
    if (number[k] != numbers_[k])
      refuse_measure(type_, "the first frame has " + std::to_string(static_cast<Index>(numbers_[k])) + " atoms of " +
                                names_[k] + ", this one " + std::to_string(static_cast<Index>(number[k])));
  kinds_.resize(atoms.type.size());
  for (std::size_t i = 0; i < kinds_.size(); ++i) kinds_[i] = kind_of[static_cast<std::size_t>(atoms.type[i])];
  return kinds_;
}

std::vector<double> FixedSpecies::fractions() const {
  double all = 0.0;
  for (const double n : numbers_) all += n;
  std::vector<double> fractions;
  for (const double n : numbers_) fractions.push_back(n / all);
  return fractions;
}

void FixedSpecies::save(StateWriter& state) const {
  state.put(numbers_);
  for (const auto& name : names_) state.put(name);
}

void FixedSpecies::restore(StateReader& from) {
  numbers_ = from.numbers();
  names_.clear();
  for (std::size_t s = 0; s < numbers_.size(); ++s) names_.push_back(from.text());
}

}  // namespace liquidus
