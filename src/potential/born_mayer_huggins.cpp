#undef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE "potential/born_mayer_huggins.cpp"
#include "potential/born_mayer_huggins.hpp"

#include <hwy/foreach_target.h>

#include "potential/exponential_form-inl.hpp"

HWY_BEFORE_NAMESPACE();
namespace liquidus {
namespace HWY_NAMESPACE {

PairKernels born_mayer_huggins_kernels() { return kernels_of<ExponentialForm<true>>(); }

}  // namespace HWY_NAMESPACE
}  // namespace liquidus
HWY_AFTER_NAMESPACE();

#if HWY_ONCE
namespace liquidus {

HWY_EXPORT(born_mayer_huggins_kernels);

std::unique_ptr<PairPotential> make_born_mayer_huggins(Index types, std::span<const BornMayerHugginsPair> pairs,
                                                       const PairCutoff& cutoff, const CoreOptions& core) {
  std::vector<ExponentialPair> all;
  for (const auto& p : pairs) all.push_back({p.A, p.sigma, p.rho, p.C, p.D});
  auto table = make_exponential_table(types, all, true, cutoff.cutoff, core);
  return std::make_unique<PairPotential>(HWY_DYNAMIC_DISPATCH(born_mayer_huggins_kernels)(), types,
                                         std::move(table.parameters), cutoff, std::move(table.constants));
}

}  // namespace liquidus
#endif
