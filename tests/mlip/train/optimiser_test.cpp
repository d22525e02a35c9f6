#include "mlip/train/optimiser.hpp"

#include <torch/optim.h>

#include <catch2/catch.hpp>
#include <cmath>

using namespace liquidus;

namespace {

torch::Tensor row(std::vector<double> values) { return torch::tensor(values, torch::kFloat64); }

}  // namespace

TEST_CASE("Adam follows LibTorch's own, with amsgrad and weight decay", "[optimiser_test]") {
  for (const bool amsgrad : {false, true}) {
    auto theirs = row({0.3, -1.2, 2.0}).requires_grad_(true);
    torch::optim::Adam reference({theirs}, torch::optim::AdamOptions(0.02).amsgrad(amsgrad).weight_decay(0.1));
    auto mine = theirs.detach().clone();
    Adam adam(3, amsgrad, torch::full({3}, 0.1, torch::kFloat64));
    for (int k = 0; k < 50; ++k) {
      const auto gradient = row({std::sin(k), k < 10 ? 5.0 : 0.01, std::cos(3.0 * k)});
      theirs.mutable_grad() = gradient.clone();
      reference.step();
      adam.step(mine, gradient, 0.02);
      // LibTorch adds epsilon at another place of the same formula: a relative 1e-8/√v per step of 0.02
      CHECK((mine - theirs.detach()).abs().max().item<double>() < 1e-8);
    }
  }
}

TEST_CASE("the first step of Adam has the length of the learning rate", "[optimiser_test]") {
  auto x = row({1.0, 1.0});
  Adam adam(2, true, torch::zeros({2}, torch::kFloat64));
  adam.step(x, row({1e-3, -40.0}), 0.01);
  CHECK(x[0].item<double>() == Approx(0.99).epsilon(1e-5));
  CHECK(x[1].item<double>() == Approx(1.01).epsilon(1e-5));
}

TEST_CASE("the moving average has its closed form", "[optimiser_test]") {
  const double d = 0.9;
  MovingAverage average(d, row({2.0}));
  double expected = 2.0;
  for (int n = 1; n <= 300; ++n) {
    const double x = std::sin(0.1 * n);
    average.update(row({x}));
    const double rate = std::min(d, (1.0 + n) / (10.0 + n));
    expected = rate * expected + (1.0 - rate) * x;
  }
  CHECK(average.value.item<double>() == Approx(expected).epsilon(1e-13));
  // for a constant x the distance to it is the product of the decays; from n = 81 on they are d
  MovingAverage constant(d, row({1.0}));
  double product = 1.0;
  for (int n = 1; n <= 100; ++n) {
    constant.update(row({0.0}));
    product *= n < 80 ? (1.0 + n) / (10.0 + n) : d;
  }
  CHECK(constant.value.item<double>() == Approx(product).epsilon(1e-12));
}

TEST_CASE("the plateau schedule waits for its patience, then falls once", "[optimiser_test]") {
  Plateau plateau{0.5, 3};
  CHECK(plateau.after(1.0) == 1.0);
  CHECK(plateau.after(0.9) == 1.0);
  for (int k = 0; k < 3; ++k) CHECK(plateau.after(0.95) == 1.0);
  CHECK(plateau.after(0.95) == 0.5);
  for (int k = 0; k < 3; ++k) CHECK(plateau.after(0.95) == 1.0);
  CHECK(plateau.after(0.95) == 0.5);
  CHECK(plateau.after(0.89995) == 1.0);  // less than 1e-4 better is no better
  CHECK(plateau.waited == 1);
  CHECK(plateau.after(0.5) == 1.0);
  CHECK(plateau.waited == 0);
}

TEST_CASE("a gradient is clipped by its norm and keeps its direction", "[optimiser_test]") {
  auto g = row({3.0, 4.0});
  CHECK(clip_norm(g, 10.0) == Approx(5.0));
  CHECK(g[0].item<double>() == 3.0);
  CHECK(clip_norm(g, 0.0) == Approx(5.0));
  CHECK(g[0].item<double>() == 3.0);
  CHECK(clip_norm(g, 1.0) == Approx(5.0));
  CHECK(g[0].item<double>() == Approx(0.6));
  CHECK(g[1].item<double>() == Approx(0.8));
}

TEST_CASE("decays begin at one and end at their last value", "[optimiser_test]") {
  for (const auto decay : {exponential_decay, cosine_decay}) {
    CHECK(decay(0.0, 0.01) == Approx(1.0));
    CHECK(decay(1.0, 0.01) == Approx(0.01));
    CHECK(decay(1.5, 0.01) == Approx(0.01));
  }
  CHECK(exponential_decay(0.5, 0.01) == Approx(0.1));
  CHECK(cosine_decay(0.5, 0.01) == Approx(0.505));
}
