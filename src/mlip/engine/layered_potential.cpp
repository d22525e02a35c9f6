#include "mlip/engine/layered_potential.hpp"

#include <torch/autograd.h>

#include "core/errors.hpp"
#include "core/phases.hpp"
#include "mlip/engine/edge_evaluation.hpp"
#include "mlip/engine/graph_chunks.hpp"
#include "mlip/engine/torch_guard.hpp"

namespace liquidus {
namespace {

using torch::Tensor;

Tensor index_of(std::vector<Index>& atoms, Index from, Index to) {
  return torch::from_blob(atoms.data() + from, {to - from}, torch::kInt64);
}

/// A layer's evaluation of one graph, as long as its derivative may be asked for.
struct Call {
  LayerInput input;
  LayerOutput output;
};

class LayeredPotential : public ModelPotential {
 public:
  LayeredPotential(std::unique_ptr<const SevennetParts> model, std::span<const Species> species, double memory,
                   const Communicator& ranks)
      : model_(std::move(model)),
        layers_(model_->layers()),
        chunks_(*model_, 1, species, memory, ranks, 2.0 / layers_) {}

  const ModelInfo& info() const override { return model_->info(); }
  Reach reach() const override { return {info().cutoff, info().layers, true}; }
  std::vector<ListRequest> lists() const override { return {chunks_.list()}; }
  bool gives_atomic_virials() const override { return true; }
  ModelPlan plan(const Structure& atoms) const override { return chunks_.plan(atoms); }

  void add(const Neighbourhood& atoms, Evaluation& out) const override {
    const Timed timed(Phase::model);
    const TorchGuard guard(model_->device().is_cpu());
    chunks_.divide(atoms);
    calls_.clear();
    forward(atoms, out);
    backward(atoms, out);
    calls_.clear();
  }

 private:
  void forward(const Neighbourhood& atoms, Evaluation& out) const;
  void backward(const Neighbourhood& atoms, Evaluation& out) const;
  Call call(int layer, EdgeGraph& graph) const;
  std::vector<Tensor> derivatives(int layer, const Call& call, EdgeGraph& graph) const;
  void add_energies(const Tensor& energies, const EdgeGraph& graph, Evaluation& out) const;
  template <class F>
  auto in_words(const EdgeGraph& graph, F&& f) const;
  Tensor zeros(Index rows, Index width) const { return torch::zeros({rows, width}, model_->dtype()); }

