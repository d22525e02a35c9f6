#undef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE "potential/tabulated.cpp"
#include "potential/tabulated.hpp"

#include <hwy/foreach_target.h>

#include "potential/pair_kernel-inl.hpp"

HWY_BEFORE_NAMESPACE();
namespace liquidus {
namespace HWY_NAMESPACE {

PairKernels tabulated_kernels() { return kernels_of<SplineTable>(); }

}  // namespace HWY_NAMESPACE
}  // namespace liquidus
HWY_AFTER_NAMESPACE();

#if HWY_ONCE
#include <algorithm>
#include <array>
#include <cmath>
#include <functional>
#include <limits>

#include "potential/cubic_spline.hpp"

namespace liquidus {

HWY_EXPORT(tabulated_kernels);

namespace {

/// What is wrong with a table, or empty.
std::string problem_with(const PairTable& table, double cutoff) {
  const std::size_t n = table.r.size();
  if (n < 2) return "a table needs two points or more";
  if (table.energy.size() != n || (!table.force.empty() && table.force.size() != n))
    return "the columns of a table differ in length";
  const auto finite = [](const std::vector<double>& column) {
    return std::all_of(column.begin(), column.end(), [](double x) { return std::isfinite(x); });
  };
  if (!finite(table.r) || !finite(table.energy) || !finite(table.force)) return "a number of a table is not finite";
  if (std::adjacent_find(table.r.begin(), table.r.end(), std::greater_equal<>()) != table.r.end() || table.r[0] < 0.0)
    return "the distances of a table must increase from 0 or more";
  // a rounding beyond the last point is no reason to refuse
  if (table.r.back() < cutoff * (1.0 - 1e-9)) return "the table ends below the cutoff";
  return "";
}

/// Energies and slopes on an even grid.
struct Grid {
  double first, width;
  std::vector<double> energy, slope;
};

Grid on_even_grid(const PairTable& table) {
  const auto& r = table.r;
  const std::size_t n = r.size();
  std::vector<double> slope(n);
  if (table.force.empty())
    slope = spline_slopes(r, table.energy);
  else
    std::transform(table.force.begin(), table.force.end(), slope.begin(), std::negate<>());
  const double range = r.back() - r.front(), even = range / static_cast<double>(n - 1);
  double narrowest = range, uneven = 0.0;
  for (std::size_t k = 0; k + 1 < n; ++k) {
    narrowest = std::min(narrowest, r[k + 1] - r[k]);
    uneven = std::max(uneven, std::abs(r[k] - r.front() - static_cast<double>(k) * even));
  }
  if (uneven < 1e-6 * even) return {r.front(), even, table.energy, slope};
  const double intervals = std::min(1e5, std::ceil(2.0 * range / narrowest));
  Grid grid{r.front(), range / intervals, {}, {}};
  std::size_t k = 0;
  for (std::size_t i = 0; i <= static_cast<std::size_t>(intervals); ++i) {
    const double x = std::min(r.back(), grid.first + static_cast<double>(i) * grid.width);
    while (k + 2 < n && r[k + 1] <= x) ++k;
    const auto at = cubic_between(r[k], r[k + 1], table.energy[k], table.energy[k + 1], slope[k], slope[k + 1], x);
    grid.energy.push_back(at.value);
    grid.slope.push_back(at.slope);
  }
  return grid;
}

constexpr std::size_t parameters_of_each = 5;  // as in SplineTable
constexpr double two_to_the_52 = 4503599627370496.0;

/// Appends a table's coefficients to `constants` and returns its parameters.
std::array<double, parameters_of_each> append(const PairTable& table, double cutoff, std::vector<double>& constants) {
  std::array<double, parameters_of_each> parameters{1.0, 0.0, 0.0,
                                                    two_to_the_52 + static_cast<double>(constants.size() / 4), 1.0};
  if (!table.r.empty()) {
    const Grid grid = on_even_grid(table);
    const std::size_t intervals = grid.energy.size() - 1;
    for (std::size_t k = 0; k < intervals; ++k) {
      const double rise = grid.energy[k + 1] - grid.energy[k], s0 = grid.slope[k] * grid.width,
                   s1 = grid.slope[k + 1] * grid.width;
      const double c2 = 3.0 * rise - 2.0 * s0 - s1, c3 = s0 + s1 - 2.0 * rise;  // of energy, from the beginning on
      constants.insert(constants.end(),
                       {grid.energy[k] + 0.5 * s0 + 0.25 * c2 + 0.125 * c3, -(s0 + c2 + 0.75 * c3) / grid.width,
                        -(2.0 * c2 + 3.0 * c3) / grid.width, -3.0 * c3 / grid.width});
    }
    // The last point and a cutoff that is a rounding beyond it belong to the last interval, not to the zeros behind it:
    // intervals are wider by as much as the roundings of t may be.
    const double count = static_cast<double>(intervals), end = std::max(cutoff, grid.first + count * grid.width);
    const double inverse =
        (count - 16.0 * std::numeric_limits<double>::epsilon() * (end / grid.width + 1.0)) / (end - grid.first);
    parameters[0] = inverse;
    parameters[1] = -grid.first * inverse - 0.5;
    parameters[2] = count;
    parameters[4] = 1.0 / inverse;
  }
  constants.insert(constants.end(), 4, 0.0);
  return parameters;
}

}  // namespace

std::unique_ptr<PairPotential> make_tabulated(Index types, std::span<const PairTable> tables,
                                              const PairCutoff& cutoff) {
  const std::size_t size = tables.size();
  std::vector<double> parameters(parameters_of_each * size), constants;
  for (std::size_t k = 0; k < size; ++k) {
    if (!tables[k].r.empty())
      if (const auto problem = problem_with(tables[k], cutoff.cutoff); !problem.empty())
        throw PairError(static_cast<Index>(k) / types, static_cast<Index>(k) % types, problem);
    const auto values = append(tables[k], cutoff.cutoff, constants);
    for (std::size_t row = 0; row < parameters_of_each; ++row) parameters[row * size + k] = values[row];
  }
  return std::make_unique<PairPotential>(HWY_DYNAMIC_DISPATCH(tabulated_kernels)(), types, std::move(parameters),
                                         cutoff, std::move(constants));
}

}  // namespace liquidus
#endif
