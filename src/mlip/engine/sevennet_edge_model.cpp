#include <torch/csrc/jit/ir/ir.h>

#include <algorithm>

#include "core/errors.hpp"
#include "mlip/engine/conventions.hpp"

namespace liquidus {
namespace {

using torch::Tensor;

std::shared_ptr<torch::jit::Graph> graph_of(const torch::jit::Module& module) {
  return module.get_method("forward").graph();
}

template <class F>
void for_all_nodes(torch::jit::Block* block, F&& f) {
  for (auto* node : block->nodes()) {
    f(node);
    for (auto* inner : node->blocks()) for_all_nodes(inner, f);
  }
}

/// Whether the code has this word as a constant, as keys of dictionaries are.
bool mentions(const torch::jit::Module& module, const std::string& word) {
  const auto value = c10::Symbol::attr("value");
  bool found = false;
  if (!module.find_method("forward")) return false;
  for_all_nodes(graph_of(module)->block(), [&](torch::jit::Node* node) {
    if (node->kind() == torch::jit::prim::Constant && node->hasAttribute(value) &&
        node->kindOf(value) == torch::jit::AttributeKind::s)
      found = found || node->s(value) == word;
  });
  return found;
}

bool recognises(const LoadedModel& model) {
  return model.metadata.count("chemical_symbols_to_index") > 0 || mentions(model.module, "pbc_shift");
}

/// Numbers in floating-point tensors of the frozen code: its weights, with some coupling coefficients.
std::int64_t count_constants(const torch::jit::Module& module) {
  const auto value = c10::Symbol::attr("value");
  std::int64_t count = 0;
  for_all_nodes(graph_of(module)->block(), [&](torch::jit::Node* node) {
    if (node->kind() == torch::jit::prim::Constant && node->hasAttribute(value) &&
        node->kindOf(value) == torch::jit::AttributeKind::t && node->t(value).is_floating_point())
      count += node->t(value).numel();
  });
  return count;
}

/// Messages are summed at the nodes once per layer, by one scatter_add in the code.
int count_layers(const torch::jit::Module& module) {
  int count = 0;
  for_all_nodes(graph_of(module)->block(), [&](torch::jit::Node* node) {
    const std::string kind = node->kind().toUnqualString();
    if (kind == "scatter_add_" || kind == "scatter_add" || kind == "scatter_reduce" || kind == "scatter_reduce_")
      ++count;
  });
  return count;
}

ModelInfo describe(const LoadedModel& loaded) {
  ModelInfo info;
  info.convention = "SevenNet";
  if (!mentions(loaded.module, "pbc_shift") || !mentions(loaded.module, "atomic_energy"))
    throw InputError(loaded.name +
                     ": one part of a SevenNet model that was cut for parallel runs; expected the whole "
                     "('sevenn get_model' without --get_parallel)");
  const auto cutoff = loaded.metadata.find("cutoff");
  if (cutoff == loaded.metadata.end())
    throw InputError(loaded.name + ": this SevenNet model has no cutoff ('cutoff' beside its code)");
  info.cutoff = std::strtod(cutoff->second.c_str(), nullptr);
  if (const auto names = loaded.metadata.find("chemical_symbols_to_index"); names != loaded.metadata.end())
    info.elements = words(names->second);
  if (info.elements.empty()) throw InputError(loaded.name + ": this SevenNet model doesn't name its elements");
  info.layers = count_layers(loaded.module);
  if (info.layers == 0) throw InputError(loaded.name + ": this SevenNet model sums no messages (scatter_add)");
  info.trainable = count_parameters(loaded.module);
  info.parameters = info.trainable + count_constants(loaded.module);
  if (info.trainable == 0) info.why_frozen = "SevenNet's deployed models are frozen: weights are constants in the code";
  info.dtype = "float32";
  if (const auto dtype = loaded.metadata.find("dtype"); dtype != loaded.metadata.end())
    info.dtype = dtype->second == "double" || dtype->second == "float64" ? "float64" : "float32";
  return info;
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
  if (!options.head.empty())
    throw InputError(info.file + ": head '" + options.head + "' was asked for, but the model has only one");
  if (options.precision != "native" && options.precision != info.dtype)
    throw InputError(info.file + ": a frozen SevenNet model can't be converted to " + options.precision +
                     ": its weights are constants of its code, in " + info.dtype);
  const auto dtype = info.dtype == "float64" ? torch::kFloat64 : torch::kFloat32;
  return std::make_unique<SevennetModel>(std::move(loaded.module), std::move(info), dtype, device);
}

}  // namespace

const Convention sevennet_convention{recognises, describe, make};

}  // namespace liquidus
