#undef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE "potential/zbl.cpp"
#include "potential/zbl.hpp"

#include <hwy/foreach_target.h>

#include "potential/pair_kernel-inl.hpp"

HWY_BEFORE_NAMESPACE();
namespace liquidus {
namespace HWY_NAMESPACE {

struct ZblForm {
  static constexpr int kParameters = 2;  // Z_a Z_b e²/4πε0, 1/l
  static constexpr bool kCostly = true;

  template <bool kEnergy, class P>
  static HWY_INLINE void eval(V r2, const P& p, const double*, V& e, V& fr) {
    constexpr double weights[] = {0.18175, 0.50986, 0.28022, 0.02817}, rates[] = {3.19980, 0.94229, 0.40290, 0.20162};
    const D d;
    const V r = hn::Sqrt(r2), s = hn::Div(hn::Set(d, 1.0), r2), inverse_length = p(1), x = hn::Mul(r, inverse_length);
    V screening = hn::Zero(d), slope = hn::Zero(d);  // φ and −φ'
    for (std::size_t k = 0; k < 4; ++k) {
      const V part = hn::Mul(hn::Set(d, weights[k]), exponential(hn::Mul(hn::Set(d, -rates[k]), x)));
      screening = hn::Add(screening, part);
      slope = hn::MulAdd(hn::Set(d, rates[k]), part, slope);
    }
    const V bare = hn::Mul(p(0), hn::Mul(r, s));
    if constexpr (kEnergy) e = hn::Mul(bare, screening);
    fr = hn::Mul(hn::Mul(bare, s), hn::MulAdd(slope, x, screening));
  }
};

PairKernels zbl_kernels() { return kernels_of<ZblForm>(); }

}  // namespace HWY_NAMESPACE
}  // namespace liquidus
HWY_AFTER_NAMESPACE();

#if HWY_ONCE
#include <cmath>
#include <stdexcept>

#include "core/units.hpp"

namespace liquidus {

HWY_EXPORT(zbl_kernels);

std::unique_ptr<PairPotential> make_zbl(std::span<const int> Z, double inner, double outer) {
  const std::size_t n = Z.size(), size = n * n;
  std::vector<double> table(2 * size);
  for (std::size_t a = 0; a < n; ++a) {
    if (Z[a] < 1) throw std::invalid_argument("an atomic number is below 1");
    for (std::size_t b = 0; b < n; ++b) {
      table[a * n + b] = units::coulomb * Z[a] * Z[b];
      table[size + a * n + b] = (std::pow(Z[a], 0.23) + std::pow(Z[b], 0.23)) / 0.46850;
    }
  }
  return std::make_unique<PairPotential>(HWY_DYNAMIC_DISPATCH(zbl_kernels)(), static_cast<Index>(n), std::move(table),
                                         PairCutoff{outer, Truncation::switched, inner});
}

}  // namespace liquidus
#endif
