#pragma once
#include <vector>

#include "mlip/mace/mace_config.hpp"

namespace liquidus {

/// One coupling of a message: sender's feature l1 with the edge's harmonic l2 to l3.
struct Path {
  int l1, l2, l3;
};

/// All couplings of features l1 ≤ in_L with harmonics l2 ≤ max_ell to l3 ≤ max_ell that keep parity, in the order in
/// which mace lays out radial weights (and so the columns of the radial network's last layer): by l3, then l1, then l2.
std::vector<Path> message_paths(int in_L, int max_ell);

/// What layer `t` takes and gives: features up to in_L, and up to out_L (the last gives scalars alone).
struct LayerShape {
  int in_L, out_L;
  bool residual, density;
  std::vector<Path> paths;
};
LayerShape layer_shape(const MaceConfig& config, int t);

inline int harmonics(int max_l) { return (max_l + 1) * (max_l + 1); }

}  // namespace liquidus
