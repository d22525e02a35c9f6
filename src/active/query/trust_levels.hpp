#pragma once
#include <span>
#include <vector>

#include "core/vec3.hpp"

namespace liquidus {

/// How far a committee's members disagree about the forces on a frame's atoms: the largest over atoms of the norm of
/// the sample standard deviations of the three components, √(Σ_k Σ_m (F_mk − ⟨F_k⟩)²/(M − 1)).
/// @param forces  [members][atoms] eV/Å
/// @param level   eV/Å; if positive, each atom's is divided by |⟨F⟩| + level and the result is a number
/// @return  eV/Å; infinite if a force isn't finite; 0 without atoms
/// @throws std::invalid_argument for fewer than two members or members of other lengths
double force_deviation(std::span<const std::vector<Vec3>> forces, double level = 0.0);

/// Which deviations make a frame worth a label.
struct TrustLevels {
  double low = 0.05, high = 0.25;  // below low a frame is predicted well; above high it isn't one to learn from
  bool adaptive = false;           // low goes up until no more than `most` frames are above it
  Index most = 200;
};

/// Frames by what a committee says of them.
struct Triage {
  std::vector<Index> candidates;  // in the order of the frames
  Index accurate = 0, failed = 0;
  double low = 0.0;  // that was used
};
/// @param deviations  [frames]; what isn't finite has failed
/// @throws std::invalid_argument unless 0 ≤ low ≤ high and most ≥ 1
Triage triage(std::span<const double> deviations, const TrustLevels& levels);

}  // namespace liquidus
