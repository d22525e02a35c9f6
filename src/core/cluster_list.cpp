#include "core/cluster_list.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <limits>
#include <numeric>

#include "core/near_clusters.hpp"
#include "core/threads.hpp"

namespace liquidus {
namespace {

constexpr auto ni = static_cast<std::size_t>(ClusterList::ni), nj = static_cast<std::size_t>(ClusterList::nj);

struct Box {
  Vec3 low, high;
};

double gap2(const Box& a, const Box& b) {
  double sum = 0.0;
  for (std::size_t k = 0; k < 3; ++k) {
    const double gap = std::max({0.0, a.low[k] - b.high[k], b.low[k] - a.high[k]});
    sum += gap * gap;
  }
  return sum;
}

/// Atoms in square columns along z, sorted by z in each column and filled up with −1 to whole j-clusters.
class Columns {
 public:
  /// Takes `atoms` apart into columns of side `side` and appends their slots to `slots`.
  Columns(std::span<const Vec3> r, std::vector<std::int32_t> atoms, double side, std::vector<std::int32_t>& slots) {
    if (atoms.empty()) return;
    Vec3 high = low_ = r[static_cast<std::size_t>(atoms.front())];
    for (const auto a : atoms)
      for (std::size_t k = 0; k < 2; ++k) {
        low_[k] = std::min(low_[k], r[static_cast<std::size_t>(a)][k]);
        high[k] = std::max(high[k], r[static_cast<std::size_t>(a)][k]);
      }
    const double most = std::sqrt(static_cast<double>(atoms.size())) + 1.0;
    for (std::size_t k = 0; k < 2; ++k) {
      const double extent = high[k] - low_[k];
      count_[k] = std::max<Index>(1, static_cast<Index>(std::min(most, std::round(extent / side))));
      side_[k] = extent > 0.0 ? extent / static_cast<double>(count_[k]) : 1.0;
    }
    fill(r, std::move(atoms), slots);
  }

  Index place(std::size_t k, double x) const {
    const double c = std::floor((x - low_[k]) / side_[k]);
    return static_cast<Index>(std::clamp(c, 0.0, static_cast<double>(count_[k] - 1)));
  }
  /// Calls visit(first, last) for the j-clusters of every column that comes within `reach` of the box.
  template <class Visit>
  void near(const Box& box, double reach, Visit visit) const {
    if (first_.empty()) return;
    for (Index i = place(0, box.low[0] - reach); i <= place(0, box.high[0] + reach); ++i)
      for (Index j = place(1, box.low[1] - reach); j <= place(1, box.high[1] + reach); ++j) {
        const auto c = static_cast<std::size_t>(i * count_[1] + j);
        visit(first_[c], first_[c + 1]);
      }
  }

 private:
  void fill(std::span<const Vec3> r, std::vector<std::int32_t> atoms, std::vector<std::int32_t>& slots) {
    const auto column = [&](std::int32_t a) {
      const Vec3& x = r[static_cast<std::size_t>(a)];
      return place(0, x[0]) * count_[1] + place(1, x[1]);
    };
    const auto columns = static_cast<std::size_t>(count_[0] * count_[1]);
    std::vector<Index> start(columns + 1, 0);
    for (const auto a : atoms) ++start[static_cast<std::size_t>(column(a)) + 1];
    std::partial_sum(start.begin(), start.end(), start.begin());
    std::vector<std::int32_t> sorted(atoms.size());
    auto next = start;
    for (const auto a : atoms) sorted[static_cast<std::size_t>(next[static_cast<std::size_t>(column(a))]++)] = a;
    for (std::size_t c = 0; c < columns; ++c) {
      const auto begin = sorted.begin() + start[c], end = sorted.begin() + start[c + 1];
      std::sort(begin, end, [&](std::int32_t a, std::int32_t b) {
        const double za = r[static_cast<std::size_t>(a)][2], zb = r[static_cast<std::size_t>(b)][2];
        return za < zb || (za == zb && a < b);
      });
      first_.push_back(static_cast<std::int32_t>(slots.size() / nj));
      slots.insert(slots.end(), begin, end);
      while (slots.size() % nj != 0) slots.push_back(-1);
    }
    first_.push_back(static_cast<std::int32_t>(slots.size() / nj));
  }

  Vec3 low_{};
  std::array<double, 2> side_{1.0, 1.0};
  std::array<Index, 2> count_{};
  std::vector<std::int32_t> first_;  // [columns + 1] j-clusters
};

/// Side of a cube that holds one j-cluster at the mean density of the own atoms.
double column_side(std::span<const Vec3> own, double reach) {
  Box box{own[0], own[0]};
  for (const auto& x : own)
    for (std::size_t k = 0; k < 3; ++k) {
      box.low[k] = std::min(box.low[k], x[k]);
      box.high[k] = std::max(box.high[k], x[k]);
    }
  double volume = 1.0;
  for (std::size_t k = 0; k < 3; ++k) volume *= std::max(box.high[k] - box.low[k], 1.0);
  const double side = std::cbrt(volume * static_cast<double>(nj) / static_cast<double>(own.size()));
  return std::clamp(side, 1.0, std::max(reach, 1.0));
}

/// Coordinates of the list's slots, from an origin among the atoms. Distances between them are short of exact, so the
/// reach has a slack and rounding loses no pair.
class Blocks {
 public:
  Blocks(std::span<const Vec3> r, ClusterList& list) : x_(list.x), origin_(r[0]) {
    x_.resize(3 * list.atom.size());
    std::vector<float>& x = x_;
    const auto& slots = list.atom;
    for (std::size_t s = 0; s < slots.size(); ++s) {
      float* block = x.data() + (s / nj) * 3 * nj + s % nj;
      if (slots[s] < 0) {
        block[0] = block[nj] = block[2 * nj] = std::numeric_limits<float>::quiet_NaN();
        continue;
      }
      const Vec3 d = r[static_cast<std::size_t>(slots[s])] - origin_;
      for (std::size_t k = 0; k < 3; ++k) {
        block[k * nj] = static_cast<float>(d[k]);
        largest_ = std::max(largest_, std::abs(d[k]));
      }
    }
  }
  /// reach² and more: coordinates are rounded by up to 2⁻²⁴ of the largest, differences and squares again.
  float reach2(double reach) const {
    return static_cast<float>(reach * reach + 8.0 * 6e-8 * (largest_ + reach) * reach + 1e-6);
  }
  Box box(std::size_t first_slot, std::size_t count) const {
    constexpr double inf = std::numeric_limits<double>::infinity();
    Box b{{inf, inf, inf}, {-inf, -inf, -inf}};
    for (std::size_t s = first_slot; s < first_slot + count; ++s)
      for (std::size_t k = 0; k < 3; ++k) {
        const auto x = static_cast<double>(x_[(s / nj) * 3 * nj + k * nj + s % nj]) + origin_[k];
        if (std::isnan(x)) continue;
        b.low[k] = std::min(b.low[k], x);
        b.high[k] = std::max(b.high[k], x);
      }
    return b;
  }
  const float* data() const { return x_.data(); }

