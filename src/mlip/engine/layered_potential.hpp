#pragma once
#include "mlip/engine/sevennet_parts.hpp"
#include "mlip/model_potential.hpp"

/// Private to src/mlip.
namespace liquidus {

/// A model cut per layer over several ranks: ghosts out to one cutoff, whose features come from their owners before
/// each layer, and whose gradients go back to them.
/// @param ranks must outlive the potential
std::unique_ptr<ModelPotential> make_layered_potential(std::unique_ptr<const SevennetParts> model,
                                                       std::span<const Species> species, double memory,
                                                       const Communicator& ranks);

}  // namespace liquidus
