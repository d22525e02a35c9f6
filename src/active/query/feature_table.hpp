#pragma once
#include <cstddef>
#include <span>
#include <stdexcept>
#include <vector>

#include "core/vec3.hpp"

namespace liquidus {

/// Rows of numbers, one for each frame.
struct FeatureTable {
  Index columns = 0;
  std::vector<float> values;  // [rows × columns]

  Index rows() const { return columns > 0 ? static_cast<Index>(values.size()) / columns : 0; }
  std::span<const float> row(Index i) const { return {values.data() + i * columns, static_cast<std::size_t>(columns)}; }
  /// @throws std::invalid_argument for a row of another length
  void add(std::span<const float> row) {
    if (columns == 0) columns = static_cast<Index>(row.size());
    if (static_cast<Index>(row.size()) != columns) throw std::invalid_argument("rows of features differ in length");
    values.insert(values.end(), row.begin(), row.end());
  }
};

/// Frames that may be chosen, and those that are known already; columns alike.
struct FeatureTables {
  FeatureTable candidates, known;
};

/// Divides every column by its standard deviation over all rows of both, so that each has its say in distances whatever
/// its unit; a column that is the same in all rows but for rounding becomes zero.
void scale(FeatureTables& tables);

inline float squared_distance(std::span<const float> a, std::span<const float> b) {
  float sum = 0.0F;
  for (std::size_t k = 0; k < a.size(); ++k) sum += (a[k] - b[k]) * (a[k] - b[k]);
  return sum;
}

}  // namespace liquidus
