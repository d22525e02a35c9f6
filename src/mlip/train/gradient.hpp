#pragma once
#include <memory>
#include <vector>

#include "mlip/train/loss.hpp"
#include "mlip/train/parameters.hpp"
#include "mlip/train/workers.hpp"

namespace liquidus {

/// The models that frames are evaluated by: one, or one for each head of the same module (FrameGraph::head).
using HeadModels = std::vector<std::unique_ptr<EdgeModel>>;
using Frames = std::vector<const FrameGraph*>;

/// Loss of a batch with its gradient, and deviations met on the way.
struct BatchGradient {
  torch::Tensor gradient;  // [parameters] float64
  double loss = 0.0;
  ErrorSums errors;
};

/// Evaluates frames on several threads. What a frame gives depends on which others share its call, by rounding, and
/// that depends on the number of workers alone.
class BatchEvaluator {
 public:
  /// @param max_edges of one call of the model; a frame with more is evaluated alone
  BatchEvaluator(const HeadModels& models, Index max_edges, Workers& workers)
      : models_(models), max_edges_(max_edges), workers_(workers) {}

  BatchGradient gradient(const Frames& batch, const LossWeights& weights, const TrainParameters& parameters) const;

  struct Errors {
    double loss = 0.0;
    std::vector<ErrorSums> frames;  // in the order of the frames
  };
  Errors errors(const Frames& frames, const LossWeights& weights) const;
  int threads() const { return workers_.count(); }

 private:
  /// For each worker the calls it makes, as indices into `frames`.
  std::vector<std::vector<std::vector<Index>>> plan(const Frames& frames) const;

  const HeadModels& models_;
  Index max_edges_;
  Workers& workers_;
};

/// Whether a loss with these weights has use for forces or stress of any of the frames.
bool needs_forces(const Frames& frames);

}  // namespace liquidus
