#undef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE "potential/tabulated.cpp"
#include "potential/tabulated.hpp"

#include <hwy/foreach_target.h>

#include "potential/pair_kernel-inl.hpp"

HWY_BEFORE_NAMESPACE();
namespace liquidus {
namespace HWY_NAMESPACE {

/// constants: for every interval four coefficients of u in [0, 1], eV; each table ends in an interval of zeros.
struct TabulatedForm {
  static constexpr int kParameters = 4;  // first distance, 1/width, intervals, place of the table in constants
  static constexpr bool kCostly = true;

  template <bool kEnergy, class P>
  static HWY_INLINE void eval(V r2, const P& p, const double* constants, V& e, V& fr) {
    const D d;
    const DI di;
    const V r = hn::Sqrt(r2), inverse_width = p(1);
    const V t = hn::Mul(hn::Sub(r, p(0)), inverse_width);
    const V count = p(2), last = hn::Sub(count, hn::Set(d, 1.0));
    V interval = hn::Max(hn::Min(hn::Floor(t), last), hn::Zero(d));
    // the last point itself belongs to the interval before it
    interval = hn::IfThenElse(hn::Gt(t, hn::Add(count, hn::Set(d, 1e-6))), count, interval);
    const VI place = hn::ConvertTo(di, hn::MulAdd(interval, hn::Set(d, 4.0), p(3)));
    const V u = hn::Sub(t, interval), w = hn::Max(u, hn::Zero(d));  // w: no curvature below the first point
    const V c1 = hn::GatherIndex(d, constants + 1, place), c2 = hn::GatherIndex(d, constants + 2, place),
            c3 = hn::GatherIndex(d, constants + 3, place);
    if constexpr (kEnergy) {
      const V c0 = hn::GatherIndex(d, constants, place);
      e = hn::MulAdd(hn::Mul(w, w), hn::MulAdd(c3, w, c2), hn::MulAdd(c1, u, c0));
    }
    const V slope = hn::MulAdd(w, hn::MulAdd(hn::Mul(hn::Set(d, 3.0), c3), w, hn::Mul(hn::Set(d, 2.0), c2)), c1);
    fr = hn::Neg(hn::Div(hn::Mul(slope, inverse_width), r));
  }
};

PairKernels tabulated_kernels() { return kernels_of<TabulatedForm>(); }

}  // namespace HWY_NAMESPACE
}  // namespace liquidus
HWY_AFTER_NAMESPACE();

#if HWY_ONCE
#include <algorithm>
#include <array>
#include <cmath>
#include <functional>

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

/// Appends a table's coefficients to `constants` and returns its four parameters.
std::array<double, 4> append(const PairTable& table, std::vector<double>& constants) {
  const auto place = static_cast<double>(constants.size());
  std::array<double, 4> parameters{0.0, 1.0, 0.0, place};
  if (!table.r.empty()) {
    const Grid grid = on_even_grid(table);
    const std::size_t intervals = grid.energy.size() - 1;
    for (std::size_t k = 0; k < intervals; ++k) {
      const double rise = grid.energy[k + 1] - grid.energy[k], s0 = grid.slope[k] * grid.width,
                   s1 = grid.slope[k + 1] * grid.width;
      constants.insert(constants.end(), {grid.energy[k], s0, 3.0 * rise - 2.0 * s0 - s1, s0 + s1 - 2.0 * rise});
    }
    parameters = {grid.first, 1.0 / grid.width, static_cast<double>(intervals), place};
  }
  constants.insert(constants.end(), 4, 0.0);
  return parameters;
}

}  // namespace

std::unique_ptr<PairPotential> make_tabulated(Index types, std::span<const PairTable> tables,
                                              const PairCutoff& cutoff) {
  const std::size_t size = tables.size();
  std::vector<double> parameters(4 * size), constants;
  for (std::size_t k = 0; k < size; ++k) {
    if (!tables[k].r.empty())
      if (const auto problem = problem_with(tables[k], cutoff.cutoff); !problem.empty())
        throw PairError(static_cast<Index>(k) / types, static_cast<Index>(k) % types, problem);
    const auto values = append(tables[k], constants);
    for (std::size_t row = 0; row < 4; ++row) parameters[row * size + k] = values[row];
  }
  return std::make_unique<PairPotential>(HWY_DYNAMIC_DISPATCH(tabulated_kernels)(), types, std::move(parameters),
                                         cutoff, std::move(constants));
}

}  // namespace liquidus
#endif
