#include "mlip/train/trainer.hpp"

#include <catch2/catch.hpp>
#include <filesystem>

#include "core/errors.hpp"
#include "toy_model.hpp"

using namespace liquidus;
using namespace liquidus::test;
using Catch::Matchers::Contains;

namespace {

/// Asks for an end after some batches.
class Interrupter : public TrainListener {
 public:
  explicit Interrupter(int batches = 1 << 30) : left_(batches) {}
  bool progress(const TrainProgress&) override { return --left_ > 0; }

 private:
  int left_;
};

TrainOptions short_training() {
  TrainOptions options;
  options.seed = 5;
  options.training.epochs = 6;
  options.training.batch = 3;
  options.training.learning_rate = 0.02;
  options.training.ema = 0.9;
  options.training.patience = 1;
  options.second.start = 0.5;
  options.second.learning_rate = 0.005;
  options.second.weights = {100.0, 10.0, 10.0};
  return options;
}

/// A training of the toy model on toy frames, from its first weights.
struct Training {
  HeadModels models = one_model(1);
  TrainParameters parameters{models.front()->module(), {}};
  Workers workers;
  BatchEvaluator evaluator{models, 100000, workers};
  std::vector<FrameGraph> train = toy_graphs(toy_set(10, 11)), validation = toy_graphs(toy_set(30, 4));
  Trainer trainer;

  Training(const TrainOptions& options, TrainListener& listener, int threads = 1)
      : workers(threads), trainer(options, evaluator, parameters, pointers(train), pointers(validation), listener) {}
  std::string run() {
    return trainer.run([] {});
  }
};

void check_same(const Training& a, const Training& b) {
  const auto& one = a.trainer.state();
  const auto& two = b.trainer.state();
  CHECK(torch::equal(one.best, two.best));
  REQUIRE(one.rows.size() == two.rows.size());
  for (std::size_t k = 0; k < one.rows.size(); ++k) {
    CHECK(one.rows[k].train_loss == two.rows[k].train_loss);
    CHECK(one.rows[k].validation_loss == two.rows[k].validation_loss);
    CHECK(one.rows[k].rate == two.rows[k].rate);
    CHECK(one.rows[k].train.forces_rmse == two.rows[k].train.forces_rmse);
    CHECK(one.rows[k].validation.energy_mae == two.rows[k].validation.energy_mae);
    CHECK(one.rows[k].best == two.rows[k].best);
  }
}

}  // namespace

TEST_CASE("two trainings with the same seed are the same, bit for bit", "[trainer_test]") {
  Interrupter never;
  const auto options = short_training();
  for (const int threads : {1, 2}) {
    Training one(options, never, threads), two(options, never, threads);
    CHECK(one.run() == "all epochs are done");
    two.run();
    check_same(one, two);
  }
  auto other = options;
  other.seed = 6;
  Training one(options, never), two(other, never);
  one.run();
  two.run();
  CHECK(!torch::equal(one.trainer.best(), two.trainer.best()));
}

TEST_CASE("a training that is stopped and gone on with equals an unbroken one, bit for bit", "[trainer_test]") {
  const auto options = short_training();
  Interrupter never;
  Training whole(options, never);
  whole.run();
  const auto file = std::filesystem::temp_directory_path() / "liquidus-trainer-test.h5";
  for (const int batches : {1, 4, 6, 13, 23}) {  // 4 batches make an epoch
    Interrupter soon(batches);
    Training first(options, soon);
    CHECK(first.run().empty());
    first.trainer.checkpoint().save(file.string());
    Training second(options, never);
    second.trainer.restore(Checkpoint::load(file.string()));
    CHECK(second.run() == "all epochs are done");
    check_same(whole, second);
  }
  std::filesystem::remove(file);
}

TEST_CASE("a checkpoint of another training is refused", "[trainer_test]") {
  Interrupter never;
  const auto options = short_training();
  Training one(options, never);
  const auto checkpoint = one.trainer.checkpoint();
  auto other = options;
  other.seed = 9;
  Training two(other, never);
  CHECK_THROWS_WITH(two.trainer.restore(checkpoint), Contains("seed is 5, here it is 9"));
}

TEST_CASE("more epochs can be asked for at a restart", "[trainer_test]") {
  Interrupter never;
  const auto options = short_training();
  Training one(options, never);
  one.run();
  auto longer = options;
  longer.training.epochs = 8;
  Training two(longer, never);
  two.trainer.restore(one.trainer.checkpoint());
  two.run();
  CHECK(two.trainer.state().rows.size() == 8);
}

