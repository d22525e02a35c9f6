#pragma once
#include <limits>
#include <map>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "mlip/labelled_set.hpp"

namespace liquidus {

/// Beyond what a frame is none to learn from. NaN: not asked.
struct OutlierOptions {
  static constexpr double unset = std::numeric_limits<double>::quiet_NaN();
  double energy = 10.0;                   // robust standard deviations from the fit to compositions
  bool by_type = false;                   // middle and deviation of each config_type by itself
  double max_force = unset;               // eV/Å, of one atom
  double net_force = unset;               // eV/Å, norm of the sum over atoms
  double radii = 0.5;                     // least distance of two atoms, in sums of their covalent radii
  std::map<std::string, double> closest;  // Å, by "Na-Cl"; such pairs aren't judged by radii
  double model_energy = unset;            // eV/atom, between label and model
  double model_force = unset;             // eV/Å, norm of the difference on one atom
  double deviation = unset;               // eV/Å, of a committee about the forces on one atom
  bool model_shift = false;               // energies of label and model differ by what a fit to compositions says
};

/// What a model says of a frame.
struct Prediction {
  std::optional<double> energy;                                 // eV
  std::vector<Vec3> forces;                                     // [n] or empty, eV/Å
  double deviation = std::numeric_limits<double>::quiet_NaN();  // eV/Å, the largest over atoms
};

/// The prediction that stands in a file beside the labels: energy_key in info, forces_key and deviation_key among the
/// columns; what is absent or has another shape is none.
Prediction prediction_in(const Frame& frame, const std::string& energy_key, const std::string& forces_key,
                         const std::string& deviation_key);

/// Fewest energies that a deviation is told from.
inline constexpr Index least_energies = 10;

/// Why each frame is an outlier, "energy: …; force: …"; empty for one that is none. A label or a prediction that is
/// absent isn't judged, nor is the energy among fewer than least_energies of a group. A robust deviation below
/// 0.1 meV/atom counts as that much.
/// @param predictions  [frames], or none
/// @throws InputError for a pair of species that no frame has, or for thresholds that aren't positive
std::vector<std::string> outlier_reasons(std::span<const LabelledFrame> frames, const OutlierOptions& options,
                                         std::span<const Prediction> predictions = {});

}  // namespace liquidus
