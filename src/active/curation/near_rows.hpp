#pragma once
#include <optional>
#include <vector>

#include "active/query/feature_table.hpp"

namespace liquidus {

/// Rows to which others are compared as they are taken in, one after the other. Distances to a few rows that lie far
/// from each other say of most pairs that they are farther apart than the radius.
class NearRows {
 public:
  /// @param rows  must outlive it
  NearRows(const FeatureTable& rows, double radius);

  struct Near {
    Index row = 0;
    double distance = 0.0;
  };
  /// The nearest row within the radius among those that were taken in; of equally near ones the first in the table.
  std::optional<Near> nearest(Index row) const;
  void take(Index row) { taken_[static_cast<std::size_t>(place_[static_cast<std::size_t>(row)])] = 1; }

 private:
  const float* marks(Index place) const { return marks_.data() + place * pivots_; }

  const FeatureTable& rows_;
  float radius_;
  Index pivots_ = 0;
  std::vector<Index> row_, place_;    // by distance from the first pivot, and the other way round
  std::vector<float> marks_;          // [places × pivots] distances from the pivots
  std::vector<unsigned char> taken_;  // [places]
};

}  // namespace liquidus
