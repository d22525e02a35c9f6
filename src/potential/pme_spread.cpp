#undef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE "potential/pme_spread.cpp"
#include "potential/pme_spread.hpp"

#include <hwy/foreach_target.h>
#include <hwy/highway.h>

#include <algorithm>

HWY_BEFORE_NAMESPACE();
namespace liquidus {
namespace HWY_NAMESPACE {
namespace hn = hwy::HWY_NAMESPACE;

using D = HWY_CAPPED(double, 8);
using V = hn::Vec<D>;
constexpr int lanes = static_cast<int>(hn::MaxLanes(D()));
constexpr int most = largest_spline_order;

/// A spline's weights or slopes on the mesh points behind t, the points being lanes.
template <int kOrder>
struct Points {
  static constexpr int kParts = (kOrder + lanes - 1) / lanes;
  V part[kParts];

  HWY_INLINE Points(const double (&table)[most][most], int powers, double t) {
    const D d;
    const V x = hn::Set(d, t);
    for (int n = 0; n < kParts; ++n) {
      part[n] = hn::Load(d, table[powers - 1] + n * lanes);
      for (int k = powers - 2; k >= 0; --k) part[n] = hn::MulAdd(part[n], x, hn::Load(d, table[k] + n * lanes));
    }
  }
  HWY_INLINE void store(double* to) const {
    for (int n = 0; n < kParts; ++n) hn::Store(part[n], D(), to + n * lanes);
  }
};

/// The mesh point below a charge, and how far behind it the charge is.
struct Place {
  Index point[3];
  double t[3];