TEST_CASE("steps make whole epochs, and the stages go by these", "[trainer_test]") {
  Interrupter never;
  auto steps = short_training(), epochs = short_training();
  steps.training.steps = 21;  // eleven frames make four batches
  Training one(steps, never), two(epochs, never);
  one.run();
  two.run();
  check_same(one, two);
}

TEST_CASE("one frame is learnt by heart", "[trainer_test]") {
  Interrupter never;
  auto options = short_training();
  options.training.epochs = 400;
  options.second.start = 1.0;
  const auto models = one_model(1);
  TrainParameters parameters(models.front()->module(), {});
  Workers workers(1);
  const BatchEvaluator evaluator(models, 100000, workers);
  const auto graphs = toy_graphs(toy_set(10, 1));
  Trainer trainer(options, evaluator, parameters, pointers(graphs), {}, never);
  trainer.run([] {});
  const auto& rows = trainer.state().rows;
  CHECK(rows.back().train_loss < 1e-3 * rows.front().train_loss);
  CHECK(rows.back().best);  // without validation the last epoch counts
}

TEST_CASE("the second stage has its own weights and learning rate", "[trainer_test]") {
  Interrupter never;
  auto options = short_training();
  options.training.schedule = "constant";
  Training training(options, never);
  training.run();
  const auto& rows = training.trainer.state().rows;
  for (std::size_t k = 0; k < 3; ++k) CHECK(rows[k].rate == 0.02);
  for (std::size_t k = 3; k < 6; ++k) CHECK(rows[k].rate == 0.005);
  // what is the best starts anew, for losses with other weights don't compare
  CHECK(rows[3].best);
  CHECK(training.trainer.state().best_epoch >= 4);
}

TEST_CASE("a cosine schedule falls to its last value", "[trainer_test]") {
  Interrupter never;
  auto options = short_training();
  options.training.schedule = "cosine";
  options.training.final = 0.1;
  options.second.learning_rate = std::numeric_limits<double>::quiet_NaN();
  Training training(options, never);
  training.run();
  const auto& rows = training.trainer.state().rows;
  for (std::size_t k = 1; k < rows.size(); ++k) CHECK(rows[k].rate < rows[k - 1].rate);
  CHECK(rows.back().rate == Approx(0.002));
}

TEST_CASE("early stopping ends a stage, and the second one the training", "[trainer_test]") {
  Interrupter never;
  auto options = short_training();
  options.training.learning_rate = 1e-12;  // nothing gets better by 1e-12 steps for long
  options.second.learning_rate = 1e-12;
  options.training.epochs = 1000;
  options.training.early_stop = 3;
  options.training.clip = 1e-30;
  options.training.weight_decay = 0.0;
  Training training(options, never);
  CHECK_THAT(training.run(), Contains("no better validation loss"));
  CHECK(training.trainer.state().epoch < 1000);
  CHECK(training.trainer.state().second_start < 500);
}

TEST_CASE("a loss that isn't finite stops the training with its place", "[trainer_test]") {
  Interrupter never;
  auto options = short_training();
  Training training(options, never);
  for (auto& graph : training.train) graph.vector *= NAN;
  CHECK_THROWS_AS(training.run(), SimulationError);
  Training again(options, never);
  for (auto& graph : again.train) graph.vector *= NAN;
  CHECK_THROWS_WITH(again.run(), Contains("epoch 1, batch 1"));
}

TEST_CASE("frozen parameters stay as they are, bit for bit", "[trainer_test]") {
  Interrupter never;
  const auto options = short_training();
  const auto models = one_model(1), untouched = one_model(1);
  TrainParameters parameters(models.front()->module(), {"embedding", "interactions.*"});
  Workers workers(1);
  const BatchEvaluator evaluator(models, 100000, workers);
  const auto graphs = toy_graphs(toy_set(10, 5));
  Trainer trainer(options, evaluator, parameters, pointers(graphs), {}, never);
  trainer.run([] {});
  const auto before = untouched.front()->module().named_parameters();
  auto old = before.begin();
  for (const auto& now : models.front()->module().named_parameters()) {
    const bool frozen = now.name[0] == 'n' || now.name[0] == 'i';
    CHECK(torch::equal(now.value, (*old).value) == frozen);
    ++old;
  }
}
