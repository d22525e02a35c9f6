#pragma once
#include <span>
#include <string>
#include <vector>

#include "active/query/feature_table.hpp"
#include "core/structure.hpp"

namespace liquidus {

/// Rows of a model of the energy per atom that is linear in features of the atoms: of each species its share c of the
/// atoms, and c times the mean of each of its features. Features keep their sizes beside each other, such that one
/// differs among all rows by 1 in the root mean square; c counts a hundredfold, since an atom's own energy is far
/// larger than what surrounds it makes of that.
/// @param moments  rows of SpeciesMoments, of the same structures
/// @return  nothing without candidates
FeatureTables energy_design(const FeatureTables& moments, std::span<const Structure* const> candidates,
                            std::span<const Structure* const> known, const std::vector<std::string>& species);

/// Rows of which a linear model knows least: one after the other, each the one of the largest posterior variance when
/// all known rows and those taken before are measured. This is the greedy way to a D-optimal design: each row
/// multiplies the determinant of the information most. All coefficients have a prior variance of 1.
/// @param noise  variance of a measurement, positive
/// @return  [count] or fewer
/// @throws std::invalid_argument if the columns differ, or for another noise
std::vector<Index> uncertain_rows(const FeatureTable& candidates, const FeatureTable& known, Index count, double noise);

}  // namespace liquidus