  HWY_INLINE explicit Place(const double* u) {
    for (int k = 0; k < 3; ++k) {
      point[k] = static_cast<Index>(u[k]);
      t[k] = u[k] - static_cast<double>(point[k]);
    }
  }
};

/// Adds a charge to the planes from … to − 1 of those it touches, of which the first stands at `values`.
template <int kOrder>
HWY_INLINE void spread_one(const SplineTable& spline, const MeshLayout& mesh, const double* atom, Index from, Index to,
                           double* values) {
  constexpr int kParts = Points<kOrder>::kParts;
  const D d;
  const Place place(atom);
  alignas(64) double a[most], b[most];
  Points<kOrder>(spline.value, kOrder, place.t[0]).store(a);
  Points<kOrder>(spline.value, kOrder, place.t[1]).store(b);
  const Points<kOrder> c(spline.value, kOrder, place.t[2]);
  Index row_of[kOrder];
  V weights[kOrder][kParts];  // of a plane
  for (Index j = 0; j < kOrder; ++j) {
    const Index y = place.point[1] + j;
    row_of[j] = (y < mesh.size[1] ? y : y - mesh.size[1]) * mesh.row + place.point[2];
    for (int n = 0; n < kParts; ++n) weights[j][n] = hn::Mul(hn::Set(d, atom[3] * b[j]), c.part[n]);
  }
  for (Index i = from; i < to; ++i) {
    const V strength = hn::Set(d, a[i]);
    double* points = values + (i - from) * mesh.plane;
    for (int j = 0; j < kOrder; ++j)
      for (int n = 0; n < kParts; ++n) {
        double* row = points + row_of[j] + n * lanes;
        hn::StoreU(hn::MulAdd(strength, weights[j][n], hn::LoadU(d, row)), d, row);
      }
  }
}

template <int kOrder>
void spread(const SplineTable& spline, const MeshLayout& mesh, const MeshCharges& charges, const MeshPlanes& planes) {
  const auto [begin, end, values] = planes;
  std::fill_n(values, (end - begin) * mesh.plane, 0.0);
  for (Index plane = begin - kOrder + 1; plane < end; ++plane) {
    const Index x = plane < 0 ? plane + mesh.size[0] : plane;
    const Index from = std::max<Index>(0, begin - plane), to = std::min<Index>(kOrder, end - plane);
    for (Index i = charges.first[x]; i < charges.first[x + 1]; ++i)
      spread_one<kOrder>(spline, mesh, charges.atoms + 4 * i, from, to, values + (plane + from - begin) * mesh.plane);
  }
  for (Index x = begin; x < end; ++x)
    for (Index y = 0; y < mesh.size[1]; ++y) {
      double* row = values + (x - begin) * mesh.plane + y * mesh.row;
      for (int k = 0; k < MeshLayout::halo; ++k) row[k] += row[mesh.size[2] + k];
    }
}

template <int kOrder>
HWY_INLINE void gather_one(const SplineTable& spline, const MeshLayout& mesh, const double* atom,
                           const MeshPlanes& planes, double* field) {
  constexpr int kParts = Points<kOrder>::kParts;
  const D d;
  const Place place(atom);
  alignas(64) double a[most], b[most], slope_a[most], slope_b[most];
  Points<kOrder>(spline.value, kOrder, place.t[0]).store(a);
  Points<kOrder>(spline.value, kOrder, place.t[1]).store(b);
  Points<kOrder>(spline.slope, kOrder - 1, place.t[0]).store(slope_a);
  Points<kOrder>(spline.slope, kOrder - 1, place.t[1]).store(slope_b);
  V sum[kParts], sum_a[kParts], sum_b[kParts];
  for (int n = 0; n < kParts; ++n) sum[n] = sum_a[n] = sum_b[n] = hn::Zero(d);
  for (Index i = 0; i < kOrder; ++i) {
    const Index beyond = place.point[0] + i, x = beyond < mesh.size[0] ? beyond : beyond - mesh.size[0];
    if (x < planes.begin || x >= planes.end) continue;
    const double* rows = planes.values + (x - planes.begin) * mesh.plane + place.point[2];
    V line[kParts], line_b[kParts];
    for (int n = 0; n < kParts; ++n) line[n] = line_b[n] = hn::Zero(d);
    for (Index j = 0; j < kOrder; ++j) {
      const Index y = place.point[1] + j;
      const double* row = rows + (y < mesh.size[1] ? y : y - mesh.size[1]) * mesh.row;
      for (int n = 0; n < kParts; ++n) {
        const V v = hn::LoadU(d, row + n * lanes);
        line[n] = hn::MulAdd(hn::Set(d, b[j]), v, line[n]);
        line_b[n] = hn::MulAdd(hn::Set(d, slope_b[j]), v, line_b[n]);
      }
    }
    for (int n = 0; n < kParts; ++n) {
      sum[n] = hn::MulAdd(hn::Set(d, a[i]), line[n], sum[n]);
      sum_a[n] = hn::MulAdd(hn::Set(d, slope_a[i]), line[n], sum_a[n]);
      sum_b[n] = hn::MulAdd(hn::Set(d, a[i]), line_b[n], sum_b[n]);
    }
  }
  const Points<kOrder> c(spline.value, kOrder, place.t[2]), slope_c(spline.slope, kOrder - 1, place.t[2]);
  const auto total = [&](const Points<kOrder>& weights, const V(&along)[kParts]) HWY_ATTR {
    V all = hn::Mul(weights.part[0], along[0]);
    for (int n = 1; n < kParts; ++n) all = hn::MulAdd(weights.part[n], along[n], all);
    return hn::GetLane(hn::SumOfLanes(d, all));
  };
  field[0] = total(c, sum_a);
  field[1] = total(c, sum_b);
  field[2] = total(slope_c, sum);
  field[3] = total(c, sum);
}

template <int kOrder>
void gather(const SplineTable& spline, const MeshLayout& mesh, const MeshCharges& charges, Index begin, Index end,
            const MeshPlanes& planes, double* field) {
  for (Index i = begin; i < end; ++i) gather_one<kOrder>(spline, mesh, charges.atoms + 4 * i, planes, field + 4 * i);
}

void spread_order(const SplineTable& spline, const MeshLayout& mesh, const MeshCharges& charges,
                  const MeshPlanes& planes) {
  const auto with = [&](auto kernel) { kernel(spline, mesh, charges, planes); };
  switch (spline.order) {
    case 4:
      return with(spread<4>);
    case 5:
      return with(spread<5>);
    case 6:
      return with(spread<6>);
    case 7:
      return with(spread<7>);
    default:
      return with(spread<8>);
  }
}

void gather_order(const SplineTable& spline, const MeshLayout& mesh, const MeshCharges& charges, Index begin, Index end,
                  const MeshPlanes& planes, double* field) {
  const auto with = [&](auto kernel) { kernel(spline, mesh, charges, begin, end, planes, field); };
  switch (spline.order) {
    case 4:
      return with(gather<4>);
    case 5:
      return with(gather<5>);
    case 6:
      return with(gather<6>);
    case 7:
      return with(gather<7>);
    default:
      return with(gather<8>);
  }
}

}  // namespace HWY_NAMESPACE
}  // namespace liquidus
HWY_AFTER_NAMESPACE();

#if HWY_ONCE
namespace liquidus {

HWY_EXPORT(spread_order);
HWY_EXPORT(gather_order);

void spread_charges(const SplineTable& spline, const MeshLayout& mesh, const MeshCharges& charges,
                    const MeshPlanes& planes) {
  HWY_DYNAMIC_DISPATCH(spread_order)(spline, mesh, charges, planes);
}

void gather_field(const SplineTable& spline, const MeshLayout& mesh, const MeshCharges& charges, Index begin, Index end,
                  const MeshPlanes& planes, double* field) {
  HWY_DYNAMIC_DISPATCH(gather_order)(spline, mesh, charges, begin, end, planes, field);
}

}  // namespace liquidus
#endif
