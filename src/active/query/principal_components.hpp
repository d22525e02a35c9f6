#pragma once
#include "active/query/feature_table.hpp"

namespace liquidus {

/// Rows in fewer columns, by their principal components: distances between rows stay what they are but for the share of
/// the variance that is left out.
/// @param share  of the variance that the components hold together, at most 1
/// @param most   components, 1 or more; these may hold less
/// @throws std::invalid_argument for other numbers
FeatureTable principal_components(const FeatureTable& rows, double share, Index most);

}  // namespace liquidus
