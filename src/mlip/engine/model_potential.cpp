#include "mlip/model_potential.hpp"

#include "core/errors.hpp"
#include "core/phases.hpp"
#include "mlip/engine/edge_evaluation.hpp"
#include "mlip/engine/graph_chunks.hpp"
#include "mlip/engine/layered_potential.hpp"
#include "mlip/engine/sevennet_parts.hpp"

namespace liquidus {
namespace {

/// Ghosts out to cutoff × layers are nodes as own atoms are; only own atoms' energies count.
class TorchPotential : public ModelPotential {
 public:
  TorchPotential(std::unique_ptr<EdgeModel> model, std::span<const Species> species, double memory,
                 const Communicator& ranks)
      : model_(std::move(model)), chunks_(*model_, info().layers, species, memory, ranks) {
    for (const auto& parameter : model_->module().parameters()) parameter.set_requires_grad(false);
  }

  const ModelInfo& info() const override { return model_->info(); }
  Reach reach() const override { return {info().cutoff, info().layers, false}; }
  std::vector<ListRequest> lists() const override { return {chunks_.list()}; }
  bool gives_atomic_virials() const override { return true; }
  ModelPlan plan(const Structure& atoms) const override { return chunks_.plan(atoms); }

  void add(const Neighbourhood& atoms, Evaluation& out) const override {
    const Timed timed(Phase::model);
    chunks_.divide(atoms);
    for (std::size_t part = 0; part < chunks_.count(); ++part) add_graph(chunks_.graph(atoms, part), out);
  }

 private:
  void add_graph(EdgeGraph& graph, Evaluation& out) const;

  std::unique_ptr<EdgeModel> model_;
  mutable GraphChunks chunks_;
  mutable EdgeForces forces_;
};

void TorchPotential::add_graph(EdgeGraph& graph, Evaluation& out) const {
  const EdgeResult result = evaluate_edges(*model_, edge_tensors(graph, *model_), graph.targets);
  const double* energies = result.energies.data_ptr<double>();
  for (Index n = 0; n < graph.targets; ++n) {
    out.energy += energies[n];
    if (out.with_atomic_energies)
      out.atomic_energies[static_cast<std::size_t>(graph.atom[static_cast<std::size_t>(n)])] += energies[n];
  }
  forces_.add(graph, {result.gradient.data_ptr<double>(), static_cast<std::size_t>(3 * graph.edges())}, out);
}

}  // namespace

std::unique_ptr<ModelPotential> make_model_potential(const std::string& file, std::span<const Species> species,
                                                     const ModelOptions& options, const Communicator& ranks) {
  if (!(options.memory >= 0.0)) throw InputError(file + ": the memory for a model must not be negative");
  auto model = load_edge_model(file, options, ranks);
  if (const auto* parts = dynamic_cast<const SevennetParts*>(model.get()); parts && !ranks.alone()) {
    model.release();
    return make_layered_potential(std::unique_ptr<const SevennetParts>(parts), species, options.memory, ranks);
  }
  return std::make_unique<TorchPotential>(std::move(model), species, options.memory, ranks);
}

}  // namespace liquidus
