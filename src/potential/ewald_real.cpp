#undef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE "potential/ewald_real.cpp"
#include "potential/ewald_real.hpp"

#include <hwy/foreach_target.h>

#include "potential/pair_kernel-inl.hpp"

HWY_BEFORE_NAMESPACE();
namespace liquidus {
namespace HWY_NAMESPACE {

/// Σ c_k t^k with 4 × blocks coefficients: four FMAs per block, of which one waits for the block before.
HWY_INLINE V polynomial(const double* c, int blocks, V t) {
  const D d;
  const V t2 = hn::Mul(t, t), t4 = hn::Mul(t2, t2);
  V sum = hn::Zero(d);
  for (const double* block = c + 4 * (blocks - 1); block >= c; block -= 4) {
    const V low = hn::MulAdd(hn::Set(d, block[1]), t, hn::Set(d, block[0]));
    const V high = hn::MulAdd(hn::Set(d, block[3]), t, hn::Set(d, block[2]));
    sum = hn::MulAdd(sum, t4, hn::MulAdd(high, t2, low));
  }
  return sum;
}

/// constants: scale, blocks of the force's polynomial, blocks of the energy's, then their coefficients (EwaldFit).
struct EwaldRealForm {
  static constexpr int kParameters = 1;                   // q_a q_b e²/4πε0
  static constexpr bool kCostly = hn::MaxLanes(D()) < 8;  // wide vectors seldom miss all partners

  template <bool kEnergy, class P>
  static HWY_INLINE void eval(V r2, const P& p, const double* constants, V& e, V& fr) {
    const D d;
    const int force_blocks = static_cast<int>(constants[1]);
    const V q = p(0), s = hn::Div(hn::Set(d, 1.0), hn::Sqrt(r2));
    const V t = hn::MulSub(r2, hn::Set(d, constants[0]), hn::Set(d, 1.0));
    fr = hn::Mul(q, hn::MulAdd(hn::Mul(s, s), s, polynomial(constants + 3, force_blocks, t)));
    if constexpr (kEnergy)
      e = hn::Mul(q, hn::Sub(s, polynomial(constants + 3 + 4 * force_blocks, static_cast<int>(constants[2]), t)));
  }
};

PairKernels ewald_real_kernels() { return kernels_of<EwaldRealForm>(); }

}  // namespace HWY_NAMESPACE
}  // namespace liquidus
HWY_AFTER_NAMESPACE();

#if HWY_ONCE
#include <stdexcept>

#include "core/units.hpp"
#include "potential/ewald_fit.hpp"

namespace liquidus {

HWY_EXPORT(ewald_real_kernels);

std::unique_ptr<PairPotential> make_ewald_real(std::span<const double> charges, double cutoff, double beta,
                                               double tolerance, Truncation truncation) {
  if (!(cutoff > 0.0)) throw std::invalid_argument("the real-space cutoff of an Ewald sum must be positive");
  if (!(beta > 0.0 && beta * cutoff <= 8.0))
    throw std::invalid_argument("the beta of an Ewald sum must be positive and at most 8/cutoff");
  std::vector<double> products;
  for (const double a : charges)
    for (const double b : charges) products.push_back(units::coulomb * a * b);
  const EwaldFit fit = fit_ewald_real(beta, cutoff, tolerance);
  std::vector<double> constants{fit.scale, static_cast<double>(fit.force.size() / 4),
                                static_cast<double>(fit.energy.size() / 4)};
  constants.insert(constants.end(), fit.force.begin(), fit.force.end());
  constants.insert(constants.end(), fit.energy.begin(), fit.energy.end());
  return std::make_unique<PairPotential>(HWY_DYNAMIC_DISPATCH(ewald_real_kernels)(), static_cast<Index>(charges.size()),
                                         std::move(products), PairCutoff{cutoff, truncation}, std::move(constants));
}

}  // namespace liquidus
#endif