  std::unique_ptr<const SevennetParts> model_;
  int layers_;
  mutable GraphChunks chunks_;
  mutable EdgeForces forces_;
  // what a layer takes of each atom, and the energy's derivative by it, on the CPU
  mutable std::vector<Tensor> features_, slopes_;            // [layers] [total, width]
  mutable std::vector<Tensor> kept_features_, kept_slopes_;  // [layers] [own, …]
  mutable std::vector<Call> calls_;                          // [layers], with one chunk
};

/// Ghosts get what their owners have.
void send(const Halo& halo, Tensor& values) {
  const auto size = static_cast<std::size_t>(values.numel());
  const auto width = static_cast<int>(values.size(1));
  if (values.scalar_type() == torch::kFloat64)
    halo.forward(std::span(values.data_ptr<double>(), size), width);
  else
    halo.forward(std::span(values.data_ptr<float>(), size), width);
}

/// Owners get what their ghosts have.
void bring_home(const Halo& halo, Tensor& values) {
  const auto size = static_cast<std::size_t>(values.numel());
  const auto width = static_cast<int>(values.size(1));
  if (values.scalar_type() == torch::kFloat64)
    halo.reverse(std::span(values.data_ptr<double>(), size), width);
  else
    halo.reverse(std::span(values.data_ptr<float>(), size), width);
}

template <class F>
auto LayeredPotential::in_words(const EdgeGraph& graph, F&& f) const {
  try {
    return f();
  } catch (const std::exception& error) {
    throw Error(info().file + ": the model can't be evaluated for " + std::to_string(graph.nodes()) + " atoms with " +
                std::to_string(graph.edges()) + " edges: " + without_backtrace(error));
  }
}

Call LayeredPotential::call(int layer, EdgeGraph& graph) const {
  return in_words(graph, [&] {
    const auto edges = edge_tensors(graph, *model_);
    const auto k = static_cast<std::size_t>(layer);
    const auto leaf = [&](const Tensor& values) { return values.to(model_->device()).detach().requires_grad_(true); };
    Call made;
    made.input.targets = graph.targets;
    made.input.center = edges.center;
    made.input.neighbour = edges.neighbour;
    made.input.type = edges.type;
    made.input.vector = leaf(edges.vector);
    if (layer > 0) {
      const Tensor own = index_of(graph.atom, 0, graph.targets);
      made.input.own = leaf(features_[k].index_select(0, own));
      made.input.others = leaf(features_[k].index_select(0, index_of(graph.atom, graph.targets, graph.nodes())));
      made.input.kept = leaf(kept_features_[k].index_select(0, own));
    }
    made.output = model_->evaluate(layer, made.input);
    return made;
  });
}

void LayeredPotential::add_energies(const Tensor& energies, const EdgeGraph& graph, Evaluation& out) const {
  const Tensor values = energies.detach().to(torch::kCPU, torch::kFloat64).contiguous();
  for (Index n = 0; n < graph.targets; ++n) {
    const double energy = values.data_ptr<double>()[n];
    out.energy += energy;
    if (out.with_atomic_energies)
      out.atomic_energies[static_cast<std::size_t>(graph.atom[static_cast<std::size_t>(n)])] += energy;
  }
}

/// With several chunks their calls aren't kept but made again on the way back: that takes the memory of one layer of
/// one of them.
void LayeredPotential::forward(const Neighbourhood& atoms, Evaluation& out) const {
  const auto count = static_cast<std::size_t>(layers_);
  features_.assign(count, {});
  kept_features_.assign(count, {});
  for (int layer = 0; layer < layers_; ++layer) {
    const auto next = static_cast<std::size_t>(layer + 1);
    const bool last = next == count;
    if (layer > 0) send(*atoms.halo, features_[static_cast<std::size_t>(layer)]);
    if (!last) features_[next] = zeros(atoms.total(), model_->width(layer + 1));
    for (std::size_t part = 0; part < chunks_.count(); ++part) {
      EdgeGraph& graph = chunks_.graph(atoms, part);
      const torch::AutoGradMode recorded(chunks_.count() == 1);
      Call made = call(layer, graph);
      if (last) {
        add_energies(made.output.own, graph, out);
      } else {
        const Tensor own = index_of(graph.atom, 0, graph.targets);
        const Tensor kept = made.output.kept.detach().to(torch::kCPU);
        if (!kept_features_[next].defined()) kept_features_[next] = zeros(atoms.own, kept.size(1));
        kept_features_[next].index_copy_(0, own, kept);
        features_[next].index_copy_(0, own, made.output.own.detach().to(torch::kCPU));
      }
      if (chunks_.count() == 1) calls_.push_back(std::move(made));
    }
  }
}

/// Of the ranks' energies together, by vectors and, behind the first layer, by features of own atoms, of others, and by
/// what was kept.
std::vector<Tensor> LayeredPotential::derivatives(int layer, const Call& made, EdgeGraph& graph) const {
  return in_words(graph, [&] {
    const auto next = static_cast<std::size_t>(layer + 1);
    std::vector<Tensor> outputs{made.output.own}, slopes, inputs{made.input.vector};
    if (layer + 1 == layers_) {
      slopes.push_back(torch::ones_like(made.output.own));
    } else {
      const Tensor own = index_of(graph.atom, 0, graph.targets);
      outputs.push_back(made.output.kept);
      slopes.push_back(slopes_[next].index_select(0, own).to(model_->device()));
      slopes.push_back(kept_slopes_[next].index_select(0, own).to(model_->device()));
    }
    if (layer > 0) inputs.insert(inputs.end(), {made.input.own, made.input.others, made.input.kept});
    for (std::size_t k = outputs.size(); k-- > 0;)
      if (!outputs[k].requires_grad()) {  // what depends on atoms' types alone
        outputs.erase(outputs.begin() + static_cast<std::ptrdiff_t>(k));
        slopes.erase(slopes.begin() + static_cast<std::ptrdiff_t>(k));
      }
    std::vector<Tensor> found(inputs.size());
    if (!outputs.empty()) found = torch::autograd::grad(outputs, inputs, slopes, {}, false, true);
    for (std::size_t k = 0; k < found.size(); ++k)
      found[k] = found[k].defined() ? found[k].detach().to(torch::kCPU) : torch::zeros_like(inputs[k]).to(torch::kCPU);
    return found;
  });
}

void LayeredPotential::backward(const Neighbourhood& atoms, Evaluation& out) const {
  const auto count = static_cast<std::size_t>(layers_);
  slopes_.assign(count, {});
  kept_slopes_.assign(count, {});
  for (int layer = layers_ - 1; layer >= 0; --layer) {
    const auto k = static_cast<std::size_t>(layer);
    if (layer > 0) {
      slopes_[k] = torch::zeros_like(features_[k]);
      if (kept_features_[k].defined()) kept_slopes_[k] = torch::zeros_like(kept_features_[k]);
    }
    for (std::size_t part = 0; part < chunks_.count(); ++part) {
      EdgeGraph& graph = chunks_.graph(atoms, part);
      const Call made = calls_.empty() ? call(layer, graph) : std::move(calls_[k]);
      const auto found = derivatives(layer, made, graph);
      const Tensor by_vector = found[0].to(torch::kFloat64).contiguous();
      forces_.add(graph, {by_vector.data_ptr<double>(), static_cast<std::size_t>(3 * graph.edges())}, out);
      if (layer == 0) continue;
      const Tensor own = index_of(graph.atom, 0, graph.targets);
      slopes_[k].index_add_(0, own, found[1]);
      slopes_[k].index_add_(0, index_of(graph.atom, graph.targets, graph.nodes()), found[2]);
      kept_slopes_[k].index_copy_(0, own, found[3]);
    }
    if (layer > 0) bring_home(*atoms.halo, slopes_[k]);
  }
}

}  // namespace

std::unique_ptr<ModelPotential> make_layered_potential(std::unique_ptr<const SevennetParts> model,
                                                       std::span<const Species> species, double memory,
                                                       const Communicator& ranks) {
  return std::make_unique<LayeredPotential>(std::move(model), species, memory, ranks);
}

}  // namespace liquidus
