#pragma once
#include <cstdint>
#include <span>

#include "active/query/environments.hpp"
#include "active/query/feature_table.hpp"
#include "core/structure.hpp"

namespace liquidus {

/// Features of frames of one composition, such that a distance of 1 between two rows is how far a frame moves, in the
/// root mean square, if each of its atoms is displaced at random by `displacement` Å (rms length of the vector). Every
/// column is divided by its own rms change, found by displacing some of the frames, so that all tell the same; columns
/// that don't change are left out.
/// @return  no rows if no column changes (atoms that are all farther apart than the cutoff)
/// @throws std::invalid_argument unless the displacement is positive
FeatureTable displacement_features(std::span<const Structure* const> frames, double displacement,
                                   const EnvironmentOptions& options, std::uint64_t seed);

/// Features of frames of any compositions, as scale() makes them.
FeatureTable standard_features(std::span<const Structure* const> frames, const EnvironmentOptions& options);

}  // namespace liquidus
