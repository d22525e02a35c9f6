#pragma once
#include <string>
#include <vector>

#include "core/structure.hpp"
#include "scatter/state_numbers.hpp"

namespace liquidus {

/// Atoms that stay the same from frame to frame, sorted by species, which have a name each: what is followed in time.
class SameAtoms {
 public:
  /// Takes the first frame's atoms as those to be followed, and looks at later frames.
  /// @throws InputError if there are no atoms, or if their number or species differ from the first frame's
  void look_at(const Structure& atoms);
  bool known() const { return !order_.empty(); }
  Index size() const { return static_cast<Index>(order_.size()); }

  const std::vector<std::string>& species() const { return species_; }  // in the order of their first appearance
  const std::vector<Index>& ends() const { return ends_; }              // [species] behind the last in order()
  const std::vector<Index>& order() const { return order_; }            // [n] sorted by species, then by index
  const std::vector<double>& mass() const { return mass_; }             // [n] eV fs²/Å², by index
  std::vector<double> counts() const;                                   // [species]
  std::vector<double> mean_mass() const;                                // [species]
  double total_mass() const;

  void save(StateWriter& state) const;
  /// @throws InputError if it is damaged
  void restore(StateReader& state);

 private:
  void sort();

  std::vector<std::string> names_;  // of types
  std::vector<int> type_;           // [n]
  std::vector<std::string> species_;
  std::vector<Index> ends_, order_;
  std::vector<double> mass_;
};

/// The frames of a series come at even times.
class EvenTimes {
 public:
  /// @throws InputError if the time since the last frame differs from the first such by more than a thousandth
  void add(double time);
  Index frames() const { return frames_; }
  /// fs; 0 with fewer than two frames
  double spacing() const { return spacing_; }
  void save(StateWriter& state) const {
    state.put(std::vector<double>{static_cast<double>(frames_), first_, last_, spacing_});
  }
  void restore(StateReader& state);

 private:
  Index frames_ = 0;
  double first_ = 0.0, last_ = 0.0, spacing_ = 0.0;
};

}  // namespace liquidus
