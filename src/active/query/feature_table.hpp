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

/// Σ_k (a_k − b_k)²; in several sums, for a compiler must not reorder one.
inline float squared_distance(std::span<const float> a, std::span<const float> b) {
  constexpr std::size_t lanes = 16;
  float sums[lanes] = {};
  const std::size_t whole = a.size() - a.size() % lanes;
  for (std::size_t k = 0; k < whole; k += lanes)
    for (std::size_t lane = 0; lane < lanes; ++lane) {
      const float d = a[k + lane] - b[k + lane];
      sums[lane] += d * d;
    }
  float sum = 0.0F;
  for (std::size_t k = whole; k < a.size(); ++k) sum += (a[k] - b[k]) * (a[k] - b[k]);
  for (const float one : sums) sum += one;
  return sum;
}

}  // namespace liquidus
