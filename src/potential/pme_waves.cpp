#undef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE "potential/pme_waves.cpp"
#include "potential/pme_waves.hpp"

// Every instruction set includes what comes behind the first of these.
// clang-format off
#include <hwy/foreach_target.h>
#include <hwy/highway.h>
#include <hwy/contrib/math/math-inl.h>
// clang-format on

#include "core/units.hpp"

HWY_BEFORE_NAMESPACE();
namespace liquidus {
namespace HWY_NAMESPACE {
namespace hn = hwy::HWY_NAMESPACE;

using D = HWY_CAPPED(double, 8);
using DI = hn::RebindToSigned<D>;
using V = hn::Vec<D>;
constexpr int lanes = static_cast<int>(hn::MaxLanes(D()));

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
      double* green = influence.green + ((y - influence.first_panel) * mesh.size[0] + x) * mesh.columns;
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
    const double* green = influence.green + ((y - influence.first_panel) * mesh.size[0] + x) * mesh.columns;
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

HWY_EXPORT(fill);
HWY_EXPORT(convolve_wanted);

void fill_influence(const Influence& influence, Index begin, Index end) {
  HWY_DYNAMIC_DISPATCH(fill)(influence, begin, end);
}

WaveSums convolve_panel(const Influence& influence, Index y, Wanted wanted, double* panel) {
  return HWY_DYNAMIC_DISPATCH(convolve_wanted)(influence, y, wanted, panel);
}

}  // namespace liquidus
#endif
