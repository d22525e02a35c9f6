#pragma once
#include <memory>
#include <vector>

#include "mlip/train/loss.hpp"
#include "mlip/train/parameters.hpp"
#include "mlip/train/workers.hpp"
#include "parallel/communicator.hpp"

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

/// Evaluates frames on several threads of several ranks. What a frame gives depends on which others share its call, by
/// rounding, and that depends on the numbers of ranks and workers alone. All ranks ask for the same frames and get the
/// same bits. What one rank throws, all throw.
class BatchEvaluator {
 public:
  /// @param max_edges of one call of the model; a frame with more is evaluated alone
  /// @param ranks must outlive it
  BatchEvaluator(const HeadModels& models, Index max_edges, Workers& workers,
                 const Communicator& ranks = Communicator::self());

  BatchGradient gradient(const Frames& batch, const LossWeights& weights, const TrainParameters& parameters) const;

  struct Errors {
    double loss = 0.0;
    std::vector<ErrorSums> frames;  // in the order of the frames
  };
  Errors errors(const Frames& frames, const LossWeights& weights) const;
  int threads() const { return workers_.count(); }
  const Communicator& ranks() const { return ranks_; }

 private:
  /// For each worker of this rank the calls it makes, as indices into `frames`.
  std::vector<std::vector<std::vector<Index>>> plan(const Frames& frames) const;

  const HeadModels& models_;
  Index max_edges_;
  Workers& workers_;
  const Communicator& ranks_;
  Index first_worker_ = 0, all_workers_ = 0;  // this rank's first one, of those of all ranks
};

/// Whether a loss with these weights has use for forces or stress of any of the frames.
bool needs_forces(const Frames& frames);

}  // namespace liquidus
