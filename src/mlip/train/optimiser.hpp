#pragma once
#include <torch/types.h>

#include <limits>

#include "core/vec3.hpp"

namespace liquidus {

/// Adam (Kingma & Ba, arXiv:1412.6980) on one flat tensor; with `amsgrad` it divides by the largest second moment so
/// far (Reddi et al., arXiv:1904.09237). Weight decay is added to the gradient.
struct Adam {
  double beta1 = 0.9, beta2 = 0.999, epsilon = 1e-8;
  bool amsgrad = true;
  torch::Tensor decay;                  // [n] by parameter
  torch::Tensor mean, square, largest;  // [n]
  Index steps = 0;

  Adam(Index n, bool with_amsgrad, torch::Tensor weight_decay);
  /// Changes `x` in place.
  void step(torch::Tensor& x, const torch::Tensor& gradient, double rate);
};

/// Exponential moving average of parameters: x̄ += (1 − d)(x − x̄) with d = min(decay, (1 + n)/(10 + n)) at the n-th
/// update, so that the first values are soon forgotten.
struct MovingAverage {
  double decay;
  torch::Tensor value;  // [n]
  Index updates = 0;

  MovingAverage(double rate, const torch::Tensor& start) : decay(rate), value(start.clone()) {}
  void update(const torch::Tensor& x);
};

/// Multiplies the learning rate by `factor` when the loss has not fallen for more than `patience` epochs; a fall of
/// less than 1e-4 of the best doesn't count.
struct Plateau {
  double factor = 0.8;
  Index patience = 50;
  double best = std::numeric_limits<double>::infinity();
  Index waited = 0;

  /// The factor for the learning rate after an epoch with this loss: 1 or `factor`.
  double after(double loss);
};

/// Scales the gradient in place so that its norm is at most `largest`; no bound if that is 0. Returns the norm before.
double clip_norm(torch::Tensor& gradient, double largest);

/// Relative to its start, a learning rate that falls to `final` when `part` goes from 0 to 1.
double exponential_decay(double part, double final);
double cosine_decay(double part, double final);

}  // namespace liquidus
