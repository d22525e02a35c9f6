#pragma once
#include "mlip/mace/mace_config.hpp"
#include "mlip/mace/module_builder.hpp"

/// Private to src/mlip. The blocks of a MACE model. Inside, features are [(l+1)², nodes, channels]: what belongs to one
/// l is contiguous, so that every linear map is one matrix product, and so is the sum over products of components.
namespace liquidus {

/// forward(vectors [E,3], lengths [E,1]) → [E, (max_ell+1)²] real spherical harmonics, each l with norm √(2l+1).
torch::jit::Module make_spherical_harmonics(ModuleBuilder& builder, const MaceConfig& config);
/// forward(lengths [E,1], types [N], edge_index [2,E], atomic_numbers [Z]) → [E, bessel].
torch::jit::Module make_radial_embedding(ModuleBuilder& builder, const MaceConfig& config);
/// forward(types, node_attrs, feats, harmonics [N,D,K], filled [N D,1], radial [U,B], slope [U,B] or None, which [N D],
/// excess [N D,1], sender [N D]) → message [K,N,C], self-connection. Edges stand by receiver, D places for each; empty
/// places have harmonics of zero. `which` is each place's row of `radial`, `excess` how much longer the edge is than that
/// row's length, by which it is differentiated. The first layer's feats are those of the elements, [1,Z,C].
torch::jit::Module make_interaction(ModuleBuilder& builder, const MaceConfig& config, int layer);
/// forward(message [K,N,C], self-connection, types) → [(out_L+1)², N, C].
torch::jit::Module make_product(ModuleBuilder& builder, const MaceConfig& config, int layer);
/// forward(feats) → [N] energies.
torch::jit::Module make_readout(ModuleBuilder& builder, const MaceConfig& config, int layer);

/// (Re)computes what a contraction's forward() needs from its U matrices, whatever their basis.
void prepare_contraction(const ModuleBuilder& builder, torch::jit::Module contraction, int L, int correlation, int dim);
/// (Re)computes an interaction's couplings from the Wigner symbols in its conv_tp, whatever their signs.
void prepare_couplings(const ModuleBuilder& builder, torch::jit::Module interaction, int in_L, int max_ell);

}  // namespace liquidus
