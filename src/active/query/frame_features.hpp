#pragma once
#include <span>
#include <string>
#include <vector>

#include "active/query/feature_table.hpp"
#include "core/structure.hpp"
#include "mlip/node_features.hpp"

namespace liquidus {

/// Features of a frame of any number of atoms from those of its atoms: of each species the mean over its atoms and the
/// standard deviation about it, so that two frames of the same mean are told apart by how atoms differ. A species that
/// a frame lacks leaves zeros.
class SpeciesMoments {
 public:
  SpeciesMoments(std::size_t species, std::size_t width)
      : width_(width), count_(species, 0.0), sum_(species * width, 0.0), squares_(species * width, 0.0) {}

  /// Of one atom. @param numbers  [width]
  template <class Real>
  void add(std::size_t species, std::span<const Real> numbers) {
    ++count_[species];
    for (std::size_t k = 0; k < width_; ++k) {
      const auto x = static_cast<double>(numbers[k]);
      sum_[species * width_ + k] += x;
      squares_[species * width_ + k] += x * x;
    }
  }
  /// [species × 2 × width]: of each species the means, then the deviations.
  std::vector<float> row() const;

 private:
  std::size_t width_;
  std::vector<double> count_, sum_, squares_;
};

/// [species of `atoms`] The place of each among the names. @throws InputError for one that isn't there
std::vector<std::size_t> places_of(const Structure& atoms, const std::vector<std::string>& names);

/// A row for each structure from what a model makes of its atoms.
/// @param species  names; others are an error where they turn up
FeatureTable table_of(const NodeFeatures& features, const std::vector<std::string>& species,
                      std::span<const Structure* const> structures);

}  // namespace liquidus
