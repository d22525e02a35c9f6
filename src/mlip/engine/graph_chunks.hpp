#pragma once
#include <optional>

#include "mlip/engine/edge_graph.hpp"
#include "mlip/engine/edge_model.hpp"
#include "mlip/engine/memory_use.hpp"

/// Private to src/mlip.
namespace liquidus {

/// Number of each species in the model, by its own name ("Fe3+" where a model tells such apart) or its element's
/// symbol. @throws InputError for one that it lacks
std::vector<std::int64_t> model_types(const ModelInfo& info, std::span<const Species> species);

/// The graphs that a model is evaluated on for a rank's atoms: one of them all, or several where memory is short. Lent
/// to, must be outlived.
class GraphChunks {
 public:
  /// @param layers   hops of the graphs around their targets
  /// @param memory   bytes that an evaluation may take, 0: this rank's part of what the machine has free
  /// @param one_of_several  what one of several chunks takes, of what the model takes for its graph
  GraphChunks(const EdgeModel& model, int layers, std::span<const Species> species, double memory,
              const Communicator& ranks, double one_of_several = 1.0);

  ListRequest list() const { return builder_.list(); }
  /// Into as few parts as memory allows, a function of the configuration alone; none where a rank has no atom.
  /// Collective.
  ModelPlan divide(const Neighbourhood& atoms);
  /// That of a rank which has its part of these atoms, and estimated even where it is small.
  ModelPlan plan(const Structure& atoms);

  std::size_t count() const { return parts_.size(); }
  /// Valid until the next call.
  EdgeGraph& graph(const Neighbourhood& atoms, std::size_t part);

 private:
  ModelPlan divide(const Neighbourhood& atoms, const std::vector<Index>& targets, bool estimate);
  ModelPlan most(const Neighbourhood& atoms);
  double bytes(const EdgeGraph& graph);

  const EdgeModel* model_;
  const Communicator* ranks_;
  GraphBuilder builder_;
  double asked_limit_, one_of_several_, limit_ = 0.0;
  EdgeGraph graph_;
  std::vector<std::vector<Index>> parts_;
  std::optional<MemoryModel> memory_;
};

}  // namespace liquidus
