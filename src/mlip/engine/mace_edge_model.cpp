#include <algorithm>

#include "core/errors.hpp"
#include "mlip/engine/conventions.hpp"
#include "mlip/mace/mace_attributes.hpp"
#include "mlip/mace/mace_module.hpp"

namespace liquidus {
namespace {

using torch::Tensor;

bool looks_like_mace(const torch::jit::Module& module) {
  return (module.hasattr("atomic_numbers") || module.hasattr("r_max")) &&
         (module.hasattr("interactions") || module.hasattr("num_interactions"));
}

/// A LAMMPS export holds the model as it was scripted whole.
torch::jit::Module inner(const torch::jit::Module& module) {
  const auto model = child(module, "model");
  return model && looks_like_mace(*model) ? *model : module;
}

bool recognises(const LoadedModel& model) { return looks_like_mace(inner(model.module)); }

std::vector<std::string> heads(const torch::jit::Module& model) {
  std::vector<std::string> names;
  if (!model.hasattr("heads")) return names;
  const auto value = model.attr("heads");
  if (!value.isList()) return names;
  for (const c10::IValue& name : value.toListRef())
    if (name.isString()) names.push_back(name.toStringRef());
  if (names.size() < 2) names.clear();
  return names;
}

ModelInfo describe(const LoadedModel& loaded) {
  const auto model = inner(loaded.module);
  ModelInfo info;
  info.convention = child(loaded.module, "model") ? "MACE (LAMMPS export)" : "MACE";
  if (!model.hasattr("r_max")) throw InputError(loaded.name + ": this MACE model has no cutoff (attribute 'r_max')");
  const auto r_max = model.attr("r_max");
  info.cutoff = r_max.isTensor() ? r_max.toTensor().item<double>() : r_max.toDouble();
  if (!model.hasattr("atomic_numbers"))
    throw InputError(loaded.name + ": this MACE model has no elements (attribute 'atomic_numbers')");
  const auto numbers = model.attr("atomic_numbers").toTensor().to(torch::kCPU, torch::kInt64).contiguous();
  info.elements =
      symbols({numbers.data_ptr<std::int64_t>(), numbers.data_ptr<std::int64_t>() + numbers.numel()}, loaded.name);
  if (info.elements.empty())
    throw InputError(loaded.name + ": this MACE model has no elements (its 'atomic_numbers' are empty)");
  if (const auto layers = child(model, "interactions"))
    info.layers = static_cast<int>(layers->children().size());
  else {
    const auto count = model.attr("num_interactions");
    info.layers = static_cast<int>(count.isTensor() ? count.toTensor().item<std::int64_t>() : count.toInt());
  }
  info.parameters = info.trainable = count_parameters(model);
  if (info.parameters == 0) info.why_frozen = "its parameters were folded into its code when it was frozen";
  for (const auto& parameter : model.parameters()) {
    info.dtype = dtype_name(parameter.scalar_type());
    break;
  }
  if (info.dtype.empty()) info.dtype = dtype_name(r_max.isTensor() ? r_max.toTensor().scalar_type() : torch::kFloat64);
  info.heads = heads(model);
  return info;
}

/// Which head of a multi-head model: the one asked for, or the one that a LAMMPS export was made with.
std::int64_t choose_head(const torch::jit::Module& outer, const ModelInfo& info, const std::string& wanted) {
  std::string names;
  for (const auto& name : info.heads) names += (names.empty() ? "" : ", ") + name;
  if (info.heads.empty()) {
    if (wanted.empty()) return 0;
    throw InputError(info.file + ": head '" + wanted + "' was asked for, but the model has only one");
  }
  if (wanted.empty()) {
    if (outer.hasattr("head") && outer.attr("head").isTensor())
      return outer.attr("head").toTensor().reshape({-1})[0].item<std::int64_t>();
    throw InputError(info.file + ": the model has several heads, choose one of: " + names);
  }
  const auto found = std::find(info.heads.begin(), info.heads.end(), wanted);
  if (found == info.heads.end())
    throw InputError(info.file + ": the model has no head '" + wanted + "'; it has: " + names);
  return found - info.heads.begin();
}

/// All nodes stand at the origin, so that a vector along an edge is its shift. In edge_index, row 0 sends and row 1
/// receives, and the vector is r_receiver − r_sender + shift: ours with the opposite sign.
class MaceModel : public EdgeModel {
 public:
  MaceModel(torch::jit::Module module, ModelInfo info, torch::Dtype dtype, torch::Device device, std::int64_t head)
      : EdgeModel(std::move(module), std::move(info), dtype, device), model_(inner(module_)), head_(head) {
    set_second_order(module_, false);
  }

