#include "active/query/farthest_points.hpp"

#include <algorithm>
#include <limits>

#include "core/threads.hpp"

namespace liquidus {
namespace {

/// Squared distances to the nearest row that was taken, and the row that is farthest.
class Distances {
 public:
  explicit Distances(const FeatureTable& rows)
      : rows_(rows), nearest_(static_cast<std::size_t>(rows.rows()), std::numeric_limits<float>::infinity()) {}

  void take(std::span<const float> row) {
    parallel_ranges(rows_.rows(), Nanoseconds{static_cast<double>(rows_.columns)}, [&](Index begin, Index end, int) {
      for (Index i = begin; i < end; ++i) {
        float& nearest = nearest_[static_cast<std::size_t>(i)];
        nearest = std::min(nearest, squared_distance(row, rows_.row(i)));
      }
    });
  }
  Index farthest() const { return std::max_element(nearest_.begin(), nearest_.end()) - nearest_.begin(); }
  float of(Index row) const { return nearest_[static_cast<std::size_t>(row)]; }

 private:
  const FeatureTable& rows_;
  std::vector<float> nearest_;
};

std::vector<float> mean_of(const FeatureTable& rows) {
  std::vector<double> sum(static_cast<std::size_t>(rows.columns), 0.0);
  for (Index i = 0; i < rows.rows(); ++i)
    for (std::size_t k = 0; k < sum.size(); ++k) sum[k] += rows.row(i)[k];
  std::vector<float> mean;
  for (const double x : sum) mean.push_back(static_cast<float>(x / static_cast<double>(rows.rows())));
  return mean;
}

}  // namespace

std::vector<Index> farthest_points(const FeatureTable& candidates, const FeatureTable& known, Index count) {
  if (known.rows() > 0 && known.columns != candidates.columns)
    throw std::invalid_argument("known rows have another number of columns than the candidates");
  std::vector<Index> chosen;
  if (candidates.rows() == 0 || count < 1) return chosen;
  Distances distances(candidates);
  for (Index i = 0; i < known.rows(); ++i) distances.take(known.row(i));
  if (known.rows() == 0) {
    Distances from_mean(candidates);
    from_mean.take(mean_of(candidates));
    chosen.push_back(from_mean.farthest());
    distances.take(candidates.row(chosen.back()));
  }
  while (static_cast<Index>(chosen.size()) < count) {
    const Index next = distances.farthest();
    if (!(distances.of(next) > 0.0F)) break;
    chosen.push_back(next);
    distances.take(candidates.row(next));
  }
  return chosen;
}

}  // namespace liquidus
