#pragma once
#include <span>
#include <string>
#include <vector>

#include "core/structure.hpp"

namespace liquidus {

/// The species of the first frame and how many atoms of each there are, which must be the same in all; matched by name,
/// in whatever order a frame has them.
class FixedSpecies {
 public:
  /// @param who  begins what is said of a frame that differs
  explicit FixedSpecies(std::string who) : who_(std::move(who)) {}

  /// The species of each atom of a frame by its place in names(), [n]; it stays until the next call.
  /// @throws InputError if there are no atoms, or those of a species aren't as many as in the first frame
  const std::vector<int>& kinds(const Structure& atoms);

  std::size_t size() const { return names_.size(); }
  std::size_t pairs() const { return size() * (size() + 1) / 2; }
  const std::vector<std::string>& names() const { return names_; }  // [size]
  const std::vector<double>& numbers() const { return numbers_; }   // [size] atoms
  std::vector<double> fractions() const;                            // [size]

  /// Names and numbers as numbers, and back. Of a state takes the front and leaves the rest.
  std::vector<double> state() const;
  /// @throws InputError if that is no such state
  void restore(std::span<const double>& state);

 private:
  std::string who_;
  std::vector<std::string> names_;
  std::vector<double> numbers_;
  std::vector<int> kinds_;
};

}  // namespace liquidus