 private:
  std::vector<float>& x_;
  Vec3 origin_;
  double largest_ = 0.0;
};

}  // namespace

void build_cluster_list(std::span<const Vec3> r, Index own, std::span<const std::uint8_t> upper, double cutoff,
                        double skin, ClusterList& list) {
  list.cutoff = cutoff;
  list.atom.clear();
  list.all.clear();
  list.second.clear();
  list.border.clear();
  list.last.clear();
  list.border_of_all.clear();
  list.first.assign(1, 0);
  list.own_slots = 0;
  if (own == 0) return;
  const double reach = cutoff + skin, side = column_side(r.first(static_cast<std::size_t>(own)), reach);
  std::vector<std::int32_t> mine(static_cast<std::size_t>(own)), others;
  std::iota(mine.begin(), mine.end(), 0);
  for (std::size_t g = 0; g < upper.size(); ++g)
    if (upper[g]) others.push_back(static_cast<std::int32_t>(own) + static_cast<std::int32_t>(g));
  const Columns inside(r, std::move(mine), side, list.atom);
  list.own_slots = list.slots();
  const Columns outside(r, std::move(others), side, list.atom);

  const Blocks blocks(r, list);
  const float reach2 = blocks.reach2(reach);
  const double box_reach = std::sqrt(static_cast<double>(reach2));
  std::vector<Box> boxes(list.atom.size() / nj);
  for (std::size_t j = 0; j < boxes.size(); ++j) boxes[j] = blocks.box(j * nj, nj);
  for (Index i = 0; i < list.i_clusters(); ++i) {
    const auto slot = static_cast<std::size_t>(i) * ni;
    const auto home = static_cast<std::int32_t>(ClusterList::home(i));
    const Box box = blocks.box(slot, ni);
    list.all.push_back(home);
    const std::size_t from_here = list.all.size();
    const auto visit = [&](std::int32_t from, std::int32_t to) {
      for (std::int32_t j = from; j < to; ++j)
        if (gap2(box, boxes[static_cast<std::size_t>(j)]) < box_reach * box_reach) list.all.push_back(j);
    };
    const auto keep = [&](std::size_t from) {
      const std::span<std::int32_t> found = std::span(list.all).subspan(from);
      const Index near = keep_near(blocks.data(), i * ClusterList::ni, reach2, found, found.data());
      list.all.resize(from + static_cast<std::size_t>(near));
    };
    const bool filled = list.atom[slot] >= 0;
    if (filled) inside.near(box, box_reach, [&](auto from, auto to) { visit(std::max(from, home + 1), to); });
    keep(from_here);
    const std::size_t border = list.all.size();
    list.border_of_all.push_back(static_cast<std::int64_t>(border));
    if (filled) outside.near(box, box_reach, visit);
    keep(border);
    list.first.push_back(static_cast<std::int64_t>(list.all.size()));
  }
  list.second = list.all;
  list.border = list.border_of_all;
  list.last.assign(list.first.begin() + 1, list.first.end());
}

void prune_cluster_list(std::span<const Vec3> r, double margin, ClusterList& list) {
  if (list.atom.empty()) return;
  const Blocks blocks(r, list);
  const float reach2 = blocks.reach2(list.cutoff + margin);
  parallel_ranges(list.i_clusters(), Nanoseconds{100.0}, [&](Index begin, Index end, int) {
    for (auto i = static_cast<std::size_t>(begin); i < static_cast<std::size_t>(end); ++i) {
      const auto home = static_cast<std::size_t>(list.first[i]),
                 border = static_cast<std::size_t>(list.border_of_all[i]),
                 end_of_all = static_cast<std::size_t>(list.first[i + 1]);
      const auto keep = [&](std::size_t from, std::size_t to, std::size_t at) {
        const auto near = keep_near(blocks.data(), static_cast<Index>(i) * ClusterList::ni, reach2,
                                    std::span(list.all).subspan(from, to - from), list.second.data() + at);
        return at + static_cast<std::size_t>(near);
      };
      list.second[home] = list.all[home];
      const std::size_t ghosts = keep(home + 1, border, home + 1);
      list.border[i] = static_cast<std::int64_t>(ghosts);
      list.last[i] = static_cast<std::int64_t>(keep(border, end_of_all, ghosts));
    }
  });
}

}  // namespace liquidus
