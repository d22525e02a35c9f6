#include "mlip/train/gradient.hpp"

#include <torch/autograd.h>

#include <algorithm>
#include <map>

#include "mlip/train/split.hpp"

namespace liquidus {
namespace {

LossCounts counts_of(const Frames& frames) {
  LossCounts counts{static_cast<double>(frames.size()), 0.0};
  for (const auto* frame : frames) counts.atoms += static_cast<double>(frame->atoms);
  return counts;
}

Frames chosen(const Frames& frames, const std::vector<Index>& which) {
  Frames some;
  for (const Index k : which) some.push_back(frames[static_cast<std::size_t>(k)]);
  return some;
}

}  // namespace

bool needs_forces(const Frames& frames) {
  return std::any_of(frames.begin(), frames.end(),
                     [](const auto* frame) { return frame->forces.defined() || frame->stress.defined(); });
}

std::vector<std::vector<std::vector<Index>>> BatchEvaluator::plan(const Frames& frames) const {
  std::vector<Index> edges;
  for (const auto* frame : frames) edges.push_back(frame->edges);
  std::vector<std::vector<std::vector<Index>>> calls;
  for (const auto& share : share_out(edges, workers_.count())) {
    std::map<int, std::vector<Index>> by_head;
    for (const Index k : share) by_head[frames[static_cast<std::size_t>(k)]->head].push_back(k);
    calls.emplace_back();
    for (const auto& [head, members] : by_head) {
      std::vector<Index> costs;
      for (const Index k : members) costs.push_back(edges[static_cast<std::size_t>(k)]);
      for (auto group : pack(costs, max_edges_)) {
        for (auto& k : group) k = members[static_cast<std::size_t>(k)];
        calls.back().push_back(std::move(group));
      }
    }
  }
  return calls;
}

BatchGradient BatchEvaluator::gradient(const Frames& frames, const LossWeights& weights,
                                       const TrainParameters& parameters) const {
  const auto calls = plan(frames);
  const auto counts = counts_of(frames);
  std::vector<BatchGradient> found(calls.size());
  workers_.run([&](int worker) {
    auto& mine = found[static_cast<std::size_t>(worker)];
    for (const auto& call : calls[static_cast<std::size_t>(worker)]) {
      const auto some = chosen(frames, call);
      const auto& model = *models_[static_cast<std::size_t>(some.front()->head)];
      auto batch = make_batch(some, model.device());
      const auto prediction = predict(model, batch, needs_forces(some), true);
      const auto part = loss(prediction, batch, weights, counts);
      const auto g = parameters.flatten(torch::autograd::grad({part}, parameters.tensors(), {}, false, false, true));
      mine.gradient = mine.gradient.defined() ? mine.gradient + g : g;
      mine.loss += part.item<double>();
      for (const auto& sums : error_sums(prediction, batch)) mine.errors.add(sums);
    }
  });
  BatchGradient total{torch::zeros({parameters.size()}, torch::kFloat64), 0.0, {}};
  for (const auto& part : found) {  // in the order of the workers, whichever was done first
    if (part.gradient.defined()) total.gradient += part.gradient;
    total.loss += part.loss;
    total.errors.add(part.errors);
  }
  return total;
}

BatchEvaluator::Errors BatchEvaluator::errors(const Frames& frames, const LossWeights& weights) const {
  const auto calls = plan(frames);
  const auto counts = counts_of(frames);
  Errors result{0.0, std::vector<ErrorSums>(frames.size())};
  std::vector<double> losses(calls.size(), 0.0);
  workers_.run([&](int worker) {
    for (const auto& call : calls[static_cast<std::size_t>(worker)]) {
      const auto some = chosen(frames, call);
      const auto& model = *models_[static_cast<std::size_t>(some.front()->head)];
      auto batch = make_batch(some, model.device());
      const auto prediction = predict(model, batch, needs_forces(some), false);
      losses[static_cast<std::size_t>(worker)] += loss(prediction, batch, weights, counts).item<double>();
      const auto sums = error_sums(prediction, batch);
      for (std::size_t k = 0; k < call.size(); ++k) result.frames[static_cast<std::size_t>(call[k])] = sums[k];
    }
  });
  for (const double part : losses) result.loss += part;
  return result;
}

}  // namespace liquidus
