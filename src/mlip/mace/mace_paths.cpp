#include "mlip/mace/mace_paths.hpp"

#include <cstdlib>

namespace liquidus {

std::vector<Path> message_paths(int in_L, int max_ell) {
  std::vector<Path> paths;
  for (int l3 = 0; l3 <= max_ell; ++l3)
    for (int l1 = 0; l1 <= in_L; ++l1)
      for (int l2 = 0; l2 <= max_ell; ++l2)
        if (l3 >= std::abs(l1 - l2) && l3 <= l1 + l2 && (l1 + l2 + l3) % 2 == 0) paths.push_back({l1, l2, l3});
  return paths;
}

LayerShape layer_shape(const MaceConfig& config, int t) {
  const std::string& kind = t == 0 ? config.first_interaction : config.interaction;
  const int in_L = t == 0 ? 0 : config.max_L;
  const int out_L = t + 1 == config.interactions ? 0 : config.max_L;
  return {in_L, out_L, kind == "residual" || kind == "density-residual", kind.starts_with("density"),
          message_paths(in_L, config.max_ell)};
}

}  // namespace liquidus
