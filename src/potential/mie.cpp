#undef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE "potential/mie.cpp"
#include "potential/mie.hpp"

#include <hwy/foreach_target.h>

#include "potential/pair_kernel-inl.hpp"

HWY_BEFORE_NAMESPACE();
namespace liquidus {
namespace HWY_NAMESPACE {

struct MieForm {
  static constexpr int kParameters = 4;  // Kε, σ², n, m
  static constexpr bool kCostly = true;

  template <bool kEnergy, class P>
  static HWY_INLINE void eval(V r2, const P& p, const double*, V& e, V& fr) {
    const D d;
    const V s = hn::Div(hn::Set(d, 1.0), r2), n = p(2), m = p(3);
    const V log = hn::Mul(hn::Set(d, 0.5), hn::Log(d, hn::Mul(p(1), s)));  // ln(σ/r)
    const V repulsion = hn::Mul(p(0), exponential(hn::Mul(n, log)));
    const V attraction = hn::Mul(p(0), exponential(hn::Mul(m, log)));
    if constexpr (kEnergy) e = hn::Sub(repulsion, attraction);
    fr = hn::Mul(s, hn::MulSub(n, repulsion, hn::Mul(m, attraction)));
  }
};

PairKernels mie_kernels() { return kernels_of<MieForm>(); }

}  // namespace HWY_NAMESPACE
}  // namespace liquidus
HWY_AFTER_NAMESPACE();

#if HWY_ONCE
#include <cmath>

namespace liquidus {

HWY_EXPORT(mie_kernels);

std::unique_ptr<PairPotential> make_mie(Index types, std::span<const MiePair> pairs, const PairCutoff& cutoff) {
  const std::size_t size = pairs.size();
  std::vector<double> table(4 * size);
  for (std::size_t k = 0; k < size; ++k) {
    const auto& [epsilon, sigma, n, m] = pairs[k];
    const Index a = static_cast<Index>(k) / types, b = static_cast<Index>(k) % types;
    if (!(sigma > 0.0)) throw PairError(a, b, "sigma must be positive");
    if (!(epsilon >= 0.0)) throw PairError(a, b, "epsilon must not be negative");
    if (!(n > m && m > 0.0)) throw PairError(a, b, "the exponents must be n > m > 0");
    if (cutoff.tail && !(m > 3.0)) throw PairError(a, b, "a tail needs an exponent m above 3");
    const double values[] = {epsilon * n / (n - m) * std::pow(n / m, m / (n - m)), sigma * sigma, n, m};
    for (std::size_t row = 0; row < 4; ++row) table[row * size + k] = values[row];
  }
  return std::make_unique<PairPotential>(HWY_DYNAMIC_DISPATCH(mie_kernels)(), types, std::move(table), cutoff);
}

}  // namespace liquidus
#endif
