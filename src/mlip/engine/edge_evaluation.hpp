#pragma once
#include <optional>

#include "mlip/engine/edge_graph.hpp"
#include "mlip/engine/edge_model.hpp"

/// Private to src/mlip.
namespace liquidus {

/// One graph on the model's device. What stands on the CPU already is lent, not copied: the graph must stay.
EdgeTensors edge_tensors(EdgeGraph& graph, const EdgeModel& model);

struct EdgeResult {
  torch::Tensor energies;  // [targets] eV, on the CPU in double precision
  torch::Tensor gradient;  // [E,3] of the targets' energy by the vectors, eV/Å, likewise
};

/// Energies of the first `targets` nodes and the derivative of their sum. The vectors must not ask for a derivative
/// yet.
/// @throws Error in one line, with the model's name, for what LibTorch refuses or has no memory for
EdgeResult evaluate_edges(const EdgeModel& model, EdgeTensors edges, Index targets);

/// [N, columns] EdgeModel::node_features on the CPU in single precision, one behind the other in memory.
/// @throws Error as evaluate_edges, InputError as EdgeModel::node_features
std::optional<torch::Tensor> node_features(const EdgeModel& model, const EdgeTensors& edges);

}  // namespace liquidus
