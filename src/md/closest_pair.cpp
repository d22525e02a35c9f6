#include "md/closest_pair.hpp"

#include <algorithm>
#include <cassert>
#include <cmath>

namespace liquidus {
namespace {

std::size_t flat(const std::array<Index, 3>& box, const std::array<Index, 3>& count) {
  return static_cast<std::size_t>((box[0] * count[1] + box[1]) * count[2] + box[2]);
}

/// Boxes along one direction that touch box b: at most three, each once.
struct Around {
  std::array<Index, 3> box{};
  int size = 0;
  Around(Index b, Index count, bool periodic) {
    for (Index k = b - 1; k <= b + 1; ++k) {
      const Index at = periodic ? (k + count) % count : k;
      if (at < 0 || at >= count || std::find(box.begin(), box.begin() + size, at) != box.begin() + size) continue;
      box[static_cast<std::size_t>(size++)] = at;
    }
  }
};

}  // namespace

std::array<Index, 3> ClosestPair::box(const Vec3& s) const {
  std::array<Index, 3> b;
  for (std::size_t k = 0; k < 3; ++k)
    b[k] = std::clamp<Index>(static_cast<Index>((s[k] - low_[k]) * scale_[k]), 0, count_[k] - 1);
  return b;
}

void ClosestPair::sort(const Cell& cell, std::span<const Vec3> r, double below) {
  s_.resize(r.size());
  Vec3 high{1.0, 1.0, 1.0};
  low_ = Vec3{};
  for (std::size_t i = 0; i < s_.size(); ++i) {
    s_[i] = cell.fractional(r[i]);
    for (std::size_t k = 0; k < 3; ++k)
      if (cell.periodic()[k])
        s_[i][k] -= std::floor(s_[i][k]);
      else {
        low_[k] = i == 0 ? s_[i][k] : std::min(low_[k], s_[i][k]);
        high[k] = i == 0 ? s_[i][k] : std::max(high[k], s_[i][k]);
      }
  }
  // about eight boxes to an atom, or fewer: most are empty, and few atoms need a look at their distance
  const double most = 2.0 * std::cbrt(static_cast<double>(s_.size())) + 1.0;
  for (std::size_t k = 0; k < 3; ++k) {
    const double extent = high[k] - low_[k];
    count_[k] = std::max<Index>(1, static_cast<Index>(std::min(most, extent * cell.heights()[k] / below)));
    scale_[k] = extent > 0.0 ? static_cast<double>(count_[k]) / extent : 0.0;
  }
  first_.assign(static_cast<std::size_t>(count_[0] * count_[1] * count_[2]) + 1, 0);
  for (const auto& s : s_) ++first_[flat(box(s), count_) + 1];
  for (std::size_t b = 1; b < first_.size(); ++b) first_[b] += first_[b - 1];
  next_.assign(first_.begin(), first_.end());
  atom_.resize(s_.size());
  for (std::size_t i = 0; i < s_.size(); ++i)
    atom_[static_cast<std::size_t>(next_[flat(box(s_[i]), count_)]++)] = static_cast<std::int32_t>(i);
}

std::optional<ClosePair> ClosestPair::find(const Cell& cell, std::span<const Vec3> r, Index own, double below) {
  assert(below > 0.0);
  if (r.size() < 2) return std::nullopt;
  sort(cell, r, below);
  const Vec3& heights = cell.heights();
  // folding to the nearest integers is exact for vectors shorter than half the least height
  const bool foldable = below < 0.5 * std::min({heights[0], heights[1], heights[2]});
  double best = below * below;
  std::optional<ClosePair> found;
  for (std::size_t i = 0; i < static_cast<std::size_t>(own); ++i) {
    const auto b = box(s_[i]);
    const auto& periodic = cell.periodic();
    const Around x(b[0], count_[0], periodic[0]), y(b[1], count_[1], periodic[1]), z(b[2], count_[2], periodic[2]);
    for (int p = 0; p < x.size; ++p)
      for (int q = 0; q < y.size; ++q)
        for (int o = 0; o < z.size; ++o) {
          const auto at = flat({x.box[static_cast<std::size_t>(p)], y.box[static_cast<std::size_t>(q)],
                                z.box[static_cast<std::size_t>(o)]},
                               count_);
          for (auto n = static_cast<std::size_t>(first_[at]); n < static_cast<std::size_t>(first_[at + 1]); ++n) {
            const auto j = static_cast<std::size_t>(atom_[n]);
            if (j <= i) continue;
            const Vec3 d = r[j] - r[i];
            const double d2 = norm2(foldable ? cell.folded(d) : cell.minimum_image(d));
            if (!(d2 < best)) continue;
            best = d2;
            found = {static_cast<Index>(i), static_cast<Index>(j), std::sqrt(d2)};
          }
        }
  }
  return found;
}

}  // namespace liquidus
