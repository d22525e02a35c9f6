#include <fmt/format.h>
#include <torch/csrc/jit/runtime/graph_executor.h>

#include "core/errors.hpp"
#include "mlip/mace/mace_attributes.hpp"
#include "mlip/mace/mace_blocks.hpp"
#include "mlip/mace/mace_module.hpp"
#include "mlip/mace/mace_paths.hpp"

namespace liquidus {
namespace {

using torch::Tensor;
using torch::jit::Module;

/// Numbers of paths, and with them the shapes of weights and U matrices, are a choice of the file's basis.
bool is_of_the_basis(const std::string& name) { return name.find("symmetric_contractions") != std::string::npos; }

Tensor fitted(const Tensor& found, const Tensor& own, const std::string& name, const std::string& file) {
  const auto t = found.detach().to(own.device(), own.scalar_type()).clone();
  if (is_of_the_basis(name)) return t;
  if (t.numel() != own.numel())
    throw InputError(fmt::format("{}: parameter '{}' has {} numbers; a model of this kind would have {}", file, name,
                                 t.numel(), own.numel()));
  return t.reshape(own.sizes());
}

void copy_parameters(const Module& from, Module& to, const std::string& file) {
  for (const auto& own : to.named_parameters()) {
    const auto found = find_tensor(from, own.name);
    if (!found) throw InputError(fmt::format("{}: this MACE model has no parameter '{}'", file, own.name));
    const auto dot = own.name.rfind('.');
    find_module(to, own.name.substr(0, dot))
        ->setattr(own.name.substr(dot + 1), fitted(*found, own.value, own.name, file).requires_grad_(true));
  }
}

/// What a file has no buffer for is our own preparation.
void copy_buffers(const Module& from, Module& to, const std::string& file) {
  for (const auto& own : to.named_buffers()) {
    const auto found = find_tensor(from, own.name);
    if (!found) continue;
    const auto dot = own.name.rfind('.');
    Module owner = dot == std::string::npos ? to : *find_module(to, own.name.substr(0, dot));
    owner.setattr(own.name.substr(dot == std::string::npos ? 0 : dot + 1), fitted(*found, own.value, own.name, file));
  }
}

/// A few atoms of each pair of elements, half a cutoff apart.
c10::impl::GenericDict small_cluster(const MaceConfig& config) {
  const auto type = config.single_precision ? torch::kFloat32 : torch::kFloat64;
  const auto Z = static_cast<std::int64_t>(config.atomic_numbers.size());
  const std::int64_t N = 6;
  const auto places =
      torch::tensor(
          {{0.0, 0.0, 0.0}, {0.45, 0.1, 0.0}, {0.0, 0.5, 0.1}, {-0.1, 0.05, 0.4}, {0.4, 0.45, 0.3}, {0.3, -0.2, 0.35}},
          torch::kFloat64) *
      config.r_max;
  std::vector<std::int64_t> from, to;
  for (std::int64_t i = 0; i < N; ++i)
    for (std::int64_t j = 0; j < N; ++j)
      if (i != j && (places[i] - places[j]).norm().item<double>() < config.r_max) {
        from.push_back(i);
        to.push_back(j);
      }
  const auto E = static_cast<std::int64_t>(from.size());
  const auto real = torch::TensorOptions(type);
  c10::Dict<std::string, Tensor> data;
  data.insert("positions", places.to(type));
  data.insert("edge_index", torch::stack({torch::tensor(from), torch::tensor(to)}));
  data.insert("shifts", torch::zeros({E, 3}, real));
  data.insert("unit_shifts", torch::zeros({E, 3}, real));
  data.insert("cell", torch::eye(3, real));
  data.insert("node_attrs", torch::eye(Z, real).index_select(0, torch::arange(N).remainder(Z)));
  data.insert("batch", torch::zeros({N}, torch::kInt64));
  data.insert("ptr", torch::tensor({std::int64_t{0}, N}));
  data.insert("head", torch::zeros({1}, torch::kInt64));
  return c10::impl::toGenericDict(data);
}

Tensor node_energies(Module m, const MaceConfig& config) {
  const torch::jit::GraphOptimizerEnabledGuard plain(false);  // optimised, the first call takes seconds
  return m.forward({small_cluster(config), false, false})
      .toGenericDict()
      .at("node_energy")
      .toTensor()
      .detach()
      .to(torch::kFloat64);
}

}  // namespace

Module rebuild_mace(const Module& module, const std::string& file) {
  const auto from = whole_mace(module);
  const auto config = read_mace_config(from, file);
  auto to = make_mace(config, 0);
  copy_parameters(from, to, file);
  copy_buffers(from, to, file);
  const ModuleBuilder builder(0, config.single_precision);
  for (int t = 0; t < config.interactions; ++t) {
    const auto shape = layer_shape(config, t);
    prepare_couplings(builder, *find_module(to, fmt::format("interactions.{}", t)), shape.in_L, config.max_ell);
    for (int L = 0; L <= shape.out_L; ++L)
      prepare_contraction(builder,
                          *find_module(to, fmt::format("products.{}.symmetric_contractions.contractions.{}", t, L)), L,
                          config.correlation, harmonics(config.max_ell));
  }
  const auto expected = node_energies(from, config), found = node_energies(to, config);
  const double difference = (expected - found).abs().max().item<double>();
  if (!(difference < (config.single_precision ? 1e-3 : 1e-8) * (1.0 + expected.abs().max().item<double>())))
    throw InputError(
        fmt::format("{}: rebuilt from its weights, this MACE model's energies differ by {:.3g} eV: it has "
                    "something that this program doesn't know",
                    file, difference));
  return to;
}

}  // namespace liquidus
