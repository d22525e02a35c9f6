#include "mlip/engine/edge_evaluation.hpp"

#include <torch/autograd.h>

#include "core/errors.hpp"
#include "mlip/engine/torch_guard.hpp"

namespace liquidus {
namespace {

Error in_words(const EdgeModel& model, const EdgeTensors& edges, const std::exception& error) {
  return Error(model.info().file + ": the model can't be evaluated for " + std::to_string(edges.type.size(0)) +
               " atoms with " + std::to_string(edges.vector.size(0)) + " edges: " + without_backtrace(error));
}

}  // namespace

EdgeTensors edge_tensors(EdgeGraph& graph, const EdgeModel& model) {
  const auto device = model.device();
  const auto integers = [&](std::vector<std::int64_t>& values) {
    return torch::from_blob(values.data(), {static_cast<std::int64_t>(values.size())}, torch::kInt64).to(device);
  };
  EdgeTensors edges;
  edges.center = integers(graph.center);
  edges.neighbour = integers(graph.neighbour);
  edges.type = integers(graph.type);
  edges.graph = torch::zeros({graph.nodes()}, torch::TensorOptions(torch::kInt64).device(device));
  edges.vector = torch::from_blob(graph.vector.data(), {graph.edges(), 3}, torch::kFloat64).to(device, model.dtype());
  return edges;
}

EdgeResult evaluate_edges(const EdgeModel& model, EdgeTensors edges, Index targets) {
  const TorchGuard guard(model.device().is_cpu());
  EdgeResult result;
  try {
    edges.vector.set_requires_grad(true);
    const auto energies = model.node_energies(edges).narrow(0, 0, targets);
    result.energies = energies.detach().to(torch::kCPU, torch::kFloat64).contiguous();
    // without any edge the energies don't depend on the vectors
    if (edges.vector.size(0) > 0 && energies.requires_grad())
      result.gradient = torch::autograd::grad({energies.sum()}, {edges.vector}, {}, {}, false, true)[0];
    if (!result.gradient.defined()) result.gradient = torch::zeros_like(edges.vector);
    result.gradient = result.gradient.detach().to(torch::kCPU, torch::kFloat64).contiguous();
  } catch (const std::exception& error) {
    throw in_words(model, edges, error);
  }
  return result;
}

std::optional<torch::Tensor> node_features(const EdgeModel& model, const EdgeTensors& edges) {
  const TorchGuard guard(model.device().is_cpu());
  const torch::NoGradGuard values_only;
  try {
    auto found = model.node_features(edges);
    if (found) found = found->to(torch::kCPU, torch::kFloat32).contiguous();
    return found;
  } catch (const InputError&) {
    throw;
  } catch (const std::exception& error) {
    throw in_words(model, edges, error);
  }
}

}  // namespace liquidus
