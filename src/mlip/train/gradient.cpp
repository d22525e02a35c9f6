#include "mlip/train/gradient.hpp"

#include <torch/autograd.h>

#include <algorithm>
#include <map>

#include "mlip/train/split.hpp"
#include "parallel/agreement.hpp"

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

/// A sum of deviations as numbers one behind the other, for the way over ranks.
constexpr std::size_t packed_width = 11;

void pack_sums(const ErrorSums& sums, double* to) {
  for (const auto& part : sums.parts) {
    *to++ = part.absolute;
    *to++ = part.square;
    *to++ = part.count;
  }
  *to++ = static_cast<double>(sums.frames);
  *to = static_cast<double>(sums.atoms);
}

ErrorSums unpacked_sums(const double* from) {
  ErrorSums sums;
  for (auto& part : sums.parts) {
    part = {from[0], from[1], from[2]};
    from += 3;
  }
  sums.frames = static_cast<Index>(from[0]);
  sums.atoms = static_cast<Index>(from[1]);
  return sums;
}

}  // namespace

BatchEvaluator::BatchEvaluator(const HeadModels& models, Index max_edges, Workers& workers, const Communicator& ranks)
    : models_(models), max_edges_(max_edges), workers_(workers), ranks_(ranks) {
  const Index mine = workers.count();
  const auto all = ranks.all_gather(std::span<const Index>(&mine, 1));
  for (std::size_t rank = 0; rank < all.size(); ++rank) {
    if (static_cast<int>(rank) < ranks.rank()) first_worker_ += all[rank];
    all_workers_ += all[rank];
  }
}

bool needs_forces(const Frames& frames) {
  return std::any_of(frames.begin(), frames.end(),
                     [](const auto* frame) { return frame->forces.defined() || frame->stress.defined(); });
}

std::vector<std::vector<std::vector<Index>>> BatchEvaluator::plan(const Frames& frames) const {
  std::vector<Index> edges;
  for (const auto* frame : frames) edges.push_back(frame->edges);
  std::vector<std::vector<std::vector<Index>>> calls;
  const auto shares = share_out(edges, all_workers_);
  for (int worker = 0; worker < workers_.count(); ++worker) {
    const auto& share = shares[static_cast<std::size_t>(first_worker_ + worker)];
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
  const auto work = [&](int worker) {
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
  };
  together(ranks_, [&] { workers_.run(work); });
  BatchGradient total{torch::zeros({parameters.size()}, torch::kFloat64), 0.0, {}};
  for (const auto& part : found) {  // in the order of the workers, whichever was done first
    if (part.gradient.defined()) total.gradient += part.gradient;
    total.loss += part.loss;
    total.errors.add(part.errors);
  }
  if (ranks_.alone()) return total;
  const auto n = static_cast<std::size_t>(parameters.size());
  std::vector<double> sums(n + 1 + packed_width);  // in one message
  std::copy_n(total.gradient.data_ptr<double>(), n, sums.data());
  sums[n] = total.loss;
  pack_sums(total.errors, &sums[n + 1]);
  ranks_.sum(std::span(sums));
  std::copy_n(sums.data(), n, total.gradient.data_ptr<double>());
  total.loss = sums[n];
  total.errors = unpacked_sums(&sums[n + 1]);
  return total;
}

BatchEvaluator::Errors BatchEvaluator::errors(const Frames& frames, const LossWeights& weights) const {
  const auto calls = plan(frames);
  const auto counts = counts_of(frames);
  Errors result{0.0, std::vector<ErrorSums>(frames.size())};
  std::vector<double> losses(calls.size(), 0.0);
  const auto work = [&](int worker) {
    for (const auto& call : calls[static_cast<std::size_t>(worker)]) {
      const auto some = chosen(frames, call);
      const auto& model = *models_[static_cast<std::size_t>(some.front()->head)];
      auto batch = make_batch(some, model.device());
      const auto prediction = predict(model, batch, needs_forces(some), false);
      losses[static_cast<std::size_t>(worker)] += loss(prediction, batch, weights, counts).item<double>();
      const auto sums = error_sums(prediction, batch);
      for (std::size_t k = 0; k < call.size(); ++k) result.frames[static_cast<std::size_t>(call[k])] = sums[k];
    }
  };
  together(ranks_, [&] { workers_.run(work); });
  for (const double part : losses) result.loss += part;
  if (ranks_.alone()) return result;
  std::vector<double> sums(1 + packed_width * frames.size());  // a frame stands on one rank, and is zero on the others
  sums[0] = result.loss;
  for (std::size_t k = 0; k < frames.size(); ++k) pack_sums(result.frames[k], &sums[1 + packed_width * k]);
  ranks_.sum(std::span(sums));
  result.loss = sums[0];
  for (std::size_t k = 0; k < frames.size(); ++k) result.frames[k] = unpacked_sums(&sums[1 + packed_width * k]);
  return result;
}

}  // namespace liquidus
