#include "mlip/engine/graph_chunks.hpp"

#include <algorithm>
#include <cmath>
#include <numeric>

#include "core/elements.hpp"
#include "core/errors.hpp"
#include "core/neighbours.hpp"
#include "mlip/engine/chunks.hpp"

namespace liquidus {
namespace {

std::vector<Index> all_of(Index n) {
  std::vector<Index> all(static_cast<std::size_t>(n));
  std::iota(all.begin(), all.end(), Index{0});
  return all;
}

}  // namespace

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

GraphChunks::GraphChunks(const EdgeModel& model, int layers, std::span<const Species> species, double memory,
                         const Communicator& ranks, double one_of_several)
    : model_(&model),
      ranks_(&ranks),
      builder_(model.info().cutoff, layers, model_types(model.info(), species), ranks),
      asked_limit_(memory),
      one_of_several_(one_of_several) {}

EdgeGraph& GraphChunks::graph(const Neighbourhood& atoms, std::size_t part) {
  if (parts_.size() > 1) builder_.build(atoms, parts_[part], graph_);  // with one part it is there
  return graph_;
}

ModelPlan GraphChunks::divide(const Neighbourhood& atoms) {
  builder_.prepare(atoms);
  parts_.clear();
  return atoms.own > 0 ? divide(atoms, all_of(atoms.own), false) : ModelPlan{};
}

ModelPlan GraphChunks::plan(const Structure& atoms) {
  PeriodicNeighbours neighbours({list()}, Skin{0.0});
  const Neighbourhood& all = neighbours.update(atoms);
  if (all.own == 0) return {};
  builder_.prepare(all);
  bisect(all.r, all_of(all.own), std::min<Index>(ranks_->size(), all.own), parts_);
  return divide(all, std::vector(parts_.front()), true);
}

/// Measured once, with the first graph's number of edges per node; the limit is this rank's part of what is free then,
/// less a reserve for what else a program does.
double GraphChunks::bytes(const EdgeGraph& graph) {
  if (!memory_) {
    const double nodes = static_cast<double>(std::max<Index>(graph.nodes(), 1));
    memory_ = measure_memory(*model_, static_cast<double>(graph.edges()) / nodes);
    const double share = 0.8 / ranks_->on_this_machine();
    limit_ = asked_limit_ > 0.0 ? asked_limit_ : share * free_memory(model_->device());
  }
  return memory_->bytes(graph.nodes(), graph.edges());
}

/// With one part its graph is built. What is no larger than the graphs that memory is measured with isn't, unless an
/// estimate or a limit was asked for.
ModelPlan GraphChunks::divide(const Neighbourhood& atoms, const std::vector<Index>& targets, bool estimate) {
  parts_ = {targets};
  builder_.build(atoms, parts_[0], graph_);
  ModelPlan plan{graph_.targets, graph_.edges(), 1, 0.0};
  if (!estimate && asked_limit_ == 0.0 && graph_.edges() <= measured_edges) return plan;
  plan.bytes = bytes(graph_);
  while (plan.bytes > limit_) {
    const auto atoms_here = static_cast<Index>(targets.size());
    if (plan.chunks == atoms_here)
      throw Error(model_->info().file + ": one atom with its surroundings takes " + std::to_string(plan.bytes / 1e9) +
                  " GB, but only " + std::to_string(limit_ / 1e9) + " GB may be used");
    const double count = static_cast<double>(plan.chunks) * std::clamp(plan.bytes / limit_, 1.1, 4.0);
    bisect(atoms.r, targets, std::min(atoms_here, static_cast<Index>(std::ceil(count))), parts_);
    plan = most(atoms);
  }
  return plan;
}

/// Of the part that takes most, or of the first that takes too much.
ModelPlan GraphChunks::most(const Neighbourhood& atoms) {
  ModelPlan plan{0, 0, static_cast<Index>(parts_.size()), 0.0};
  for (const auto& part : parts_) {
    builder_.build(atoms, part, graph_);
    const double taken = one_of_several_ * bytes(graph_);
    if (taken > plan.bytes) plan = {graph_.targets, graph_.edges(), plan.chunks, taken};
    if (taken > limit_) break;
  }
  return plan;
}

}  // namespace liquidus
