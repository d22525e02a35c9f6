// A exp(−r/ρ) − C/r⁶ − D/r⁸ with a safe core: what Born–Mayer–Huggins and Buckingham share, compiled once per
// instruction set. No include guard of the usual kind, as in pair_kernel-inl.hpp.
#if defined(LIQUIDUS_EXPONENTIAL_FORM_INL) == defined(HWY_TARGET_TOGGLE)
#ifdef LIQUIDUS_EXPONENTIAL_FORM_INL
#undef LIQUIDUS_EXPONENTIAL_FORM_INL
#else
#define LIQUIDUS_EXPONENTIAL_FORM_INL
#endif

#include "potential/pair_kernel-inl.hpp"

HWY_BEFORE_NAMESPACE();
namespace liquidus {
namespace HWY_NAMESPACE {

/// Adds U = κ x³ (1 + x)⁹ with x = radius/r − 1 > 0 and −U'/r; see safe_core.hpp.
template <bool kEnergy>
HWY_INLINE void add_safe_core(V radius, V strength, V inverse_r, V& e, V& fr) {
  const D d;
  const V ratio = hn::Mul(radius, inverse_r), one = hn::Set(d, 1.0);
  const V x = hn::Max(hn::Zero(d), hn::Sub(ratio, one)), y = hn::Add(x, one);
  const V x2 = hn::Mul(x, x), y2 = hn::Mul(y, y), y4 = hn::Mul(y2, y2), y8 = hn::Mul(y4, y4);
  const V common = hn::Mul(strength, hn::Mul(x2, y8));
  if constexpr (kEnergy) e = hn::MulAdd(hn::Mul(common, x), y, e);
  const V slope = hn::MulAdd(hn::Set(d, 9.0), x, hn::Mul(hn::Set(d, 3.0), y));
  fr = hn::MulAdd(hn::Mul(common, slope), hn::Mul(ratio, hn::Mul(inverse_r, inverse_r)), fr);
}

/// Parameters: A, 1/ρ, C, radius and κ of the core, and D where kEighth. constants[0] is the square of the largest
/// radius: beyond it the core isn't looked at.
template <bool kEighth>
struct ExponentialForm {
  static constexpr int kParameters = kEighth ? 6 : 5;
  static constexpr bool kCostly = true;

  template <bool kEnergy, class P>
  static HWY_INLINE void eval(V r2, const P& p, const double* constants, V& e, V& fr) {
    const D d;
    const V r = hn::Sqrt(r2), s = hn::Div(hn::Set(d, 1.0), r2), inverse_r = hn::Mul(r, s), inverse_rho = p(1);
    const V a = hn::Mul(p(0), exponential(hn::Neg(hn::Mul(r, inverse_rho))));
    const V s3 = hn::Mul(s, hn::Mul(s, s)), c = p(2);
    V sixth = c, slope = hn::Mul(hn::Set(d, 6.0), c);
    if constexpr (kEighth) {
      const V eighth = hn::Mul(p(5), s);
      sixth = hn::Add(sixth, eighth);
      slope = hn::MulAdd(hn::Set(d, 8.0), eighth, slope);
    }
    if constexpr (kEnergy) e = hn::NegMulAdd(s3, sixth, a);
    fr = hn::NegMulAdd(hn::Mul(s, s3), slope, hn::Mul(a, hn::Mul(inverse_rho, inverse_r)));
    if (!hn::AllFalse(d, hn::Lt(r2, hn::Set(d, constants[0])))) add_safe_core<kEnergy>(p(3), p(4), inverse_r, e, fr);
  }
};

}  // namespace HWY_NAMESPACE
}  // namespace liquidus
HWY_AFTER_NAMESPACE();

#endif
