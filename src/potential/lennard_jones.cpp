#undef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE "potential/lennard_jones.cpp"
#include "potential/lennard_jones.hpp"

#include <hwy/foreach_target.h>

#include "potential/pair_kernel-inl.hpp"

HWY_BEFORE_NAMESPACE();
namespace liquidus {
namespace HWY_NAMESPACE {

struct LennardJonesForm {
  static constexpr int kParameters = 2;  // 24εσ¹², 24εσ⁶
  static constexpr bool kCostly = false;

  template <bool kEnergy, class P>
  static HWY_INLINE void eval(V r2, const P& p, const double*, V& e, V& fr) {
    const D d;
    const V s = hn::Div(hn::Set(d, 1.0), r2), s3 = hn::Mul(s, hn::Mul(s, s));
    const V a = hn::Mul(p(0), s3), b = p(1);
    if constexpr (kEnergy) e = hn::Mul(hn::Mul(s3, hn::Set(d, 1.0 / 6.0)), hn::Sub(a, b));
    fr = hn::Mul(hn::Mul(s, s3), hn::MulSub(hn::Set(d, 2.0), a, b));
  }
};

PairKernels lennard_jones_kernels() { return kernels_of<LennardJonesForm>(); }

}  // namespace HWY_NAMESPACE
}  // namespace liquidus
HWY_AFTER_NAMESPACE();

#if HWY_ONCE
namespace liquidus {

HWY_EXPORT(lennard_jones_kernels);

std::unique_ptr<PairPotential> make_lennard_jones(Index types, std::span<const double> epsilon,
                                                  std::span<const double> sigma, const PairCutoff& cutoff) {
  std::vector<double> table(2 * epsilon.size());
  for (std::size_t k = 0; k < epsilon.size(); ++k) {
    const Index a = static_cast<Index>(k) / types, b = static_cast<Index>(k) % types;
    if (!(sigma[k] > 0.0)) throw PairError(a, b, "sigma must be positive");
    if (!(epsilon[k] >= 0.0)) throw PairError(a, b, "epsilon must not be negative");
    const double s6 = std::pow(sigma[k], 6);
    table[k] = 24.0 * epsilon[k] * s6 * s6;
    table[epsilon.size() + k] = 24.0 * epsilon[k] * s6;
  }
  return std::make_unique<PairPotential>(HWY_DYNAMIC_DISPATCH(lennard_jones_kernels)(), types, std::move(table),
                                         cutoff);
}

}  // namespace liquidus
#endif
