#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "core/elements.hpp"
#include "core/errors.hpp"
#include "mlip/train.hpp"

namespace liquidus {
namespace {

class Checks {
 public:
  void section(std::string name) { section_ = std::move(name); }
  void require(bool holds, const std::string& key, const std::string& message) {
    if (!holds) found.push_back({section_, key, message});
  }
  void at_least(Index value, Index least, const std::string& key) {
    require(value >= least, key, fmt::format("{} is {}; expected {} or more", key, value, least));
  }
  void not_negative(double value, const std::string& key) {
    require(value >= 0.0, key, fmt::format("{} is {}; expected 0 or more", key, value));
  }
  void positive_if_given(double value, const std::string& key) {
    require(std::isnan(value) || value > 0.0, key, fmt::format("{} is {}; expected a positive number", key, value));
  }
  std::vector<TrainComplaint> found;

 private:
  std::string section_;
};

void check_weights(const LossWeights& w, Checks& checks) {
  checks.not_negative(w.energy, "energy_weight");
  checks.not_negative(w.forces, "forces_weight");
  checks.not_negative(w.stress, "stress_weight");
  checks.require(w.energy + w.forces + w.stress > 0.0, "energy_weight", "all weights are 0: there is nothing to learn");
}

void check_model(const TrainModelOptions& model, Checks& checks) {
  checks.section("model");
  checks.require(model.r_max > 0.0 && model.r_max <= 50.0, "r_max",
                 fmt::format("r_max is {} Å; expected a length above 0 and up to 50 Å", model.r_max));
  checks.at_least(model.bessel, 1, "bessel");
  checks.require(model.cutoff_power >= 2.0, "cutoff_power",
                 fmt::format("cutoff_power is {}; below 2 forces are not continuous", model.cutoff_power));
  checks.require(model.max_ell >= 0 && model.max_ell <= 6, "max_ell",
                 fmt::format("max_ell is {}; expected 0 to 6", model.max_ell));
  checks.require(model.max_L >= 0 && model.max_L <= model.max_ell, "max_L",
                 fmt::format("max_L is {}; expected 0 to max_ell ({})", model.max_L, model.max_ell));
  checks.require(model.correlation >= 1 && model.correlation <= 3, "correlation",
                 fmt::format("correlation is {}; expected 1, 2 or 3", model.correlation));
  checks.at_least(model.interactions, 1, "interactions");
  checks.at_least(model.channels, 1, "channels");
  checks.at_least(model.readout, 1, "readout");
  checks.require(!model.radial_mlp.empty() &&
                     std::all_of(model.radial_mlp.begin(), model.radial_mlp.end(), [](Index n) { return n >= 1; }),
                 "radial_mlp", "radial_mlp needs one width or more, each at least 1");
  checks.require(model.reference != "model" || !model.file.empty(), "reference",
                 "\"model\" keeps a loaded model's reference energies, but there is no `file`");
  checks.require(model.reference != "given" || !model.given_energies.empty(), "reference",
                 "\"given\" needs the section [model.energies]");
  for (const auto& [element, energy] : model.given_energies)
    checks.require(find_element(element).has_value(), "energies",
                   "'" + element + "' in [model.energies] is no element");
  checks.require(model.freeze.empty() || !model.file.empty(), "freeze",
                 "only a loaded model can be frozen in part, and there is no `file`");
  checks.require(model.head.empty() || !model.file.empty(), "head", "a new model has no heads to choose from");
}

void check_data(const TrainOptions& options, Checks& checks) {
  const auto& data = options.data;
  checks.section("data");
  checks.require(
      data.validation_fraction >= 0.0 && data.validation_fraction < 1.0, "validation_fraction",
      fmt::format("validation_fraction is {}; expected 0 up to, but not including, 1", data.validation_fraction));
  checks.require(!data.labels.empty(), "labels", "labels is empty: there is nothing to learn");
  checks.section("data.replay");
  checks.not_negative(options.replay.weight, "weight");
  checks.require(options.replay.files.empty() || !options.model.file.empty(), "files",
                 "replay keeps a loaded model from forgetting, and there is no `file` in [model]");
}

void check_training(const TrainingOptions& t, Checks& checks) {
  checks.section("training");
  checks.at_least(t.epochs, 1, "epochs");
  checks.at_least(t.steps, 0, "steps");
  checks.at_least(t.batch, 1, "batch");
  checks.positive_if_given(t.learning_rate, "learning_rate");
  check_weights(t.weights, checks);
  checks.not_negative(t.weight_decay, "weight_decay");
  checks.not_negative(t.clip, "clip");
  checks.require(t.factor > 0.0 && t.factor <= 1.0, "factor",
                 fmt::format("factor is {}; expected above 0, up to 1", t.factor));
  checks.require(t.final > 0.0 && t.final <= 1.0, "final",
                 fmt::format("final is {}; expected above 0, up to 1", t.final));
  checks.at_least(t.patience, 0, "patience");
  checks.at_least(t.warmup, 0, "warmup");
  checks.require(std::isnan(t.ema) || (t.ema >= 0.0 && t.ema < 1.0), "ema",
                 fmt::format("ema is {}; expected 0 up to, but not including, 1", t.ema));
  checks.at_least(t.early_stop, 0, "early_stop");
  checks.positive_if_given(t.max_time, "max_time");
  checks.at_least(t.max_edges, 1, "max_edges");
  checks.positive_if_given(t.checkpoint, "checkpoint");
}

}  // namespace

std::vector<TrainComplaint> check(const TrainOptions& options) {
  Checks checks;
  checks.section("");
  checks.at_least(options.seed, 0, "seed");
  checks.require(!options.output.empty(), "output", "output is empty; expected a folder");
  check_model(options.model, checks);
  check_data(options, checks);
  check_training(options.training, checks);
  checks.section("second_stage");
  checks.require(options.second.start >= 0.0 && options.second.start <= 1.0, "start",
                 fmt::format("start is {}; expected 0 to 1", options.second.start));
  check_weights(options.second.weights, checks);
  checks.positive_if_given(options.second.learning_rate, "learning_rate");
  return checks.found;
}

TrainOptions resolved(TrainOptions options) {
  const bool loaded = !options.model.file.empty();
  auto& training = options.training;
  if (std::isnan(training.learning_rate)) training.learning_rate = loaded ? 1e-4 : 0.01;
  if (std::isnan(training.ema)) training.ema = loaded ? 0.99999 : 0.99;
  if (training.precision.empty()) training.precision = loaded ? "native" : "float64";
  const bool falls_by_itself = training.schedule == "exponential" || training.schedule == "cosine";
  if (std::isnan(options.second.learning_rate) && !falls_by_itself)
    options.second.learning_rate = 0.1 * training.learning_rate;
  return options;
}

}  // namespace liquidus
