#include <fmt/format.h>

#include <array>
#include <cmath>

#include "core/errors.hpp"
#include "mlip/engine/loaded_model.hpp"
#include "mlip/mace/mace_attributes.hpp"
#include "mlip/mace/mace_module.hpp"

namespace liquidus {
namespace {

using torch::jit::Module;

[[noreturn]] void refuse(const std::string& file, const std::string& what) {
  throw InputError(file + ": this MACE model " + what);
}

Module part(const Module& m, const std::string& path, const std::string& file) {
  const auto found = find_module(m, path);
  if (!found) refuse(file, fmt::format("has no '{}', which its weights would be read from", path));
  return *found;
}

torch::Tensor tensor(const Module& m, const std::string& path, const std::string& file) {
  const auto found = find_tensor(m, path);
  if (!found) refuse(file, fmt::format("has no '{}'", path));
  return found->detach().to(torch::kCPU);
}

double number(const Module& m, const std::string& path, const std::string& file) {
  const auto t = tensor(m, path, file);
  if (t.numel() != 1) refuse(file, fmt::format("has {} values of '{}': a model with several heads", t.numel(), path));
  return t.to(torch::kFloat64).item<double>();
}

/// Attributes may be plain numbers or tensors, by version.
double number_attribute(const Module& m, const std::string& name, double otherwise) {
  if (!m.hasattr(name)) return otherwise;
  const auto value = m.attr(name);
  if (value.isTensor()) return value.toTensor().to(torch::kFloat64).item<double>();
  return value.isDouble() ? value.toDouble() : value.isInt() ? static_cast<double>(value.toInt()) : otherwise;
}

std::string interaction_kind(const Module& interaction, const std::string& file) {
  static constexpr std::array<std::pair<std::string_view, std::string_view>, 4> kinds = {
      {{"RealAgnosticResidualInteractionBlock", "residual"},
       {"RealAgnosticInteractionBlock", "non-residual"},
       {"RealAgnosticDensityResidualInteractionBlock", "density-residual"},
       {"RealAgnosticDensityInteractionBlock", "density"}}};
  const std::string found = class_name(interaction);
  for (const auto& [name, kind] : kinds)
    if (found == name) return std::string(kind);
  refuse(file, fmt::format("has interactions of the kind {}; this program has RealAgnostic[Density][Residual]"
                           "InteractionBlock",
                           found));
}

void read_radial(const Module& m, const std::string& file, MaceConfig& config) {
  const auto radial = part(m, "radial_embedding", file);
  const auto basis = class_name(part(radial, "bessel_fn", file));
  if (basis != "BesselBasis") refuse(file, fmt::format("has the radial basis {}; this program has BesselBasis", basis));
  if (radial.hasattr("apply_cutoff") && !radial.attr("apply_cutoff").toBool())
    refuse(file,
           "cuts its messages off after the radial network (apply_cutoff false), which this program doesn't have");
  config.bessel = static_cast<int>(tensor(radial, "bessel_fn.bessel_weights", file).numel());
  config.cutoff_power = number(radial, "cutoff_fn.p", file);
  if (const auto transform = find_module(radial, "distance_transform")) {
    if (class_name(*transform) != "AgnesiTransform")
      refuse(file, fmt::format("transforms distances by {}; this program has AgnesiTransform", class_name(*transform)));
    config.distance_transform = "agnesi";
  }
  if (const auto core = find_module(m, "pair_repulsion_fn")) {
    if (class_name(*core) != "ZBLBasis") refuse(file, fmt::format("has the pair repulsion {}", class_name(*core)));
    config.zbl = true;
  }
}

void read_layers(const Module& m, const std::string& file, MaceConfig& config) {
  config.interactions = static_cast<int>(number(m, "num_interactions", file));
  for (int t = 0; t < config.interactions; ++t) {
    const auto kind = interaction_kind(part(m, fmt::format("interactions.{}", t), file), file);
    if (t == 0) config.first_interaction = kind;
    if (t == 1) config.interaction = kind;
    if (t > 1 && kind != config.interaction) refuse(file, "has interactions of different kinds after the first");
  }
  if (config.interactions == 1) config.interaction = config.first_interaction;
  const auto first = part(m, "interactions.0", file);
  config.neighbours = number_attribute(first, "avg_num_neighbors", 1.0);
  config.radial_mlp.clear();
  const auto network = part(first, "conv_tp_weights", file);
  for (int k = 0; find_tensor(network, fmt::format("layer{}.weight", k + 1)); ++k)
    config.radial_mlp.push_back(static_cast<int>(tensor(network, fmt::format("layer{}.weight", k), file).size(1)));
  const auto contractions = part(m, "products.0.symmetric_contractions.contractions", file);
  config.max_L = -1;
  while (contractions.hasattr(std::to_string(config.max_L + 1))) ++config.max_L;
  const auto scalars = part(contractions, "0", file);
  config.correlation = 0;
  while (find_tensor(scalars, fmt::format("U_matrix_{}", config.correlation + 1))) ++config.correlation;
  if (config.correlation < 1 || config.correlation > 3)
    refuse(file, fmt::format("has correlation {}; this program has 1 to 3", config.correlation));
  const auto dim = tensor(scalars, "U_matrix_1", file);
  config.max_ell = static_cast<int>(std::lround(std::sqrt(static_cast<double>(dim.size(dim.dim() - 2))))) - 1;
  const auto last = fmt::format("readouts.{}", config.interactions - 1);
  if (config.interactions > 1) config.readout = static_cast<int>(tensor(m, last + ".linear_2.weight", file).numel());
}

}  // namespace

MaceConfig read_mace_config(const Module& module, const std::string& file) {
  const auto m = whole_mace(module);
  MaceConfig config;
  const auto numbers = tensor(m, "atomic_numbers", file).to(torch::kInt64);
  for (std::int64_t i = 0; i < numbers.numel(); ++i)
    config.atomic_numbers.push_back(static_cast<int>(numbers[i].item<std::int64_t>()));
  const auto energies = tensor(m, "atomic_energies_fn.atomic_energies", file).to(torch::kFloat64).reshape({-1});
  if (energies.numel() != numbers.numel())
    refuse(file, fmt::format("has {} reference energies for {} elements: a model with several heads", energies.numel(),
                             numbers.numel()));
  for (std::int64_t i = 0; i < energies.numel(); ++i) config.atomic_energies.push_back(energies[i].item<double>());
  config.r_max = number(m, "r_max", file);
  for (const char* extra : {"joint_embedding", "embedding_readout"})
    if (m.hasattr(extra)) refuse(file, fmt::format("has a '{}', which this program doesn't have", extra));
  read_radial(m, file, config);
  read_layers(m, file, config);
  const auto embedding = tensor(m, "node_embedding.linear.weight", file);
  config.single_precision = embedding.scalar_type() == torch::kFloat32;
  config.channels = static_cast<int>(embedding.numel() / numbers.numel());
  if (m.hasattr("scale_shift")) {
    config.scale = number(m, "scale_shift.scale", file);
    config.shift = number(m, "scale_shift.shift", file);
  }
  return config;
}

}  // namespace liquidus
