#include "core/errors.hpp"
#include "mlip/engine/conventions.hpp"

namespace liquidus {
namespace {

using torch::Tensor;

/// The energy without the derivatives that stand around it: model.func of a GraphModel.
std::optional<torch::jit::Module> energy_part(const torch::jit::Module& module) {
  const auto model = child(module, "model");
  return model ? child(*model, "func") : std::nullopt;
}

bool recognises(const LoadedModel& model) { return energy_part(model.module).has_value(); }

/// From the texts beside the module, or from its own dictionary, which stays with it when it is saved again.
std::string metadata(const LoadedModel& model, const std::string& key) {
  if (const auto found = model.metadata.find(key); found != model.metadata.end()) return found->second;
  if (!model.module.hasattr("_metadata")) return "";
  const auto value = model.module.attr("_metadata");
  if (!value.isGenericDict()) return "";
  for (const auto& entry : value.toGenericDict())
    if (entry.key().isString() && entry.key().toStringRef() == key && entry.value().isString())
      return entry.value().toStringRef();
  return "";
}

std::vector<std::string> type_names(const LoadedModel& model) {
  if (const auto text = metadata(model, "type_names"); !text.empty()) return words(text);
  std::vector<std::string> names;
  if (model.module.hasattr("type_names") && model.module.attr("type_names").isList())
    for (const c10::IValue& name : model.module.attr("type_names").toListRef())
      if (name.isString()) names.push_back(name.toStringRef());
  return names;
}

ModelInfo describe(const LoadedModel& loaded) {
  const auto energy = *energy_part(loaded.module);
  ModelInfo info;
  info.convention = "NequIP";
  const auto r_max = metadata(loaded, "r_max");
  if (r_max.empty()) throw InputError(loaded.name + ": this NequIP model has no cutoff ('r_max' in its metadata)");
  char* end = nullptr;
  info.cutoff = std::strtod(r_max.c_str(), &end);
  if (end == r_max.c_str()) throw InputError(loaded.name + ": this model's r_max is '" + r_max + "', no number");
  info.elements = type_names(loaded);
  if (info.elements.empty()) throw InputError(loaded.name + ": this NequIP model doesn't name its elements");
  for (const auto& part : energy.named_children())
    if (const auto& name = part.name;
        name.rfind("layer", 0) == 0 && name.size() > 8 && name.substr(name.size() - 8) == "_convnet")
      ++info.layers;
  if (info.layers == 0) throw InputError(loaded.name + ": this NequIP model has no layers named layer…_convnet");
  info.parameters = info.trainable = count_parameters(loaded.module);
  if (info.parameters == 0) info.why_frozen = "its parameters were folded into its code when it was frozen";
  info.dtype = metadata(loaded, "model_dtype");
  if (info.dtype.empty()) info.dtype = "float32";
  return info;
}

/// Takes vectors along edges in double precision, whatever the layers compute in; row 0 of edge_index receives.
class NequipModel : public EdgeModel {
 public:
  NequipModel(torch::jit::Module module, ModelInfo info, torch::Device device)
      : EdgeModel(std::move(module), std::move(info), torch::kFloat64, device), energy_(*energy_part(module_)) {}

  Tensor node_energies(const EdgeTensors& edges) const override {
    const auto nodes = edges.type.size(0);
    c10::Dict<std::string, Tensor> data;  // the call adds to it
    data.insert("pos", torch::zeros({nodes, 3}, torch::TensorOptions(dtype_).device(device_)));
    data.insert("edge_index", torch::stack({edges.center, edges.neighbour}));
    data.insert("edge_vectors", edges.vector);
    data.insert("atom_types", edges.type);
    data.insert("batch", edges.graph);
    data.insert("num_atoms", torch::bincount(edges.graph, {}, edges.graphs));
    return energy_.forward({data}).toGenericDict().at("atomic_energy").toTensor().reshape({nodes});
  }

 private:
  mutable torch::jit::Module energy_;
};

std::unique_ptr<EdgeModel> make(LoadedModel loaded, ModelInfo info, const ModelOptions& options, torch::Device device) {
  if (!options.head.empty())
    throw InputError(info.file + ": head '" + options.head + "' was asked for, but the model has only one");
  if (options.precision != "native" && options.precision != info.dtype)
    throw InputError(info.file + ": a NequIP model can't be converted to " + options.precision + ": its code fixes " +
                     info.dtype + " for its layers and float64 for geometry and energies; leave the precision native");
  return std::make_unique<NequipModel>(std::move(loaded.module), std::move(info), device);
}

}  // namespace

const Convention nequip_convention{recognises, describe, make};

}  // namespace liquidus
