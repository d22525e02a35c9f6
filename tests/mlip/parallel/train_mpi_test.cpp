#include <torch/script.h>  // before Catch, which replaces the CHECK of LibTorch's logging

#include <catch2/catch.hpp>

#include "mlip/train.hpp"
#include "mlip/train/toy_model.hpp"
#include "over_ranks.hpp"

/// Trainings of a small MACE on several ranks, beside the same training on one.
using namespace liquidus;
using namespace liquidus::test;
using liquidus::testing::shared_file;

namespace {

namespace fs = std::filesystem;

TrainOptions small_training(const std::string& data, const std::string& output) {
  TrainOptions options;
  options.seed = 4;
  options.output = output;
  options.model.r_max = 4.0;
  options.model.channels = 4;
  options.model.max_ell = 2;
  options.model.correlation = 2;
  options.model.radial_mlp = {8};
  options.model.bessel = 4;
  options.data.train = {data};
  options.data.validation_fraction = 0.2;
  options.data.labels = {"energy", "forces", "stress"};
  options.data.trust_units = true;
  options.training.epochs = 4;
  options.training.batch = 4;
  return options;
}

/// Asks for an end after some batches, and keeps what it is told.
class Listener : public TrainListener {
 public:
  explicit Listener(int batches = 1 << 30) : left_(batches) {}
  void note(const std::string& text) override { notes += text + "\n"; }
  void epoch(const EpochRow&) override { ++epochs; }
  bool progress(const TrainProgress&) override { return --left_ > 0; }
  std::string notes;
  int epochs = 0;

 private:
  int left_;
};

/// Twelve labelled frames and a folder for results, that all ranks know.
struct Place {
  const Communicator& ranks;
  std::string data, folder;

  explicit Place(const Communicator& on) : ranks(on) {
    data = shared_file(ranks, "-set.extxyz", [](const std::string& file) {
      XyzWriter writer(file);
      for (const auto& frame : toy_set(10, 12)) writer.write(frame.frame);
      writer.close();
    });
    folder = shared_file(ranks, "-train", [](const std::string& path) { fs::create_directories(path); });
  }
  ~Place() {
    ranks.barrier();
    if (!ranks.is_root()) return;
    fs::remove_all(folder);
    fs::remove(data);
  }
  std::string output(const std::string& name) const { return folder + "/" + name; }
};

/// The largest difference of two files' parameters, over the size of the largest of each tensor.
double difference(const std::string& one, const std::string& other) {
  double largest = 0.0;
  const auto a = torch::jit::load(one), b = torch::jit::load(other);
  auto theirs = b.parameters().begin();
  for (const auto& mine : a.parameters()) {
    const double size = std::max(mine.abs().max().item<double>(), 1e-3);
    largest = std::max(largest, (mine - *theirs).abs().max().item<double>() / size);
    ++theirs;
  }
  return largest;
}

}  // namespace

TEST_CASE("a training gives the same losses and weights on any number of ranks", "[train_mpi_test]") {
  const auto ranks = Communicator::world();
  const Place place(ranks);
  Listener listener;
  const auto found = train(small_training(place.data, place.output("many")), listener, false, ranks);
  CHECK(found.ranks == ranks.size());
  CHECK(listener.epochs == (ranks.is_root() ? 4 : 0));
  CHECK(listener.notes.empty() == !ranks.is_root());
  on_root(ranks, [&] {
    Listener alone;
    const auto expected = train(small_training(place.data, place.output("one")), alone, false);
    REQUIRE(found.epochs.size() == expected.epochs.size());
    for (std::size_t k = 0; k < found.epochs.size(); ++k) {
      const auto &a = found.epochs[k], &b = expected.epochs[k];
      CHECK(a.train_loss == Approx(b.train_loss).epsilon(1e-10));
      CHECK(a.validation_loss == Approx(b.validation_loss).epsilon(1e-10));
      CHECK(a.train.forces_rmse == Approx(b.train.forces_rmse).epsilon(1e-10));
      CHECK(a.validation.energy_mae == Approx(b.validation.energy_mae).epsilon(1e-10));
      CHECK(a.best == b.best);
    }
    REQUIRE(found.errors.size() == expected.errors.size());
    for (std::size_t k = 0; k < found.errors.size(); ++k) {
      CHECK(found.errors[k].set == expected.errors[k].set);
      CHECK(found.errors[k].errors.frames == expected.errors[k].errors.frames);
      CHECK(found.errors[k].errors.stress_rmse == Approx(expected.errors[k].errors.stress_rmse).epsilon(1e-10));
    }
    CHECK(difference(place.output("many/model.pt"), place.output("one/model.pt")) < 1e-10);
  });
}

TEST_CASE("a training stopped by one rank goes on bit for bit", "[train_mpi_test]") {
  const auto ranks = Communicator::world();
  const Place place(ranks);
  Listener patient, hasty(ranks.rank() == ranks.size() - 1 ? 5 : 1 << 30), second;
  const auto whole = train(small_training(place.data, place.output("whole")), patient, false, ranks);
  const auto broken = small_training(place.data, place.output("broken"));
  CHECK_FALSE(train(broken, hasty, false, ranks).finished);
  const auto found = train(broken, second, true, ranks);
  CHECK(found.finished);
  on_root(ranks, [&] {
    REQUIRE(found.epochs.size() == whole.epochs.size());
    for (std::size_t k = 0; k < found.epochs.size(); ++k) {
      CHECK(found.epochs[k].train_loss == whole.epochs[k].train_loss);
      CHECK(found.epochs[k].validation_loss == whole.epochs[k].validation_loss);
    }
    CHECK(difference(place.output("whole/model.pt"), place.output("broken/model.pt")) == 0.0);
  });
}

TEST_CASE("a training goes on with another number of ranks, and says so", "[train_mpi_test]") {
  const auto ranks = Communicator::world();
  const Place place(ranks);
  const auto options = small_training(place.data, place.output("moved"));
  on_root(ranks, [&] {
    Listener hasty(5);
    train(options, hasty, false);
  });
  Listener second;
  const auto found = train(options, second, true, ranks);
  on_root(ranks, [&] {
    CHECK((second.notes.find("1 rank") != std::string::npos) == !ranks.alone());
    Listener patient;
    const auto expected = train(small_training(place.data, place.output("whole")), patient, false);
    CHECK(found.epochs.back().train_loss == Approx(expected.epochs.back().train_loss).epsilon(1e-10));
  });
}

TEST_CASE("data that can't be read end the training on all ranks", "[train_mpi_test]") {
  const auto ranks = Communicator::world();
  const Place place(ranks);
  Listener listener;
  auto options = small_training(place.data + "-absent", place.output("none"));
  CHECK_THROWS_WITH(train(options, listener, false, ranks), Catch::Matchers::Contains("absent"));
}
