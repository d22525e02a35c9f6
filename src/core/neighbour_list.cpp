#include "core/neighbour_list.hpp"

#include <algorithm>
#include <cmath>

namespace liquidus {
namespace {

/// Atoms sorted into boxes of side at least `reach` over their bounding box.
class Bins {
 public:
  Bins(std::span<const Vec3> r, double reach) : r_(r) {
    low_ = r[0];
    Vec3 high = r[0];
    for (const auto& x : r)
      for (std::size_t k = 0; k < 3; ++k) {
        low_[k] = std::min(low_[k], x[k]);
        high[k] = std::max(high[k], x[k]);
      }
    // never many more boxes than atoms, so that a few atoms far apart cost no memory
    const double most = std::cbrt(static_cast<double>(r.size())) + 1.0;
    for (std::size_t k = 0; k < 3; ++k) {
      const double extent = high[k] - low_[k];
      count_[k] = std::max<Index>(1, static_cast<Index>(std::min(most, reach > 0.0 ? extent / reach : most)));
      inverse_side_[k] = extent > 0.0 ? static_cast<double>(count_[k]) / extent : 0.0;
    }
    sort();
  }

  std::array<Index, 3> box(const Vec3& x) const {
    std::array<Index, 3> b;
    for (std::size_t k = 0; k < 3; ++k)
      b[k] = std::clamp<Index>(static_cast<Index>((x[k] - low_[k]) * inverse_side_[k]), 0, count_[k] - 1);
    return b;
  }

  /// Calls visit(j) for every atom in the box of x and the 26 around it.
  template <class Visit>
  void around(const Vec3& x, Visit visit) const {
    const auto b = box(x);
    for (Index i = std::max<Index>(0, b[0] - 1); i <= std::min(count_[0] - 1, b[0] + 1); ++i)
      for (Index j = std::max<Index>(0, b[1] - 1); j <= std::min(count_[1] - 1, b[1] + 1); ++j) {
        const Index row = (i * count_[1] + j) * count_[2];
        const Index from = first_[static_cast<std::size_t>(row + std::max<Index>(0, b[2] - 1))];
        const Index to = first_[static_cast<std::size_t>(row + std::min(count_[2] - 1, b[2] + 1) + 1)];
        for (Index k = from; k < to; ++k) visit(atom_[static_cast<std::size_t>(k)]);
      }
  }

 private:
  std::size_t flat(const Vec3& x) const {
    const auto b = box(x);
    return static_cast<std::size_t>((b[0] * count_[1] + b[1]) * count_[2] + b[2]);
  }
  void sort() {
    first_.assign(static_cast<std::size_t>(count_[0] * count_[1] * count_[2]) + 1, 0);
    for (const auto& x : r_) ++first_[flat(x) + 1];
    for (std::size_t k = 1; k < first_.size(); ++k) first_[k] += first_[k - 1];
    auto next = first_;
    atom_.resize(r_.size());
    for (std::size_t a = 0; a < r_.size(); ++a)
      atom_[static_cast<std::size_t>(next[flat(r_[a])]++)] = static_cast<std::int32_t>(a);
  }

  std::span<const Vec3> r_;
  Vec3 low_{}, inverse_side_{};
  std::array<Index, 3> count_{};
  std::vector<Index> first_;
  std::vector<std::int32_t> atom_;
};

}  // namespace

void build_neighbour_list(std::span<const Vec3> r, Index rows, double cutoff, double skin, NeighbourList& list) {
  list.cutoff = cutoff;
  list.first.assign(1, 0);
  list.second.clear();
  if (rows == 0) return;
  const double reach = cutoff + skin, reach2 = reach * reach;
  const Bins bins(r, reach);
  for (Index i = 0; i < rows; ++i) {
    const Vec3& x = r[static_cast<std::size_t>(i)];
    const auto begin = static_cast<std::ptrdiff_t>(list.second.size());
    bins.around(x, [&](std::int32_t j) {
      if (j != i && norm2(r[static_cast<std::size_t>(j)] - x) < reach2) list.second.push_back(j);
    });
    std::sort(list.second.begin() + begin, list.second.end());
    list.first.push_back(static_cast<Index>(list.second.size()));
  }
}

}  // namespace liquidus
