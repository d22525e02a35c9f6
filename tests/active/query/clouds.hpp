#pragma once
#include <utility>
#include <vector>

#include "active/query/feature_table.hpp"
#include "core/random.hpp"

namespace liquidus::testing {

/// Rows about places on the diagonal, in turn, with normal deviations: [places] (coordinate of all columns, width).
inline FeatureTable cloud(Index rows, Index columns, const std::vector<std::pair<double, double>>& places, Index seed) {
  FeatureTable table;
  std::vector<float> row(static_cast<std::size_t>(columns));
  for (Index i = 0; i < rows; ++i) {
    Random random(29, Stream::bootstrap, i, seed);
    const auto& [at, width] = places[static_cast<std::size_t>(i) % places.size()];
    for (float& x : row) x = static_cast<float>(at + width * random.normal());
    table.add(row);
  }
  return table;
}

}  // namespace liquidus::testing
