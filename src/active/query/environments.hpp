#pragma once
#include <span>
#include <string>
#include <vector>

#include "active/query/feature_table.hpp"
#include "core/structure.hpp"

namespace liquidus {

/// What surrounds an atom, without any model: Σ_j exp[-(r_ij - r_k)²/2w²] f(r_ij) for each species of neighbours and
/// each of the distances r_k, and for each pair of species of neighbours Σ_jk (1 + cos θ_jik)^ζ/2^ζ f(r_ij) f(r_ik) for
/// the powers ζ = 1, 2, 4 (J. Behler, M. Parrinello, Phys. Rev. Lett. 98, 146401, 2007), with f = ½ [1 + cos(π r/r_c)].
struct EnvironmentOptions {
  double cutoff = 6.0, first = 1.5;  // Å
  Index distances = 12;              // from `first` to the cutoff; w is the space between two
};

/// SpeciesMoments of what surrounds atoms: the same for periodic images, rotations, and any order of atoms.
class EnvironmentFeatures {
 public:
  /// @param species  names; others are an error where they turn up
  EnvironmentFeatures(std::vector<std::string> species, const EnvironmentOptions& options = {});

  /// Numbers of one atom's surroundings.
  Index width() const;
  /// Numbers of a frame: species × 2 × width.
  Index columns() const { return 2 * static_cast<Index>(species_.size()) * width(); }
  /// [columns] @throws InputError for another species
  std::vector<float> of(const Structure& atoms) const;

 private:
  std::vector<std::string> species_;
  EnvironmentOptions options_;
};

/// A row for each structure, on as many threads as there are.
FeatureTable table_of(const EnvironmentFeatures& features, std::span<const Structure* const> structures);

}  // namespace liquidus
