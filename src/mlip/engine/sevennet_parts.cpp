#include "mlip/engine/sevennet_parts.hpp"

#include <fmt/format.h>

#include "core/errors.hpp"
#include "mlip/engine/sevennet_code.hpp"

namespace liquidus {
namespace {

using torch::Tensor;

/// Two atoms, to learn the widths from what a layer gives.
EdgeTensors two_atoms(const ModelInfo& info, torch::Dtype dtype, torch::Device device) {
  const auto integers = torch::TensorOptions(torch::kInt64).device(device);
  EdgeTensors pair;
  pair.center = torch::arange(2, integers);
  pair.neighbour = 1 - pair.center;
  pair.type = pair.graph = torch::zeros({2}, integers);
  pair.vector = (1.0 - 2.0 * pair.center.to(dtype)).unsqueeze(1) *
                torch::tensor({0.5 * info.cutoff, 0.0, 0.0}, torch::kFloat64).to(device, dtype);
  return pair;
}

LayerInput first_input(const EdgeTensors& edges) {
  LayerInput input;
  input.targets = edges.type.size(0);
  input.center = edges.center;
  input.neighbour = edges.neighbour;
  input.vector = edges.vector;
  input.type = edges.type;
  return input;
}

bool makes_features_of_types(const LoadedModel& part) { return mentions(part.module, "node_attr"); }
bool makes_energies(const LoadedModel& part) { return mentions(part.module, "atomic_energy"); }

}  // namespace

SevennetParts::SevennetParts(std::vector<torch::jit::Module> parts, ModelInfo info, torch::Dtype dtype,
                             torch::Device device)
    : EdgeModel(parts.front(), std::move(info), dtype, device), parts_(std::move(parts)), widths_(1, 0) {
  const torch::NoGradGuard constant;
  LayerInput input = first_input(two_atoms(info_, dtype, device));
  for (int layer = 0; layer + 1 < layers(); ++layer) {
    auto output = evaluate(layer, input);
    widths_.push_back(static_cast<int>(output.own.size(1)));
    input.own = output.own;
    input.others = input.own.narrow(0, 0, 0);
    input.kept = output.kept;
  }
}

/// Row 0 of edge_index receives. Nodes are numbered through own atoms and the others behind them.
LayerOutput SevennetParts::evaluate(int layer, const LayerInput& input) const {
  const auto others = input.type.size(0) - input.targets;
  const Tensor own_types = input.type.narrow(0, 0, input.targets);
  const bool first = layer == 0, last = layer + 1 == layers();
  c10::Dict<std::string, Tensor> data;  // the call adds to it, and takes from it
  data.insert("edge_vec", input.vector);
  data.insert("edge_index", torch::stack({input.center, input.neighbour}));
  data.insert("nlocal", torch::full({1}, input.targets, torch::kInt64));
  data.insert("num_atoms", torch::full({1}, input.targets, torch::kInt64));
  data.insert("atom_type", own_types);
  data.insert("x", first ? own_types : input.own);
  data.insert("x_ghost", first ? input.type.narrow(0, input.targets, others) : input.others);
  if (!first) data.insert("self_cont_tmp", input.kept);
  const auto found = parts_[static_cast<std::size_t>(layer)].forward({data}).toGenericDict();
  if (last) return {found.at("atomic_energy").toTensor().reshape({input.targets}), {}};
  return {found.at("x").toTensor(), found.at("self_cont_tmp").toTensor()};
}

Tensor SevennetParts::node_energies(const EdgeTensors& edges) const {
  LayerInput input = first_input(edges);
  for (int layer = 0; layer + 1 < layers(); ++layer) {
    const auto output = evaluate(layer, input);
    input.own = output.own;
    input.others = output.own.narrow(0, 0, 0);
    input.kept = output.kept;
  }
  return evaluate(layers() - 1, input).own;
}

ModelInfo describe_sevennet_parts(const std::string& name, const std::vector<LoadedModel>& parts) {
  const auto refuse = [&](const LoadedModel& part, const std::string& what) {
    throw InputError(
        fmt::format("{}: {}; a SevenNet model that was cut for parallel runs consists of several files, "
                    "numbered from 0, that stand side by side",
                    part.name, what));
  };
  ModelInfo info;
  for (const auto& part : parts) {
    if (!is_sevennet_part(part)) refuse(part, "no part of such a model");
    if (part.metadata != parts.front().metadata) refuse(part, "a part of another model than " + parts.front().name);
    const bool first = &part == &parts.front(), last = &part == &parts.back();
    if (first != makes_features_of_types(part))
      refuse(part, first ? "not the model's first part" : "the model's first part");
    if (makes_energies(part) && !last) refuse(part, "the model's last part, but there are more");
    if (last && !makes_energies(part)) refuse(part, "not the model's last part, but there is none behind it");
    const ModelInfo one = describe_sevennet(part);
    if (first) {
      info = one;
      continue;
    }
    info.layers += one.layers;
    info.parameters += one.parameters;
    info.trainable += one.trainable;
  }
  if (info.layers != static_cast<int>(parts.size())) refuse(parts.front(), "parts of more than one layer each");
  info.file = name;
  info.convention = fmt::format("SevenNet, cut into {} parts", parts.size());
  return info;
}

}  // namespace liquidus
