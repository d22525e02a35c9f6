#include "model_forward.hpp"

#include <torch/script.h>

#include <algorithm>
#include <memory>
#include <vector>

#include "core/neighbours.hpp"
#include "mlip/model_info.hpp"

namespace liquidus::bench {
namespace {

using torch::Tensor;
using Inputs = std::vector<std::pair<std::string, Tensor>>;

/// What the three conventions have in common, in double precision.
struct Graph {
  Tensor position, type, center, neighbour, shift, cell, volume;
  std::int64_t nodes, elements;
};

Graph graph_of(const ModelInfo& info, const Structure& atoms) {
  PeriodicNeighbours neighbours({{info.cutoff, ListKind::full}}, Skin{0.0});
  const Neighbourhood& all = neighbours.update(atoms);
  std::vector<std::int64_t> center, neighbour, type;
  std::vector<double> shift, position, cell;
  for (Index i = 0; i < all.own; ++i) {
    type.push_back(std::find(info.elements.begin(), info.elements.end(), atoms.name(i)) - info.elements.begin());
    const Vec3& r = all.r[static_cast<std::size_t>(i)];
    position.insert(position.end(), r.begin(), r.end());
    for (const auto j : all.full(info.cutoff).of(i)) {
      const auto ghost = static_cast<std::size_t>(std::max<Index>(j - all.own, 0));
      center.push_back(i);
      neighbour.push_back(j < all.own ? j : all.owner[ghost]);
      for (std::size_t k = 0; k < 3; ++k) shift.push_back(j < all.own ? 0.0 : all.shift[ghost][k]);
    }
  }
  for (const auto& row : all.cell.vectors()) cell.insert(cell.end(), row.begin(), row.end());
  const auto integers = [](const std::vector<std::int64_t>& x) { return torch::tensor(x, torch::kInt64); };
  const auto vectors = [](const std::vector<double>& x) { return torch::tensor(x, torch::kFloat64).reshape({-1, 3}); };
  return {vectors(position),
          integers(type),
          integers(center),
          integers(neighbour),
          vectors(shift),
          vectors(cell),
          torch::tensor(all.cell.volume(), torch::kFloat64),
          all.own,
          static_cast<std::int64_t>(info.elements.size())};
}

Inputs inputs(const std::string& convention, const Graph& g) {
  const auto batch = torch::zeros_like(g.type), count = torch::tensor({g.nodes});
  if (convention == "NequIP")
    return {{"pos", g.position},          {"edge_index", torch::stack({g.center, g.neighbour})},
            {"edge_cell_shift", g.shift}, {"cell", g.cell.unsqueeze(0)},
            {"atom_types", g.type},       {"batch", batch},
            {"num_atoms", count}};
  if (convention == "SevenNet")
    return {{"pos", g.position},
            {"edge_index", torch::stack({g.center, g.neighbour})},
            {"pbc_shift", g.shift},
            {"cell_lattice_vectors", g.cell},
            {"cell_volume", g.volume},
            {"num_atoms", count[0]},
            {"x", g.type}};
  return {{"positions", g.position},
          {"edge_index", torch::stack({g.neighbour, g.center})},
          {"shifts", -g.shift.matmul(g.cell)},
          {"unit_shifts", -g.shift},
          {"cell", g.cell},
          {"batch", batch},
          {"node_attrs", torch::one_hot(g.type, g.elements).to(torch::kFloat64)},
          {"ptr", torch::tensor({std::int64_t{0}, g.nodes})},
          {"head", torch::zeros({1}, torch::kInt64)}};
}

}  // namespace

std::function<double()> own_forward(const std::string& file, const Structure& atoms, const std::string& device) {
  const ModelInfo info = inspect_model(file);
  auto module = std::make_shared<torch::jit::Module>(torch::jit::load(file, torch::Device(device)));
  module->eval();
  for (const auto& parameter : module->parameters()) parameter.set_requires_grad(false);
  const auto outer = module->hasattr("model") && info.convention.rfind("MACE", 0) == 0;
  torch::jit::Module called = outer ? module->attr("model").toModule() : *module;
  const auto real = info.convention == "NequIP" || info.dtype == "float64" ? torch::kFloat64 : torch::kFloat32;
  auto given = inputs(info.convention, graph_of(info, atoms));
  for (auto& [name, tensor] : given)
    tensor = tensor.to(torch::Device(device), tensor.is_floating_point() ? real : tensor.scalar_type());
  const std::string forces = info.convention == "SevenNet" ? "inferred_force" : "forces";
  return [given, called, forces, frozen = info.convention == "SevenNet", module]() mutable {
    c10::Dict<std::string, Tensor> data;  // the call changes it
    for (const auto& [name, tensor] : given) data.insert(name, tensor.detach());
    if (frozen) data.at("pos").set_requires_grad(true);
    const auto out = called.forward({data}).toGenericDict();
    return out.at(forces).toTensor().to(torch::kCPU, torch::kFloat64).square().sum().item<double>();
  };
}

}  // namespace liquidus::bench
