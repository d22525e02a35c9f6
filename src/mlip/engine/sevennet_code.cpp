#include "mlip/engine/sevennet_code.hpp"

#include <torch/csrc/jit/ir/ir.h>

#include "core/errors.hpp"

namespace liquidus {
namespace {

template <class F>
void for_all_nodes(torch::jit::Block* block, F&& f) {
  for (auto* node : block->nodes()) {
    f(node);
    for (auto* inner : node->blocks()) for_all_nodes(inner, f);
  }
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

}  // namespace

std::shared_ptr<torch::jit::Graph> graph_of(const torch::jit::Module& module) {
  return module.get_method("forward").graph();
}

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

bool is_sevennet(const LoadedModel& model) {
  return model.metadata.count("chemical_symbols_to_index") > 0 || mentions(model.module, "pbc_shift");
}

bool is_sevennet_part(const LoadedModel& model) { return is_sevennet(model) && mentions(model.module, "x_ghost"); }

ModelInfo describe_sevennet(const LoadedModel& loaded) {
  ModelInfo info;
  info.convention = "SevenNet";
  const auto cutoff = loaded.metadata.find("cutoff");
  if (cutoff == loaded.metadata.end())
    throw InputError(loaded.name + ": this SevenNet model has no cutoff ('cutoff' beside its code)");
  info.cutoff = std::strtod(cutoff->second.c_str(), nullptr);
  if (const auto known = loaded.metadata.find("chemical_symbols_to_index"); known != loaded.metadata.end())
    info.elements = words(known->second);
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

void refuse_conversion(const ModelInfo& info, const ModelOptions& options) {
  if (!options.head.empty())
    throw InputError(info.file + ": head '" + options.head + "' was asked for, but the model has only one");
  if (options.precision != "native" && options.precision != info.dtype)
    throw InputError(info.file + ": a frozen SevenNet model can't be converted to " + options.precision +
                     ": its weights are constants of its code, in " + info.dtype);
}

torch::Dtype sevennet_dtype(const ModelInfo& info) {
  return info.dtype == "float64" ? torch::kFloat64 : torch::kFloat32;
}

}  // namespace liquidus
