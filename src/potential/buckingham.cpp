#undef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE "potential/buckingham.cpp"
#include "potential/buckingham.hpp"

#include <hwy/foreach_target.h>

#include "potential/exponential_form-inl.hpp"

HWY_BEFORE_NAMESPACE();
namespace liquidus {
namespace HWY_NAMESPACE {

PairKernels buckingham_kernels() { return kernels_of<ExponentialForm<false>>(); }

}  // namespace HWY_NAMESPACE
}  // namespace liquidus
HWY_AFTER_NAMESPACE();

#if HWY_ONCE
namespace liquidus {

HWY_EXPORT(buckingham_kernels);

std::unique_ptr<PairPotential> make_buckingham(Index types, std::span<const BuckinghamPair> pairs,
                                               const PairCutoff& cutoff, const CoreOptions& core) {
  std::vector<ExponentialPair> all;
  for (const auto& p : pairs) all.push_back({p.A, 0.0, p.rho, p.C, 0.0});
  auto table = make_exponential_table(types, all, false, cutoff.cutoff, core);
  return std::make_unique<PairPotential>(HWY_DYNAMIC_DISPATCH(buckingham_kernels)(), types, std::move(table.parameters),
                                         cutoff, std::move(table.constants));
}

}  // namespace liquidus
#endif
