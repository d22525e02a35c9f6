#include <torch/script.h>  // before Catch, which replaces the CHECK of LibTorch's logging

#include <catch2/catch.hpp>
#include <filesystem>

#include "app/program.hpp"
#include "core/errors.hpp"
#include "io/xyz.hpp"
#include "mlip/engine/edge_model.hpp"
#include "mlip/train.hpp"

using namespace liquidus;
using Catch::Matchers::Contains;

namespace {

const std::string data = LIQUIDUS_SOURCE_DIR "/../shared/data/";

bool have(const std::string& model) {
  if (std::filesystem::exists(data + "models/" + model) && std::filesystem::exists(data + "labels")) return true;
  WARN("skipped: " + model + " or the labelled sets are absent");
  return false;
}

struct Notes : TrainListener {
  void note(const std::string& text) override { all += text + "\n"; }
  std::string all;
};

/// Two frames of molten NaCl, a few steps on both together.
TrainOptions two_frames(const test::WorkFolder& folder, const std::string& model) {
  const auto set = (folder.path() / "two.extxyz").string();
  auto frames = read_xyz(data + "labels/nacl64-pbe-start.extxyz");
  XyzWriter writer(set, false, "REF_");
  for (const std::size_t k : {4U, 9U}) writer.write(frames.at(k));
  writer.close();
  TrainOptions options;
  options.output = (folder.path() / "out").string();
  options.model.file = data + "models/" + model;
  options.data.train = {set};
  options.data.validation_fraction = 0.0;
  options.training.epochs = 5;
  options.training.learning_rate = 1e-3;
  options.training.ema = 0.0;
  options.second.start = 1.0;
  return options;
}

std::map<std::string, torch::Tensor> parameters_of(const std::string& file) {
  std::map<std::string, torch::Tensor> found;
  for (const auto& parameter : torch::jit::load(file).named_parameters()) found[parameter.name] = parameter.value;
  return found;
}

}  // namespace

TEST_CASE("NequIP's foundation model fine-tunes, and what is frozen stays", "[fine_tune_test]") {
  if (!have("nequip-oam-s-0.1.pth")) return;
  const test::WorkFolder folder;
  auto options = two_frames(folder, "nequip-oam-s-0.1.pth");
  options.model.freeze = {"embedding", "*layer0_convnet*"};
  Notes notes;
  const auto summary = train(options, notes, false);
  REQUIRE(summary.epochs.size() == 5);
  CHECK(summary.epochs.back().train_loss < 0.7 * summary.epochs.front().train_loss);
  CHECK(summary.trainable < summary.parameters);
  // PBE by another program counts energies from elsewhere: the shift takes that up, and one stoichiometry can't tell
  // what belongs to which element
  CHECK(std::abs(summary.reference_energies.at("Na")) > 10.0);
  CHECK_THAT(notes.all, Contains("least norm"));
  const auto before = parameters_of(options.model.file), after = parameters_of(options.output + "/model.pt");
  REQUIRE(before.size() == after.size());
  for (const auto& [name, value] : before) {
    const bool frozen = name.find("embed") != std::string::npos || name.find("bessel") != std::string::npos ||
                        name.find("layer0_convnet") != std::string::npos;
    INFO(name);
    CHECK(torch::equal(value, after.at(name)) == frozen);
  }
  const auto info = inspect_model(options.output + "/model.pt");  // with the texts beside the model
  CHECK(info.convention == "NequIP");
  CHECK(info.cutoff == 4.5);
}

TEST_CASE("SevenNet is refused with the reason", "[fine_tune_test]") {
  if (!have("sevennet-0-serial.pt")) return;
  const test::WorkFolder folder;
  Notes notes;
  CHECK_THROWS_WITH(train(two_frames(folder, "sevennet-0-serial.pt"), notes, false),
                    Contains("SevenNet model can't be trained") && Contains("frozen"));
}

TEST_CASE("elements that a loaded model lacks are an error", "[fine_tune_test]") {
  if (!have("mace-tutorial-compiled.pt")) return;
  const test::WorkFolder folder;
  Notes notes;
  CHECK_THROWS_WITH(train(two_frames(folder, "mace-tutorial-compiled.pt"), notes, false),
                    Contains("two.extxyz: frame 0") && Contains("doesn't know"));
}

TEST_CASE("a MACE export fine-tunes, with replayed frames", "[fine_tune_test]") {
  if (!have("mace-tutorial-compiled.pt")) return;
  const test::WorkFolder folder;
  auto options = two_frames(folder, "mace-tutorial-compiled.pt");
  auto frames = read_xyz(options.data.train.front());
  XyzWriter writer((folder.path() / "co.extxyz").string(), false, "REF_");
  for (auto& frame : frames) {
    for (auto& species : frame.atoms.species) species = make_species(species.name == "Na" ? "C" : "O");
    writer.write(frame);
  }
  writer.close();
  options.data.train = {(folder.path() / "co.extxyz").string()};
  options.replay.files = options.data.train;
  options.replay.weight = 0.5;
  options.data.labels = {"forces"};  // energies of replayed frames would be shifted with the model's own
  options.model.freeze = {"interactions.0.*"};
  options.training.epochs = 4;
  Notes notes;
  const auto summary = train(options, notes, false);
  CHECK(summary.epochs.back().train_loss < summary.epochs.front().train_loss);
  REQUIRE(summary.errors.size() == 2);
  CHECK(summary.errors[1].set == "replay");
  CHECK(summary.errors[1].errors.forces_mae == Approx(summary.errors[0].errors.forces_mae));
  CHECK(std::filesystem::exists(options.output + "/model-lammps.pt"));
}
