#include "active/query/feature_table.hpp"

#include <algorithm>
#include <cmath>

namespace liquidus {

void scale(FeatureTables& tables) {
  FeatureTable* both[] = {&tables.candidates, &tables.known};
  const auto columns = static_cast<std::size_t>(std::max(tables.candidates.columns, tables.known.columns));
  std::vector<double> mean(columns, 0.0), squares(columns, 0.0), size(columns, 0.0);
  const auto each = [&](auto&& f) {
    for (auto* table : both)
      for (std::size_t k = 0; k < table->values.size(); ++k) f(table->values[k], k % columns);
  };
  const auto rows = static_cast<double>(std::max<Index>(1, tables.candidates.rows() + tables.known.rows()));
  each([&](float x, std::size_t column) { mean[column] += x / rows; });
  each([&](float x, std::size_t column) {
    squares[column] += (x - mean[column]) * (x - mean[column]) / rows;
    size[column] = std::max(size[column], std::abs(static_cast<double>(x)));
  });
  constexpr double rounding = 1e-5;  // of sums in single precision
  each([&](float& x, std::size_t column) {
    const double deviation = std::sqrt(squares[column]);
    x = deviation > rounding * size[column] ? static_cast<float>((x - mean[column]) / deviation) : 0.0F;
  });
}

}  // namespace liquidus
