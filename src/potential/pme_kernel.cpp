#undef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE "potential/pme_kernel.cpp"
#include "potential/pme_kernel.hpp"

// clang-format off: foreach_target.h stands before all else of Highway
#include <hwy/foreach_target.h>
#include <hwy/contrib/math/math-inl.h>
#include <hwy/highway.h>
// clang-format on

#include <algorithm>

#include "core/units.hpp"

HWY_BEFORE_NAMESPACE();
namespace liquidus {
namespace HWY_NAMESPACE {
namespace hn = hwy::HWY_NAMESPACE;

using D = HWY_CAPPED(double, 8);
using DI = hn::RebindToSigned<D>;
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

/// Adds a charge to the planes from … to − 1 of those it touches.
template <int kOrder>
HWY_INLINE void spread_one(const SplineTable& spline, const MeshLayout& mesh, const double* atom, Index plane,
                           Index from, Index to, double* values) {
  const D d;
  const Place place(atom);
  alignas(64) double a[most], b[most];
  Points<kOrder>(spline.value, kOrder, place.t[0]).store(a);
  Points<kOrder>(spline.value, kOrder, place.t[1]).store(b);
  const Points<kOrder> c(spline.value, kOrder, place.t[2]);
  for (Index i = from; i < to; ++i) {
    const double strength = atom[3] * a[i];
    double* rows = values + (plane + i) * mesh.plane + place.point[2];
    for (Index j = 0; j < kOrder; ++j) {
      const Index y = place.point[1] + j;
      double* row = rows + (y < mesh.size[1] ? y : y - mesh.size[1]) * mesh.row;
      const V w = hn::Set(d, strength * b[j]);
      for (int n = 0; n < Points<kOrder>::kParts; ++n)
        hn::StoreU(hn::MulAdd(w, c.part[n], hn::LoadU(d, row + n * lanes)), d, row + n * lanes);
    }
  }
}

template <int kOrder>
void spread(const SplineTable& spline, const MeshLayout& mesh, const MeshCharges& charges, Index begin, Index end,
            double* values) {
  std::fill(values + begin * mesh.plane, values + end * mesh.plane, 0.0);
  for (Index plane = begin - kOrder + 1; plane < end; ++plane) {
    const Index x = plane < 0 ? plane + mesh.size[0] : plane;
    const Index from = std::max<Index>(0, begin - plane), to = std::min<Index>(kOrder, end - plane);
    for (Index i = charges.first[x]; i < charges.first[x + 1]; ++i)
      spread_one<kOrder>(spline, mesh, charges.atoms + 4 * i, plane, from, to, values);
  }
  for (Index x = begin; x < end; ++x)
    for (Index y = 0; y < mesh.size[1]; ++y) {
      double* row = values + x * mesh.plane + y * mesh.row;
      for (int k = 0; k < MeshLayout::halo; ++k) row[k] += row[mesh.size[2] + k];
    }
}

template <int kOrder>
HWY_INLINE void gather_one(const SplineTable& spline, const MeshLayout& mesh, const double* atom, const double* values,
                           double* field) {
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
    const Index x = place.point[0] + i;
    const double* rows = values + (x < mesh.size[0] ? x : x - mesh.size[0]) * mesh.plane + place.point[2];
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
            const double* values, double* field) {
  for (Index i = begin; i < end; ++i) gather_one<kOrder>(spline, mesh, charges.atoms + 4 * i, values, field + 4 * i);
}

void spread_order(const SplineTable& spline, const MeshLayout& mesh, const MeshCharges& charges, Index begin, Index end,
                  double* values) {
  const auto with = [&](auto kernel) { kernel(spline, mesh, charges, begin, end, values); };
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
                  const double* values, double* field) {
  const auto with = [&](auto kernel) { kernel(spline, mesh, charges, begin, end, values, field); };
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

/// n reciprocal vectors of a mesh of `size` points: those above size/2 stand for negative ones.
HWY_INLINE Vec3 wave(const Influence& influence, std::size_t direction, Index n) {
  const Index size = influence.mesh.size[direction];
  return static_cast<double>(2 * n < size ? n : n - size) * influence.reciprocal[direction];
}

void fill(const Influence& influence, Index begin, Index end) {
  using Half = HWY_CAPPED(double, 4);  // rows are whole multiples of it
  const Half d;
  const auto step = static_cast<Index>(hn::Lanes(d));
  const MeshLayout& mesh = influence.mesh;
  const Vec3 along = influence.reciprocal[2];
  const auto decay = hn::Set(d, -0.25 / (influence.beta * influence.beta));
  for (Index y = begin; y < end; ++y)
    for (Index x = 0; x < mesh.size[0]; ++x) {
      const Vec3 k = wave(influence, 0, x) + wave(influence, 1, y);
      const double strength = 4.0 * units::pi * influence.strength * influence.factor[0][x] * influence.factor[1][y];
      double* green = influence.green + (y * mesh.size[0] + x) * mesh.columns;
      for (Index z = 0; z < mesh.columns; z += step) {
        const auto n = hn::Iota(d, static_cast<double>(z));
        auto k2 = hn::Zero(d);
        for (std::size_t a = 0; a < 3; ++a) {
          const auto ka = hn::MulAdd(n, hn::Set(d, along[a]), hn::Set(d, k[a]));
          k2 = hn::MulAdd(ka, ka, k2);
        }
        const auto factor = hn::Mul(hn::Set(d, strength), hn::LoadU(d, influence.factor[2] + z));
        hn::StoreU(hn::Div(hn::Mul(factor, hn::Exp(d, hn::Mul(k2, decay))), k2), d, green + z);
      }
      if (x == 0 && y == 0) green[0] = 0.0;
    }
}

template <Wanted kWanted>
WaveSums convolve(const Influence& influence, Index y, double* panel) {
  const D d;
  const DI di;
  const MeshLayout& mesh = influence.mesh;
  const Vec3 along = influence.reciprocal[2];
  const auto pairs = hn::IndicesFromVec(d, hn::ShiftRight<1>(hn::Iota(di, 0)));  // 0 0 1 1 …: one number for re and im
  const V width = hn::Set(d, 0.25 / (influence.beta * influence.beta));
  V energy = hn::Zero(d), virial[6];
  for (auto& v : virial) v = energy;
  for (Index x = 0; x < mesh.size[0]; ++x) {
    double* row = panel + x * 2 * mesh.columns;
    const double* green = influence.green + (y * mesh.size[0] + x) * mesh.columns;
    const Vec3 k = wave(influence, 0, x) + wave(influence, 1, y);
    for (Index z = 0; z < 2 * mesh.waves; z += lanes) {
      const V rho = hn::Load(d, row + z), g = hn::TableLookupLanes(hn::LoadU(d, green + z / 2), pairs);
      const V phi = hn::Mul(g, rho);
      hn::Store(phi, d, row + z);
      if constexpr (kWanted == Wanted::nothing) continue;
      // columns behind the first stand for their conjugates as well
      const V first = hn::Set(d, 2.0),
              count = hn::IfThenElse(hn::Lt(hn::Iota(d, static_cast<double>(z)), first), hn::Set(d, 1.0), first);
      const V e = hn::Mul(hn::Mul(count, phi), rho);
      energy = hn::Add(energy, e);
      if constexpr (kWanted == Wanted::energy) continue;
      const V n = hn::TableLookupLanes(hn::Iota(d, static_cast<double>(z / 2)), pairs);
      const V kx = hn::MulAdd(n, hn::Set(d, along[0]), hn::Set(d, k[0]));
      const V ky = hn::MulAdd(n, hn::Set(d, along[1]), hn::Set(d, k[1]));
      const V kz = hn::MulAdd(n, hn::Set(d, along[2]), hn::Set(d, k[2]));
      const V k2 = hn::MulAdd(kx, kx, hn::MulAdd(ky, ky, hn::Mul(kz, kz)));
      const V s = hn::Mul(e, hn::Add(width, hn::Div(hn::Set(d, 1.0), hn::Max(k2, hn::Set(d, 1e-30)))));
      const V sx = hn::Mul(s, kx), sy = hn::Mul(s, ky);
      virial[0] = hn::MulAdd(sx, kx, virial[0]);
      virial[1] = hn::MulAdd(sy, ky, virial[1]);
      virial[2] = hn::MulAdd(hn::Mul(s, kz), kz, virial[2]);
      virial[3] = hn::MulAdd(sx, ky, virial[3]);
      virial[4] = hn::MulAdd(sx, kz, virial[4]);
      virial[5] = hn::MulAdd(sy, kz, virial[5]);
    }
  }
  WaveSums sums;
  sums.energy = hn::GetLane(hn::SumOfLanes(d, energy));
  for (std::size_t n = 0; n < 6; ++n) sums.virial[n] = hn::GetLane(hn::SumOfLanes(d, virial[n]));
  return sums;
}

WaveSums convolve_wanted(const Influence& influence, Index y, Wanted wanted, double* panel) {
  if (wanted == Wanted::nothing) return convolve<Wanted::nothing>(influence, y, panel);
  if (wanted == Wanted::energy) return convolve<Wanted::energy>(influence, y, panel);
  return convolve<Wanted::virial>(influence, y, panel);
}

}  // namespace HWY_NAMESPACE
}  // namespace liquidus
HWY_AFTER_NAMESPACE();

#if HWY_ONCE
namespace liquidus {

HWY_EXPORT(spread_order);
HWY_EXPORT(gather_order);
HWY_EXPORT(fill);
HWY_EXPORT(convolve_wanted);

void spread_charges(const SplineTable& spline, const MeshLayout& mesh, const MeshCharges& charges, Index begin,
                    Index end, double* values) {
  HWY_DYNAMIC_DISPATCH(spread_order)(spline, mesh, charges, begin, end, values);
}

void gather_field(const SplineTable& spline, const MeshLayout& mesh, const MeshCharges& charges, Index begin, Index end,
                  const double* values, double* field) {
  HWY_DYNAMIC_DISPATCH(gather_order)(spline, mesh, charges, begin, end, values, field);
}

void fill_influence(const Influence& influence, Index begin, Index end) {
  HWY_DYNAMIC_DISPATCH(fill)(influence, begin, end);
}

WaveSums convolve_panel(const Influence& influence, Index y, Wanted wanted, double* panel) {
  return HWY_DYNAMIC_DISPATCH(convolve_wanted)(influence, y, wanted, panel);
}

}  // namespace liquidus
#endif
