#pragma once
#include <cmath>
#include <span>
#include <vector>

namespace liquidus {

/// Standard error of a quantity from its values with one block of data left out at a time; linear or not, the same
/// formula holds (delete-one jackknife; blocks of unequal length by their weights).
/// For a mean of M equal blocks it is the standard deviation of the block means divided by √M.
struct Jackknife {
  std::vector<double> weight;  // [blocks] Σ over blocks of weight · (value without block − value)² is the variance

  /// From the length of each block (frames). Fewer than two blocks with any length give no error.
  static Jackknife of(std::span<const double> lengths) {
    double whole = 0.0, used = 0.0;
    for (const double w : lengths) {
      whole += w;
      used += w > 0.0 ? 1.0 : 0.0;
    }
    Jackknife jackknife;
    if (used < 2.0) return jackknife;
    for (const double w : lengths)
      jackknife.weight.push_back(w > 0.0 ? (whole - w) * (whole - w) / (whole * w * (used - 1.0)) : 0.0);
    return jackknife;
  }
  bool empty() const { return weight.empty(); }
  /// value_without(b) is called for every block that has data.
  template <class F>
  double error(double value, F&& value_without) const {
    double sum = 0.0;
    for (std::size_t b = 0; b < weight.size(); ++b)
      if (weight[b] > 0.0) {
        const double d = value_without(b) - value;
        sum += weight[b] * d * d;
      }
    return std::sqrt(sum);
  }
  /// The same of every number of a vector; empty where there are no blocks.
  std::vector<double> errors(const std::vector<double>& values, const std::vector<std::vector<double>>& without) const {
    std::vector<double> all(empty() ? 0 : values.size());
    for (std::size_t k = 0; k < all.size(); ++k)
      all[k] = error(values[k], [&](std::size_t b) { return without[b][k]; });
    return all;
  }
};

}  // namespace liquidus
