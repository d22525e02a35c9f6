#include "mlip/model_potential.hpp"

#include <algorithm>
#include <cmath>
#include <numeric>
#include <optional>

#include "core/neighbours.hpp"
#include "core/elements.hpp"
#include "core/errors.hpp"
#include "mlip/engine/chunks.hpp"
#include "mlip/engine/edge_evaluation.hpp"
#include "mlip/engine/edge_graph.hpp"
#include "mlip/engine/edge_model.hpp"
#include "mlip/engine/memory_use.hpp"

namespace liquidus {
namespace {

/// Number of each species in the model, by its own name ("Fe3+" where a model tells such apart) or its element's
/// symbol.
std::vector<std::int64_t> model_types(const ModelInfo& info, std::span<const Species> species) {
  std::vector<std::int64_t> types;
  const auto find = [&](const std::string& name) {
    return std::find(info.elements.begin(), info.elements.end(), name);
  };
  for (const auto& kind : species) {
    auto found = find(kind.name);
    if (found == info.elements.end() && kind.Z > 0)
      found = find(std::string(elements()[static_cast<std::size_t>(kind.Z - 1)].symbol));
    if (found == info.elements.end()) {
      std::string known;
      for (const auto& name : info.elements) known += (known.empty() ? "" : " ") + name;
      throw InputError(info.file + ": the model has no element '" + kind.name + "'; it has: " + known);
    }
    types.push_back(found - info.elements.begin());
  }
  return types;
}

class TorchPotential : public ModelPotential {
 public:
  TorchPotential(std::unique_ptr<EdgeModel> model, std::span<const Species> species, const ModelOptions& options)
      : model_(std::move(model)),
        builder_(info().cutoff, info().layers, model_types(info(), species)),
        asked_limit_(options.memory) {
    for (const auto& parameter : model_->module().parameters()) parameter.set_requires_grad(false);
  }

  const ModelInfo& info() const override { return model_->info(); }
  Reach reach() const override { return {info().cutoff, info().layers, false}; }
  std::vector<ListRequest> lists() const override { return {{info().cutoff, ListKind::full}}; }
  bool gives_atomic_virials() const override { return true; }

  ModelPlan plan(const Structure& atoms) const override {
    PeriodicNeighbours neighbours(lists(), Skin{0.0});
    const Neighbourhood& all = neighbours.update(atoms);
    return all.own > 0 ? divide(all, true) : ModelPlan{};
  }

  void add(const Neighbourhood& atoms, Evaluation& out) const override {
    if (atoms.own == 0) return;
    if (divide(atoms, false).chunks == 1) return add_graph(out);
    for (const auto& part : parts_) {
      builder_.build(atoms, part, graph_);
      add_graph(out);
    }
  }

 private:
  ModelPlan divide(const Neighbourhood& atoms, bool estimate) const;
  double bytes(const EdgeGraph& graph) const;
  void add_graph(Evaluation& out) const;

  std::unique_ptr<EdgeModel> model_;
  mutable GraphBuilder builder_;
  double asked_limit_;
  mutable EdgeGraph graph_;
  mutable EdgeForces forces_;
  mutable std::vector<std::vector<Index>> parts_;
  mutable std::optional<MemoryModel> memory_;
  mutable double limit_ = 0.0;
};

/// Measured once, with the first graph's number of edges per node; the limit is what is free then, less a reserve for
/// what else a program does.
double TorchPotential::bytes(const EdgeGraph& graph) const {
  if (!memory_) {
    const double nodes = static_cast<double>(std::max<Index>(graph.nodes(), 1));
    memory_ = measure_memory(*model_, static_cast<double>(graph.edges()) / nodes);
    constexpr double share = 0.8;
    limit_ = asked_limit_ > 0.0 ? asked_limit_ : share * free_memory(model_->device());
  }
  return memory_->bytes(graph.nodes(), graph.edges());
}

/// Into as few parts as memory allows; a function of the configuration alone. With one part its graph is built. What is
/// no larger than the graphs that memory is measured with isn't, unless an estimate or a limit was asked for.
ModelPlan TorchPotential::divide(const Neighbourhood& atoms, bool estimate) const {
  builder_.prepare(atoms);
  parts_.resize(1);
  parts_[0].resize(static_cast<std::size_t>(atoms.own));
  std::iota(parts_[0].begin(), parts_[0].end(), Index{0});
  builder_.build(atoms, parts_[0], graph_);
  ModelPlan plan{atoms.own, graph_.edges(), 1, 0.0};
  if (!estimate && asked_limit_ == 0.0 && graph_.edges() <= measured_edges) return plan;
  plan.bytes = bytes(graph_);
  double excess = plan.bytes / limit_;
  while (excess > 1.0) {
    if (plan.chunks == atoms.own)
      throw Error(info().file + ": one atom with its surroundings takes " + std::to_string(plan.bytes / 1e9) +
                  " GB, but only " + std::to_string(limit_ / 1e9) + " GB may be used");
    const double parts = static_cast<double>(plan.chunks) * std::clamp(excess, 1.1, 4.0);
    plan = {0, 0, std::min(atoms.own, static_cast<Index>(std::ceil(parts))), 0.0};
    bisect(atoms.r, atoms.own, plan.chunks, parts_);
    for (const auto& part : parts_) {
      builder_.build(atoms, part, graph_);
      const double taken = bytes(graph_);
      if (taken > plan.bytes) plan = {graph_.targets, graph_.edges(), plan.chunks, taken};
      if (taken > limit_) break;
    }
    excess = plan.bytes / limit_;
  }
  return plan;
}

void TorchPotential::add_graph(Evaluation& out) const {
  const auto device = model_->device();
  const auto integers = [&](std::vector<std::int64_t>& values) {
    return torch::from_blob(values.data(), {static_cast<std::int64_t>(values.size())}, torch::kInt64).to(device);
  };
  EdgeTensors edges;
  edges.center = integers(graph_.center);
  edges.neighbour = integers(graph_.neighbour);
  edges.type = integers(graph_.type);
  edges.graph = torch::zeros({graph_.nodes()}, torch::TensorOptions(torch::kInt64).device(device));
  edges.vector =
      torch::from_blob(graph_.vector.data(), {graph_.edges(), 3}, torch::kFloat64).to(device, model_->dtype());
  const EdgeResult result = evaluate_edges(*model_, std::move(edges), graph_.targets);
  const double* energies = result.energies.data_ptr<double>();
  for (Index n = 0; n < graph_.targets; ++n) {
    out.energy += energies[n];
    if (out.with_atomic_energies)
      out.atomic_energies[static_cast<std::size_t>(graph_.atom[static_cast<std::size_t>(n)])] += energies[n];
  }
  forces_.add(graph_, {result.gradient.data_ptr<double>(), static_cast<std::size_t>(3 * graph_.edges())}, out);
}

}  // namespace

std::unique_ptr<ModelPotential> make_model_potential(const std::string& file, std::span<const Species> species,
                                                     const ModelOptions& options) {
  if (!(options.memory >= 0.0)) throw InputError(file + ": the memory for a model must not be negative");
  return std::make_unique<TorchPotential>(load_edge_model(file, options), species, options);
}

}  // namespace liquidus
