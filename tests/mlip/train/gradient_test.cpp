#include "mlip/train/gradient.hpp"

#include <catch2/catch.hpp>

#include "toy_model.hpp"

using namespace liquidus;
using namespace liquidus::test;

namespace {

/// Loss of these frames with one parameter at another value.
double loss_at(TrainParameters& parameters, const BatchEvaluator& evaluator, const Frames& frames,
               const LossWeights& weights, Index parameter, double value) {
  auto moved = parameters.flat().clone();
  moved[parameter] = value;
  parameters.write(moved);
  const double loss = evaluator.errors(frames, weights).loss;
  parameters.write(parameters.flat());
  return loss;
}

void check_gradient(const LossWeights& weights) {
  const auto models = one_model(1);
  TrainParameters parameters(models.front()->module(), {});
  Workers workers(1);
  const BatchEvaluator evaluator(models, 100000, workers);
  auto labelled = toy_set(10, 3);
  labelled[1].weight = 2.5;
  labelled[2].forces_weight = 0.3;
  const auto graphs = toy_graphs(labelled);
  const auto found = evaluator.gradient(pointers(graphs), weights, parameters);
  REQUIRE(found.loss > 0.0);
  const double largest = found.gradient.abs().max().item<double>();
  for (Index k = 0; k < parameters.size(); k += 3) {
    const double x = parameters.flat()[k].item<double>(), h = 1e-5;
    const double up = loss_at(parameters, evaluator, pointers(graphs), weights, k, x + h);
    const double down = loss_at(parameters, evaluator, pointers(graphs), weights, k, x - h);
    // central differences: h² times a third derivative, and rounding of the loss over h
    CHECK(found.gradient[k].item<double>() == Approx((up - down) / (2.0 * h)).margin(1e-7 * largest).epsilon(1e-6));
  }
}

}  // namespace

TEST_CASE("the gradient of the energies' loss is that of finite differences", "[gradient_test]") {
  check_gradient({1.0, 0.0, 0.0});
}
TEST_CASE("the gradient of the forces' loss goes through the derivative by positions", "[gradient_test]") {
  check_gradient({0.0, 100.0, 0.0});
}
TEST_CASE("the gradient of the stresses' loss goes through the derivative by strain", "[gradient_test]") {
  check_gradient({0.0, 0.0, 100.0});
}

TEST_CASE("loss and gradient don't depend on threads or on how frames are packed, but for rounding",
          "[gradient_test]") {
  const auto models = one_model(1);
  TrainParameters parameters(models.front()->module(), {});
  const auto graphs = toy_graphs(toy_set(10, 5));
  const LossWeights weights{1.0, 100.0, 10.0};
  Workers one(1), three(3);
  const auto whole = BatchEvaluator(models, 100000, one).gradient(pointers(graphs), weights, parameters);
  const auto single = BatchEvaluator(models, 1, one).gradient(pointers(graphs), weights, parameters);
  const auto threaded = BatchEvaluator(models, 1000, three).gradient(pointers(graphs), weights, parameters);
  CHECK(single.loss == Approx(whole.loss).epsilon(1e-12));
  CHECK(threaded.loss == Approx(whole.loss).epsilon(1e-12));
  const double scale = whole.gradient.norm().item<double>();
  CHECK((single.gradient - whole.gradient).norm().item<double>() < 1e-12 * scale);
  CHECK((threaded.gradient - whole.gradient).norm().item<double>() < 1e-12 * scale);
  CHECK(single.errors.frames == 5);
  CHECK(single.errors.atoms == 40);

  const auto again = BatchEvaluator(models, 1000, three).gradient(pointers(graphs), weights, parameters);
  CHECK(torch::equal(again.gradient, threaded.gradient));  // bit for bit on the same number of threads
}

TEST_CASE("forces and stress are derivatives of the energy", "[gradient_test]") {
  const ToyModel model(3);
  const Frame frame = toy_frame(5);
  const auto found = evaluated(model, frame);
  const double h = 1e-5;
  const auto energy = [&](const Frame& moved) { return *evaluated(model, moved).energy; };
  for (std::size_t i : {0U, 3U})
    for (std::size_t k = 0; k < 3; ++k) {
      Frame up = frame, down = frame;
      up.atoms.r[i][k] += h;
      down.atoms.r[i][k] -= h;
      CHECK(found.forces[i][k] == Approx(-(energy(up) - energy(down)) / (2.0 * h)).margin(1e-8));
    }
  const auto strained = [&](std::size_t a, std::size_t b, double by) {
    Mat3 strain = Mat3::identity();
    strain[a][b] += by;
    Frame moved = frame;
    moved.atoms.cell = Cell(frame.atoms.cell.vectors() * strain, {true, true, true});
    for (auto& r : moved.atoms.r) r = r * strain;
    return energy(moved);
  };
  for (std::size_t a = 0; a < 3; ++a)
    for (std::size_t b = 0; b < 3; ++b) {
      const double derivative = (strained(a, b, h) - strained(a, b, -h)) / (2.0 * h);
      CHECK((*found.stress)[a][b] == Approx(derivative / frame.atoms.cell.volume()).margin(1e-9));
    }
}

TEST_CASE("errors are means over frames, atoms and components", "[gradient_test]") {
  const auto models = one_model(77);  // the teacher itself: errors are what is added to the labels
  Workers workers(1);
  auto labelled = toy_set(10, 2);
  *labelled[0].frame.energy += 0.8;  // 0.1 eV/atom
  *labelled[1].frame.energy -= 2.4;  // 0.3 eV/atom
  for (auto& f : labelled[1].frame.forces) f[0] += 0.6;
  const auto graphs = toy_graphs(labelled);
  const auto found = BatchEvaluator(models, 100000, workers).errors(pointers(graphs), {1.0, 1.0, 0.0});
  ErrorSums sums;
  for (const auto& frame : found.frames) sums.add(frame);
  const auto errors = sums.errors();
  CHECK(errors.energy_mae == Approx(0.2));
  CHECK(errors.energy_rmse == Approx(std::sqrt(0.05)));
  CHECK(errors.forces_mae == Approx(0.6 / 6.0));
  CHECK(errors.forces_rmse == Approx(0.6 / std::sqrt(6.0)));
  CHECK(errors.stress_rmse == Approx(0.0).margin(1e-12));
  CHECK(found.loss == Approx(0.05 + 0.36 / 6.0));
}
