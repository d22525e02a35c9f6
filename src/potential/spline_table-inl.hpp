// Tables of pair energies, compiled once per instruction set; guarded as pair_kernel-inl.hpp.
#if defined(LIQUIDUS_SPLINE_TABLE_INL) == defined(HWY_TARGET_TOGGLE)
#ifdef LIQUIDUS_SPLINE_TABLE_INL
#undef LIQUIDUS_SPLINE_TABLE_INL
#else
#define LIQUIDUS_SPLINE_TABLE_INL
#endif

#include <cstdint>

#include "potential/pair_vectors-inl.hpp"

HWY_BEFORE_NAMESPACE();
namespace liquidus {
namespace HWY_NAMESPACE {

/// Energies of cubics on even intervals, each about its middle: with v in [−½, ½] across an interval the force is
/// F₀ + F₁v + F₂v², and the energy E − h (F₀v + F₁v²/2 + F₂v³/3) for intervals of h Å. Below the first point energy
/// goes on as a straight line. constants: E, F₀, F₁, F₂ of every interval, eV and eV/Å; each table ends in an interval
/// of zeros, for beyond.
struct SplineTable {
  /// 1/h, −(first distance)/h − ½, intervals, 2⁵² + number of the table's first interval in constants, h
  static constexpr int kParameters = 5;
  static constexpr bool kCostly = true;

  template <bool kEnergy, class P>
  static HWY_INLINE void eval(V r2, const P& p, const double* constants, V& e, V& fr) {
    const D d;
    const DI di;
    r2 = hn::Max(r2, hn::Set(d, 1e-300));
    const V inverse_r = inverse_sqrt(r2), r = hn::Mul(r2, inverse_r);
    const V t = hn::MulAdd(r, p(0), p(1)), first = p(3);
    // a number rounded to a whole one by adding 2⁵² has it in its lowest bits; those above them are shifted out
    const V shifted = hn::Add(hn::Min(hn::Max(t, hn::Zero(d)), p(2)), first);
    const VI place = hn::Sub(hn::ShiftLeft<2>(hn::BitCast(di, shifted)), hn::Set(di, std::int64_t{0x0CC0000000000000}));
    const V from_middle = hn::Sub(t, hn::Sub(shifted, first));
    const V v = hn::Max(from_middle, hn::Set(d, -0.5));  // no curvature below the first point
    const V f0 = hn::GatherIndex(d, constants + 1, place), f1 = hn::GatherIndex(d, constants + 2, place),
            f2 = hn::GatherIndex(d, constants + 3, place);
    const V force = hn::MulAdd(hn::MulAdd(f2, v, f1), v, f0);
    if constexpr (kEnergy) {
      const V bend = hn::MulAdd(hn::Mul(f2, hn::Set(d, 1.0 / 3.0)), v, hn::Mul(f1, hn::Set(d, 0.5)));
      const V work = hn::MulAdd(hn::MulAdd(bend, v, f0), v, hn::Mul(hn::Sub(from_middle, v), force));
      e = hn::NegMulAdd(work, p(4), hn::GatherIndex(d, constants, place));
    }
    fr = hn::Mul(force, inverse_r);
  }
};

}  // namespace HWY_NAMESPACE
}  // namespace liquidus
HWY_AFTER_NAMESPACE();
#endif
