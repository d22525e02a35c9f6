#include "scatter/pairs/pair_columns.hpp"

#include <algorithm>
#include <cmath>
#include <limits>
#include <string>

#include "core/errors.hpp"
#include "core/threads.hpp"

namespace liquidus {
namespace {

constexpr double inf = std::numeric_limits<double>::infinity();

/// Atoms per column of its own width: columns that hold fewer make short vectors, wider ones hold more pairs that are
/// too far apart. The time is flat around this value.
constexpr double atoms_per_cube = 8.0;

constexpr PairColumns::Box empty_box() { return {{inf, inf, inf}, {-inf, -inf, -inf}}; }

void extend(PairColumns::Box& box, double x, double y, double z) {
  const double p[3] = {x, y, z};
  for (int k = 0; k < 3; ++k) {
    box.low[k] = std::min(box.low[k], p[k]);
    box.high[k] = std::max(box.high[k], p[k]);
  }
}

/// Rows are unit vectors: the third along c, the first in the plane of c and a.
Mat3 axes_of(const Mat3& vectors) {
  const Vec3 z = vectors[2] / norm(vectors[2]);
  const Vec3 across = vectors[0] - dot(vectors[0], z) * z;
  const Vec3 x = across / norm(across);
  return {x, cross(z, x), z};
}

/// The same cell with its tallest direction last: columns along it are the longest.
Cell tallest_last(const Cell& cell) {
  const auto& h = cell.heights();
  const std::size_t tallest = h[2] >= h[0] && h[2] >= h[1] ? 2 : h[1] >= h[0] ? 1 : 0;
  if (tallest == 2) return cell;
  const std::size_t first = (tallest + 1) % 3, second = (tallest + 2) % 3;
  const auto& v = cell.vectors();
  const auto& periodic = cell.periodic();
  return {Mat3{v[first], v[second], v[tallest]}, {periodic[first], periodic[second], periodic[tallest]}};
}

Index rounded_up(Index n, Index unit) { return (n + unit - 1) / unit * unit; }

}  // namespace

void PairColumns::sort(const Cell& cell, std::span<const Vec3> r, std::span<const int> kind, std::int32_t kind_stride,
                       double reach) {
  const Cell turned = tallest_last(cell);
  place(turned, r);
  choose_grid(turned, reach);
  fill(kind, kind_stride);
}

/// Positions in the frame of axes, and their fractions along the first two vectors.
void PairColumns::place(const Cell& cell, std::span<const Vec3> r) {
  const Mat3 axes = axes_of(cell.vectors());
  periodic = cell.periodic();
  a = axes * cell.vectors()[0];
  b = axes * cell.vectors()[1];
  c = norm(cell.vectors()[2]);
  placed_.resize(r.size());
  parallel_ranges(static_cast<Index>(r.size()), [&](Index begin, Index end, int) {
    for (auto i = static_cast<std::size_t>(begin); i < static_cast<std::size_t>(end); ++i) {
      if (!std::isfinite(norm2(r[i])))
        throw SimulationError("atom " + std::to_string(i) + " has a position that is not a finite number");
      Vec3 s = cell.fractional(r[i]), p = axes * r[i];
      if (periodic[0]) p -= std::floor(s[0]) * a, s[0] -= std::floor(s[0]);
      if (periodic[1]) p -= std::floor(s[1]) * b, s[1] -= std::floor(s[1]);
      if (periodic[2]) p[2] -= c * std::floor(p[2] / c);
      placed_[i] = {p, s[0], s[1]};
    }
  });
}

/// Columns about as wide as a cube that holds atoms_per_cube at the mean density of the cell or, where it isn't
/// periodic, of the box around the atoms.
void PairColumns::choose_grid(const Cell& cell, double reach) {
  std::array<double, 3> low{0.0, 0.0, inf}, high{1.0, 1.0, -inf};
  for (std::size_t k = 0; k < 2; ++k)
    if (!periodic[k]) low[k] = inf, high[k] = -inf;
  for (const auto& atom : placed_) {
    const double s[3] = {atom.s0, atom.s1, atom.p[2]};
    for (std::size_t k = 0; k < 3; ++k) low[k] = std::min(low[k], s[k]), high[k] = std::max(high[k], s[k]);
  }
  double volume = periodic[2] ? c : std::max(high[2] - low[2], 1.0);
  std::array<double, 2> extent;
  const double n = static_cast<double>(placed_.size());
  for (std::size_t k = 0; k < 2; ++k) {
    extent[k] = placed_.empty() ? 0.0 : cell.heights()[k] * (high[k] - low[k]);
    volume *= std::max(extent[k], 1.0);
  }
  const double side = std::min(std::cbrt(atoms_per_cube * volume / std::max(n, 1.0)), reach);
  for (std::size_t k = 0; k < 2; ++k) {
    grid[k] = std::max<Index>(1, static_cast<Index>(std::min(std::sqrt(n) + 1.0, std::round(extent[k] / side))));
    low_[k] = low[k];
    per_column_[k] = extent[k] > 0.0 ? static_cast<double>(grid[k]) / (high[k] - low[k]) : 0.0;
    // Columns d apart are more than d − 1 widths apart; 1e-9 is far more than rounding moves an atom across an edge.
    const double widths = extent[k] > 0.0 ? reach * static_cast<double>(grid[k]) / extent[k] : 0.0;
    most[k] = static_cast<Index>(std::ceil(widths + 1e-9));
    if (!periodic[k]) most[k] = std::min(most[k], grid[k] - 1);
  }
}

void PairColumns::fill(std::span<const int> kind, std::int32_t kind_stride) {
  const auto n = static_cast<Index>(placed_.size());
  const auto at = [](Index i) { return static_cast<std::size_t>(i); };
  const auto place_along = [&](std::size_t k, double s) {
    return std::clamp(static_cast<Index>((s - low_[k]) * per_column_[k]), Index{0}, grid[k] - 1);
  };
  column_of_.resize(placed_.size());
  atoms_before.assign(at(columns()) + 1, 0);
  for (std::size_t i = 0; i < placed_.size(); ++i) {
    const Index column = place_along(0, placed_[i].s0) * grid[1] + place_along(1, placed_[i].s1);
    column_of_[i] = static_cast<std::int32_t>(column);
    ++atoms_before[at(column) + 1];
  }
  first.resize(at(columns()));
  Index slots = 0;
  for (std::size_t k = 0; k < first.size(); ++k) {
    first[k] = slots;
    slots += rounded_up(atoms_before[k + 1] + pad - 1, cluster);
    atoms_before[k + 1] += atoms_before[k];
  }
  next_.assign(atoms_before.begin(), atoms_before.end() - 1);
  order_.resize(placed_.size());
  for (std::size_t i = 0; i < placed_.size(); ++i)
    order_[at(next_[static_cast<std::size_t>(column_of_[i])]++)] = {placed_[i].p[2], static_cast<std::int32_t>(i)};
  for (auto* coordinate : {&x, &y, &z}) coordinate->resize(at(slots));
  kind_base.resize(at(slots));
  column_box.resize(first.size());
  cluster_box.resize(at(slots / cluster));
  parallel_ranges(n, [&](Index begin, Index end, int part) {
    const auto [from, to] = columns_of(begin, end, part == threads() - 1);
    for (Index column = from; column < to; ++column) fill_column(at(column), kind, kind_stride);
  });
}

void PairColumns::fill_column(std::size_t column, std::span<const int> kind, std::int32_t kind_stride) {
  const auto begin = order_.begin() + atoms_before[column], end = order_.begin() + atoms_before[column + 1];
  std::sort(begin, end, [](const Placed& p, const Placed& q) { return p.z < q.z || (p.z == q.z && p.atom < q.atom); });
  auto slot = static_cast<std::size_t>(first[column]);
  const auto slots_end = column + 1 < first.size() ? static_cast<std::size_t>(first[column + 1]) : x.size();
  std::fill(cluster_box.begin() + first[column] / cluster,
            cluster_box.begin() + static_cast<std::ptrdiff_t>(slots_end) / cluster, empty_box());
  column_box[column] = empty_box();
  for (auto atom = begin; atom != end; ++atom, ++slot) {
    const auto i = static_cast<std::size_t>(atom->atom);
    const Vec3& p = placed_[i].p;
    x[slot] = p[0], y[slot] = p[1], z[slot] = p[2];
    kind_base[slot] = kind[i] * kind_stride;
    extend(cluster_box[slot / cluster], p[0], p[1], p[2]);
    extend(column_box[column], p[0], p[1], p[2]);
  }
  for (; slot < slots_end; ++slot) {
    x[slot] = y[slot] = z[slot] = far;
    kind_base[slot] = 0;
  }
}

std::pair<Index, Index> PairColumns::columns_of(Index begin, Index end, bool last) const {
  const auto column_at = [&](Index atom) {
    return std::lower_bound(atoms_before.begin(), atoms_before.end() - 1, atom) - atoms_before.begin();
  };
  return {column_at(begin), last ? columns() : column_at(end)};
}

}  // namespace liquidus
