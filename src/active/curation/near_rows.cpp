#include "active/curation/near_rows.hpp"

#include <algorithm>
#include <cmath>
#include <numeric>

#include "active/query/farthest_points.hpp"

namespace liquidus {
namespace {

constexpr Index most_pivots = 8;

float distance(std::span<const float> a, std::span<const float> b) { return std::sqrt(squared_distance(a, b)); }

}  // namespace

NearRows::NearRows(const FeatureTable& rows, double radius) : rows_(rows), radius_(static_cast<float>(radius)) {
  const Index n = rows.rows();
  const auto pivots = farthest_points(rows, {}, std::min(most_pivots, n));
  pivots_ = static_cast<Index>(pivots.size());
  std::vector<float> first;
  for (Index i = 0; i < n; ++i) first.push_back(distance(rows.row(i), rows.row(pivots.front())));
  row_.resize(static_cast<std::size_t>(n));
  std::iota(row_.begin(), row_.end(), Index{0});
  std::stable_sort(row_.begin(), row_.end(), [&](Index a, Index b) {
    return first[static_cast<std::size_t>(a)] < first[static_cast<std::size_t>(b)];
  });
  place_.resize(row_.size());
  taken_.assign(row_.size(), 0);
  marks_.reserve(static_cast<std::size_t>(n * pivots_));
  for (Index place = 0; place < n; ++place) {
    const Index row = row_[static_cast<std::size_t>(place)];
    place_[static_cast<std::size_t>(row)] = place;
    for (const Index pivot : pivots) marks_.push_back(distance(rows.row(row), rows.row(pivot)));
  }
}

std::optional<NearRows::Near> NearRows::nearest(Index row) const {
  const Index own = place_[static_cast<std::size_t>(row)];
  const float* mine = marks(own);
  const float margin = radius_ + 1e-5F * (1.0F + mine[0]);  // distances are rounded
  std::optional<Near> best;
  const auto look = [&](Index place) {
    const float* theirs = marks(place);
    if (std::abs(theirs[0] - mine[0]) > margin) return false;
    if (!taken_[static_cast<std::size_t>(place)]) return true;
    for (Index k = 1; k < pivots_; ++k)
      if (std::abs(theirs[k] - mine[k]) > margin) return true;
    const Index other = row_[static_cast<std::size_t>(place)];
    const double d = static_cast<double>(distance(rows_.row(row), rows_.row(other)));
    const bool nearer = !best || d < best->distance || (d == best->distance && other < best->row);
    if (d <= static_cast<double>(radius_) && nearer) best = {other, d};
    return true;
  };
  for (Index place = own - 1; place >= 0 && look(place);) --place;
  for (Index place = own + 1; place < rows_.rows() && look(place);) ++place;
  return best;
}

}  // namespace liquidus