  Tensor node_energies(const EdgeTensors& edges) const override { return forward(edges).at("node_energy").toTensor(); }

  /// Our modules have a method for them, mace's own give those of all layers in what forward() returns, and files that
  /// we wrote before have neither.
  std::optional<Tensor> node_features(const EdgeTensors& edges) const override {
    if (!with_features_ && model_.find_method("node_features")) with_features_ = model_;
    if (!with_features_) {
      const auto found = forward(edges);
      if (found.contains("node_feats")) return scalars(found.at("node_feats").toTensor());
      auto rebuilt = rebuilt_on_cpu();
      set_second_order(rebuilt, false);
      rebuilt.to(device_);
      with_features_ = rebuilt;
    }
    return with_features_
        ->run_method("node_features", edges.type, one_hot(edges), -edges.vector,
                     torch::stack({edges.neighbour, edges.center}))
        .toTensor();
  }

 private:
  Tensor one_hot(const EdgeTensors& edges) const {
    const auto elements = static_cast<std::int64_t>(info_.elements.size());
    return torch::zeros({edges.type.size(0), elements}, torch::TensorOptions(dtype_).device(device_))
        .scatter_(1, edges.type.unsqueeze(1), 1.0);
  }

  c10::impl::GenericDict forward(const EdgeTensors& edges) const {
    const auto reals = torch::TensorOptions(dtype_).device(device_);
    const auto integers = torch::TensorOptions(torch::kInt64).device(device_);
    const auto nodes = edges.type.size(0);
    c10::Dict<std::string, Tensor> data;  // the call changes it
    data.insert("positions", torch::zeros({nodes, 3}, reals));
    data.insert("node_attrs", one_hot(edges));
    data.insert("edge_index", torch::stack({edges.neighbour, edges.center}));
    data.insert("shifts", -edges.vector);
    data.insert("unit_shifts", torch::zeros({1, 3}, reals).expand({edges.vector.size(0), 3}));
    data.insert("cell", torch::eye(3, reals).repeat({edges.graphs, 1}));
    data.insert("batch", edges.graph);
    data.insert("ptr", torch::searchsorted(edges.graph, torch::arange(edges.graphs + 1, integers)));
    data.insert("head", torch::full({edges.graphs}, head_, integers));
    const bool training = false, compute_force = false;
    return model_.forward({data, training, compute_force}).toGenericDict();
  }

  /// mace's layers stand one behind the other, each with its scalars first: all but the last have (l + 1)² numbers for
  /// each channel, the last has scalars alone.
  Tensor scalars(const Tensor& all) const {
    const auto weight = find_tensor(model_, "node_embedding.linear.weight");
    const auto layers = static_cast<std::int64_t>(info_.layers);
    const auto channels = weight ? weight->numel() / static_cast<std::int64_t>(info_.elements.size()) : 0;
    std::int64_t width = channels;
    for (std::int64_t n = 2; n < 8 && width * (layers - 1) + channels < all.size(1); ++n) width = channels * n * n;
    if (channels < 1 || width * (layers - 1) + channels != all.size(1))
      throw InputError(info_.file + ": this MACE model's features are of no known layout");
    std::vector<Tensor> parts;
    for (std::int64_t t = 0; t < layers; ++t) parts.push_back(all.narrow(1, t * width, channels));
    return torch::cat(parts, 1);
  }

  torch::jit::Module rebuilt_on_cpu() const {
    auto copy = model_.deepcopy();
    copy.to(torch::kCPU);
    return rebuild_mace(copy, info_.file);
  }

  mutable torch::jit::Module model_;
  mutable std::optional<torch::jit::Module> with_features_;  // a module with that method
  std::int64_t head_;
};

std::unique_ptr<EdgeModel> make(LoadedModel loaded, ModelInfo info, const ModelOptions& options, torch::Device device) {
  const auto head = choose_head(loaded.module, info, options.head);
  const auto now = info.dtype == "float32" ? torch::kFloat32 : torch::kFloat64;
  const auto dtype = convert_precision(loaded.module, now, options.precision);
  info.dtype = dtype_name(dtype);
  return std::make_unique<MaceModel>(std::move(loaded.module), std::move(info), dtype, device, head);
}

}  // namespace

const Convention mace_convention{recognises, describe, make};

}  // namespace liquidus
