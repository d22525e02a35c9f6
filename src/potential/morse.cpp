#undef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE "potential/morse.cpp"
#include "potential/morse.hpp"

#include <hwy/foreach_target.h>

#include "potential/pair_kernel-inl.hpp"

HWY_BEFORE_NAMESPACE();
namespace liquidus {
namespace HWY_NAMESPACE {

struct MorseForm {
  static constexpr int kParameters = 4;  // D, a, r0, C
  static constexpr bool kCostly = true;

  template <bool kEnergy, class P>
  static HWY_INLINE void eval(V r2, const P& p, const double*, V& e, V& fr) {
    const D d;
    const V r = hn::Sqrt(r2), s = hn::Div(hn::Set(d, 1.0), r2), s3 = hn::Mul(s, hn::Mul(s, s));
    const V depth = p(0), a = p(1), core = hn::Mul(p(3), hn::Mul(s3, s3));
    const V y = exponential(hn::Mul(a, hn::Sub(p(2), r))), depth_y = hn::Mul(depth, y);
    if constexpr (kEnergy) e = hn::MulAdd(depth_y, hn::Sub(y, hn::Set(d, 2.0)), core);
    const V well = hn::Mul(hn::Mul(hn::Set(d, 2.0), a), hn::Mul(depth_y, hn::Sub(y, hn::Set(d, 1.0))));  // −U' of it
    fr = hn::Mul(s, hn::MulAdd(hn::Set(d, 12.0), core, hn::Mul(well, r)));
  }
};

PairKernels morse_kernels() { return kernels_of<MorseForm>(); }

}  // namespace HWY_NAMESPACE
}  // namespace liquidus
HWY_AFTER_NAMESPACE();

#if HWY_ONCE
namespace liquidus {

HWY_EXPORT(morse_kernels);

std::unique_ptr<PairPotential> make_morse(Index types, std::span<const MorsePair> pairs, const PairCutoff& cutoff) {
  const std::size_t size = pairs.size();
  std::vector<double> table(4 * size);
  for (std::size_t k = 0; k < size; ++k) {
    const Index a = static_cast<Index>(k) / types, b = static_cast<Index>(k) % types;
    if (!(pairs[k].a > 0.0)) throw PairError(a, b, "a must be positive");
    const double values[] = {pairs[k].D, pairs[k].a, pairs[k].r0, pairs[k].C};
    for (std::size_t row = 0; row < 4; ++row) table[row * size + k] = values[row];
  }
  return std::make_unique<PairPotential>(HWY_DYNAMIC_DISPATCH(morse_kernels)(), types, std::move(table), cutoff);
}

}  // namespace liquidus
#endif
