#pragma once
#include <string>
#include <string_view>
#include <vector>

#include "core/structure.hpp"
#include "scatter/state_numbers.hpp"

namespace liquidus {

/// The species of the first frame and how many atoms of each there are, which must be the same in all; matched by name,
/// in whatever order a frame has them.
class FixedSpecies {
 public:
  /// @param type  of the measure, for what is said of a frame that differs
  explicit FixedSpecies(std::string_view type) : type_(type) {}

  /// The species of each atom of a frame by its place in names(), [n]; it stays until the next call.
  /// @throws InputError if there are no atoms, or those of a species aren't as many as in the first frame
  const std::vector<int>& kinds(const Structure& atoms);

  std::size_t size() const { return names_.size(); }
  std::size_t pairs() const { return size() * (size() + 1) / 2; }
  const std::vector<std::string>& names() const { return names_; }  // [size]
  const std::vector<double>& numbers() const { return numbers_; }   // [size] atoms
  std::vector<double> fractions() const;                            // [size]

  /// Names and numbers, and back. @throws InputError if the state is damaged
  void save(StateWriter& state) const;
  void restore(StateReader& from);

 private:
  std::string type_;
  std::vector<std::string> names_;
  std::vector<double> numbers_;
  std::vector<int> kinds_;
};

}  // namespace liquidus
