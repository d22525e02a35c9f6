#pragma once
#include <hwy/targets.h>

#include <string>
#include <vector>

namespace liquidus::testing {

/// Calls f(name) with Highway held to each instruction set of this machine in turn, the scalar one included. Kernels
/// are chosen when a potential is made, so f makes its own.
template <class F>
void for_each_target(F&& f) {
  const auto hold = [](std::int64_t target) {
    hwy::SetSupportedTargetsForTest(target);
    hwy::GetChosenTarget().Update(hwy::SupportedTargets());
  };
  for (const std::int64_t target : hwy::SupportedAndGeneratedTargets()) {
    hold(target);
    f(std::string(hwy::TargetName(target)));
  }
  hold(0);
}

}  // namespace liquidus::testing
