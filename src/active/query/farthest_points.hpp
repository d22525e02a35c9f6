#pragma once
#include <vector>

#include "active/query/feature_table.hpp"

namespace liquidus {

/// Rows that lie far from each other and from those that are known: one after the other, each the farthest from all
/// that were taken before (T. F. Gonzalez, Theor. Comput. Sci. 38, 293, 1985: no choice of as many leaves any row less
/// than half as far from its nearest). Without known rows the first is the one farthest from the mean. The same for any
/// number of threads; of rows that are equally far the first is taken.
/// @param known  as many columns, or no rows
/// @return  [count] or fewer: a row that lies on one that was taken isn't taken
/// @throws std::invalid_argument if the columns differ
std::vector<Index> farthest_points(const FeatureTable& candidates, const FeatureTable& known, Index count);

}  // namespace liquidus
