#include <torch/csrc/jit/ir/ir.h>

#include <algorithm>

#include "core/errors.hpp"
#include "mlip/engine/conventions.hpp"
#include "mlip/engine/sevennet_code.hpp"

namespace liquidus {
namespace {

using torch::Tensor;

ModelInfo describe(const LoadedModel& loaded) {
  if (!mentions(loaded.module, "pbc_shift") || !mentions(loaded.module, "atomic_energy"))
    throw InputError(loaded.name +
                     ": a SevenNet model that takes no positions (pbc_shift) or gives no atomic energies");
  return describe_sevennet(loaded);
}

/// The code takes the derivative of its own energy and frees what ours needs: that node and all behind it go.
void cut_derivative(const torch::jit::Module& module) {
  const auto graph = graph_of(module);
  auto nodes = graph->nodes();
  auto from = std::find_if(nodes.begin(), nodes.end(), [](const torch::jit::Node* node) {
    return std::string(node->kind().toQualString()) == "aten::grad" ||
           std::string(node->kind().toUnqualString()) == "grad";
  });
  std::vector<torch::jit::Node*> behind;
  for (; from != nodes.end(); ++from) behind.push_back(*from);
  std::for_each(behind.rbegin(), behind.rend(), [](torch::jit::Node* node) { node->destroy(); });
}

/// All nodes stand at the origin of a unit cell, so that a vector along an edge is its shift. Row 0 of edge_index
/// receives.
class SevennetModel : public EdgeModel {
 public:
  SevennetModel(torch::jit::Module module, ModelInfo info, torch::Dtype dtype, torch::Device device)
      : EdgeModel(std::move(module), std::move(info), dtype, device) {
    cut_derivative(module_);
  }

  Tensor node_energies(const EdgeTensors& edges) const override {
    const auto reals = torch::TensorOptions(dtype_).device(device_);
    const auto nodes = edges.type.size(0);
    c10::Dict<std::string, Tensor> data;  // the call adds to it
    data.insert("pos", torch::zeros({nodes, 3}, reals));
    data.insert("edge_index", torch::stack({edges.center, edges.neighbour}));
    data.insert("pbc_shift", edges.vector);
    data.insert("cell_lattice_vectors", torch::eye(3, reals));
    data.insert("cell_volume", torch::ones({}, reals));
    data.insert("num_atoms", torch::full({}, nodes, torch::TensorOptions(torch::kInt64).device(device_)));
    data.insert("x", edges.type);
    return module_.forward({data}).toGenericDict().at("atomic_energy").toTensor().reshape({nodes});
  }
};

std::unique_ptr<EdgeModel> make(LoadedModel loaded, ModelInfo info, const ModelOptions& options, torch::Device device) {
  refuse_conversion(info, options);
  const auto dtype = sevennet_dtype(info);
  return std::make_unique<SevennetModel>(std::move(loaded.module), std::move(info), dtype, device);
}

}  // namespace

const Convention sevennet_convention{is_sevennet, describe, make};

}  // namespace liquidus
