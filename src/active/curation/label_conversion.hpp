#pragma once
#include <string>

#include "core/structure.hpp"

namespace liquidus {

/// Under which names the labels of a file stand, and in which units. Empty names leave the reader's own choice.
struct LabelSource {
  std::string energy_key, forces_key, stress_key, virial_key;
  std::string energy_unit = "eV", length_unit = "Å";
  std::string forces_unit, stress_unit;  // empty: energy unit/length unit, energy unit/length unit³
  bool pressure_sign = false;            // the file's stress is positive under compression

  bool names_keys() const {
    return !energy_key.empty() || !forces_key.empty() || !stress_key.empty() || !virial_key.empty();
  }
};

/// Turns what a reader gave into eV, Å, eV/Å, eV/Å³ and ASE's sign of stress, with labels from other keys if they are
/// named: those then stand in Frame::energy, forces and stress and no longer in info or arrays.
class LabelConversion {
 public:
  /// @throws InputError for what is no unit of energy, length, force or pressure, or for a stress and a virial
  explicit LabelConversion(LabelSource source);
  /// A frame without a key that is named has no such label.
  /// @throws std::invalid_argument if a key holds something else than such a label
  void apply(Frame& frame) const;

 private:
  void take_keys(Frame& frame) const;

  LabelSource source_;
  double energy_ = 1.0, length_ = 1.0, force_ = 1.0, stress_ = 1.0;
};

}  // namespace liquidus
