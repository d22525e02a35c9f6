#pragma once
#include <array>

#include "mlip/train.hpp"
#include "mlip/train/frame_graph.hpp"

namespace liquidus {

/// What a model says of a batch, in double precision.
struct Prediction {
  torch::Tensor energy;  // [G] eV
  torch::Tensor forces;  // [N,3] eV/Å; undefined if not asked for
  torch::Tensor stress;  // [G,3,3] eV/Å³, ASE's sign: (1/V) dE/dε; where the batch has no volume, eV
};

/// One derivative by the edge vectors gives forces and stress. With `differentiable` they can be differentiated by the
/// model's parameters (double backward).
Prediction predict(const EdgeModel& model, Batch& batch, bool with_forces, bool differentiable);

/// By what sums over frames, atoms and components are divided.
struct LossCounts {
  double graphs = 0.0, atoms = 0.0;
};

/// The part of a batch's loss that these frames have: weights times Σ w ((E − Ẽ)/N)² / G, Σ w |F − F̃|² / 3N and
/// Σ w |σ − σ̃|² / 9G, where G and N count the whole batch. A scalar.
torch::Tensor loss(const Prediction& found, const Batch& batch, const LossWeights& weights, const LossCounts& counts);

/// Sums of deviations, for energy (per atom), forces and stress: of absolute values, of squares, and how many.
struct ErrorSums {
  struct Part {
    double absolute = 0.0, square = 0.0, count = 0.0;
  };
  std::array<Part, 3> parts;
  Index frames = 0, atoms = 0;

  void add(const ErrorSums& other);
  TrainErrors errors() const;
};

/// By frame of the batch.
std::vector<ErrorSums> error_sums(const Prediction& found, const Batch& batch);

}  // namespace liquidus
