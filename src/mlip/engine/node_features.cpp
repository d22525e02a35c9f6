#include "mlip/node_features.hpp"

#include <map>

#include "core/errors.hpp"
#include "core/neighbours.hpp"
#include "mlip/engine/edge_evaluation.hpp"
#include "mlip/engine/graph_chunks.hpp"
#include "mlip/engine/torch_guard.hpp"

namespace liquidus {
namespace {

/// Graphs that go through the model as one without a path between them, and where their targets' numbers belong.
struct Together {
  struct Part {
    std::size_t structure;
    Index first, targets;  // nodes
  };
  EdgeGraph graph;
  std::vector<Part> parts;

  void add(const EdgeGraph& one, std::size_t structure) {
    const Index first = graph.nodes();
    parts.push_back({structure, first, one.targets});
    graph.atom.insert(graph.atom.end(), one.atom.begin(), one.atom.end());
    graph.type.insert(graph.type.end(), one.type.begin(), one.type.end());
    graph.vector.insert(graph.vector.end(), one.vector.begin(), one.vector.end());
    for (const auto node : one.center) graph.center.push_back(first + node);
    for (const auto node : one.neighbour) graph.neighbour.push_back(first + node);
  }
};

class TorchNodeFeatures : public NodeFeatures {
 public:
  TorchNodeFeatures(std::unique_ptr<const EdgeModel> model, Index columns, double memory)
      : model_(std::move(model)), columns_(columns), memory_(memory) {}

  Index columns() const override { return columns_; }

  std::vector<std::vector<float>> of(std::span<const Structure* const> structures) const override {
    std::vector<std::vector<float>> rows(structures.size());
    Together together;
    for (std::size_t k = 0; k < structures.size(); ++k) {
      const Structure& atoms = *structures[k];
      rows[k].resize(static_cast<std::size_t>(atoms.size() * columns_));
      auto& chunks = chunks_
                         .try_emplace(model_types(model_->info(), atoms.species), *model_, model_->info().layers,
                                      atoms.species, memory_, Communicator::self())
                         .first->second;
      PeriodicNeighbours neighbours({chunks.list()}, Skin{0.0});
      const Neighbourhood& all = neighbours.update(atoms);
      chunks.divide(all);
      for (std::size_t part = 0; part < chunks.count(); ++part) {
        const EdgeGraph& graph = chunks.graph(all, part);
        if (together.graph.edges() + graph.edges() > at_once) evaluate(together, rows);
        together.add(graph, k);
      }
    }
    evaluate(together, rows);
    return rows;
  }

 private:
  static constexpr Index at_once = 8000;  // edges: more aren't quicker, and take little memory
  void evaluate(Together& together, std::vector<std::vector<float>>& rows) const;

  std::unique_ptr<const EdgeModel> model_;
  Index columns_;
  double memory_;
  mutable std::map<std::vector<std::int64_t>, GraphChunks> chunks_;  // by types of species: each measures memory once
};

void TorchNodeFeatures::evaluate(Together& together, std::vector<std::vector<float>>& rows) const {
  if (together.parts.empty()) return;
  const auto found = node_features(*model_, edge_tensors(together.graph, *model_)).value();
  const float* values = found.data_ptr<float>();
  const auto width = static_cast<std::size_t>(columns_);
  for (const auto& [structure, first, targets] : together.parts)
    for (Index n = first; n < first + targets; ++n) {
      const auto atom = static_cast<std::size_t>(together.graph.atom[static_cast<std::size_t>(n)]);
      std::copy_n(values + n * columns_, width, rows[structure].data() + atom * width);
    }
  together = {};
}

/// An atom without neighbours.
EdgeTensors lone_atom(const EdgeModel& model) {
  const auto integers = torch::TensorOptions(torch::kInt64).device(model.device());
  EdgeTensors edges;
  edges.center = edges.neighbour = torch::empty({0}, integers);
  edges.vector = torch::empty({0, 3}, torch::TensorOptions(model.dtype()).device(model.device()));
  edges.type = edges.graph = torch::zeros({1}, integers);
  return edges;
}

}  // namespace

std::unique_ptr<NodeFeatures> make_node_features(const std::string& file, const ModelOptions& options) {
  std::unique_ptr<const EdgeModel> model = load_edge_model(file, options);
  const auto one = node_features(*model, lone_atom(*model));
  if (!one) return nullptr;
  return std::make_unique<TorchNodeFeatures>(std::move(model), one->size(1), options.memory);
}

}  // namespace liquidus
