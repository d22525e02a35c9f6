#include "scatter/direct/fixed_species.hpp"

#include <algorithm>

#include "core/errors.hpp"

namespace liquidus {
namespace {

/// The next n numbers of a state.
std::span<const double> take(std::span<const double>& state, std::size_t n) {
  if (n > state.size()) throw InputError("the state of a measure can't be used: it is damaged");
  const auto taken = state.first(n);
  state = state.subspan(n);
  return taken;
}

std::size_t take_length(std::span<const double>& state) {
  const double n = take(state, 1)[0];
  if (!(n >= 0.0 && n <= static_cast<double>(state.size())))
    throw InputError("the state of a measure can't be used: it is damaged");
  return static_cast<std::size_t>(n);
}

}  // namespace

const std::vector<int>& FixedSpecies::kinds(const Structure& atoms) {
  if (atoms.size() == 0) throw InputError(who_ + "a frame without atoms has no structure factor");
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
      if (!first)
        throw InputError(who_ + "there is " + atoms.species[s].name + " in this frame and wasn't in the first");
      names_.push_back(atoms.species[s].name);
      number.push_back(0.0);
    }
    kind_of[s] = static_cast<int>(kind);
    number[kind] += static_cast<double>(counts[s]);
  }
  if (first) numbers_ = number;
  for (std::size_t k = 0; k < number.size(); ++k)
    if (number[k] != numbers_[k])
      throw InputError(who_ + "the first frame has " + std::to_string(static_cast<Index>(numbers_[k])) + " atoms of " +
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

/// How many; of each the number of atoms, the length of its name and the name.
std::vector<double> FixedSpecies::state() const {
  std::vector<double> state{static_cast<double>(size())};
  for (std::size_t s = 0; s < size(); ++s) {
    state.push_back(numbers_[s]);
    state.push_back(static_cast<double>(names_[s].size()));
    state.insert(state.end(), names_[s].begin(), names_[s].end());
  }
  return state;
}

void FixedSpecies::restore(std::span<const double>& state) {
  std::vector<std::string> names;
  std::vector<double> numbers;
  for (std::size_t n = take_length(state); n > 0; --n) {
    numbers.push_back(take(state, 1)[0]);
    std::string name;
    for (const double c : take(state, take_length(state))) name += static_cast<char>(c);
    names.push_back(std::move(name));
  }
  names_ = std::move(names);
  numbers_ = std::move(numbers);
}

}  // namespace liquidus
