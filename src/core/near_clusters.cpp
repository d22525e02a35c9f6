#undef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE "core/near_clusters.cpp"
#include "core/near_clusters.hpp"

#include <hwy/foreach_target.h>
#include <hwy/highway.h>

#include "core/cluster_list.hpp"

HWY_BEFORE_NAMESPACE();
namespace liquidus {
namespace HWY_NAMESPACE {
namespace hn = hwy::HWY_NAMESPACE;

Index keep_near(const float* x, Index slot, float reach2, std::span<const std::int32_t> clusters, std::int32_t* kept) {
  constexpr Index ni = ClusterList::ni, nj = ClusterList::nj;
  static_assert(ni == 4);
  using D = HWY_CAPPED(float, 8);
  const D d;
  const auto lanes = static_cast<Index>(hn::Lanes(d));
  const float* i = x + (slot / nj) * 3 * nj + slot % nj;
  const auto limit = hn::Set(d, reach2);
  Index count = 0;
  for (const std::int32_t j : clusters) {
    bool near = false;
    for (Index part = 0; part < nj; part += lanes) {
      const float* y = x + Index{j} * 3 * nj + part;
      const auto y0 = hn::LoadU(d, y), y1 = hn::LoadU(d, y + nj), y2 = hn::LoadU(d, y + 2 * nj);
      const auto row = [&](Index a) HWY_ATTR {
        const auto d0 = hn::Sub(hn::Set(d, i[a]), y0), d1 = hn::Sub(hn::Set(d, i[nj + a]), y1),
                   d2 = hn::Sub(hn::Set(d, i[2 * nj + a]), y2);
        return hn::Lt(hn::MulAdd(d0, d0, hn::MulAdd(d1, d1, hn::Mul(d2, d2))), limit);
      };
      near = near || !hn::AllFalse(d, hn::Or(hn::Or(row(0), row(1)), hn::Or(row(2), row(3))));
    }
    kept[count] = j;
    count += near ? 1 : 0;
  }
  return count;
}

}  // namespace HWY_NAMESPACE
}  // namespace liquidus
HWY_AFTER_NAMESPACE();

#if HWY_ONCE
namespace liquidus {

HWY_EXPORT(keep_near);

Index keep_near(const float* x, Index slot, float reach2, std::span<const std::int32_t> clusters, std::int32_t* kept) {
  return HWY_DYNAMIC_DISPATCH(keep_near)(x, slot, reach2, clusters, kept);
}

}  // namespace liquidus
#endif
