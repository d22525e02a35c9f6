#include "mlip/train/optimiser.hpp"

#include <torch/utils.h>

#include <algorithm>
#include <cmath>

namespace liquidus {

Adam::Adam(Index n, bool with_amsgrad, torch::Tensor weight_decay)
    : amsgrad(with_amsgrad),
      decay(std::move(weight_decay)),
      mean(torch::zeros({n}, torch::kFloat64)),
      square(torch::zeros({n}, torch::kFloat64)),
      largest(torch::zeros({n}, torch::kFloat64)) {}

void Adam::step(torch::Tensor& x, const torch::Tensor& gradient, double rate) {
  const torch::NoGradGuard constant;
  ++steps;
  const auto g = gradient + decay * x;
  mean.mul_(beta1).add_(g, 1.0 - beta1);
  square.mul_(beta2).addcmul_(g, g, 1.0 - beta2);
  if (amsgrad) largest.copy_(torch::maximum(largest, square));
  const auto n = static_cast<double>(steps);
  const double correction1 = 1.0 - std::pow(beta1, n), correction2 = 1.0 - std::pow(beta2, n);
  const auto scale = (amsgrad ? largest : square).sqrt().div_(std::sqrt(correction2)).add_(epsilon);
  x.addcdiv_(mean, scale, -rate / correction1);
}

void MovingAverage::update(const torch::Tensor& x) {
  const torch::NoGradGuard constant;
  ++updates;
  const auto n = static_cast<double>(updates);
  value.add_(x - value, 1.0 - std::min(decay, (1.0 + n) / (10.0 + n)));
}

double Plateau::after(double loss) {
  if (loss < best * (1.0 - 1e-4)) {
    best = loss;
    waited = 0;
    return 1.0;
  }
  if (++waited <= patience) return 1.0;
  waited = 0;
  return factor;
}

double clip_norm(torch::Tensor& gradient, double largest) {
  const double norm = gradient.norm().item<double>();
  if (largest > 0.0 && norm > largest) gradient.mul_(largest / norm);
  return norm;
}

double exponential_decay(double part, double final) { return std::pow(final, std::min(part, 1.0)); }

double cosine_decay(double part, double final) {
  return final + 0.5 * (1.0 - final) * (1.0 + std::cos(M_PI * std::min(part, 1.0)));
}

}  // namespace liquidus
