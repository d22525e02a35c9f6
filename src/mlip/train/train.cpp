#include "mlip/train.hpp"

#include <fmt/format.h>
#include <sys/resource.h>
#include <torch/utils.h>

#include <filesystem>

#include "core/errors.hpp"
#include "core/threads.hpp"
#include "mlip/engine/torch_guard.hpp"
#include "mlip/mace/mace_module.hpp"
#include "mlip/train/learning_curves.hpp"
#include "mlip/train/train_model.hpp"
#include "mlip/train/trainer.hpp"
#include "parallel/agreement.hpp"

namespace liquidus {
namespace {

namespace fs = std::filesystem;

void require_valid(const TrainOptions& options) {
  std::string text;
  for (const auto& [section, key, message] : check(options))
    text += (text.empty() ? "" : "\n") + (section.empty() ? "" : "[" + section + "]: ") + message;
  if (options.data.train.empty()) text += (text.empty() ? "" : "\n") + std::string("[data]: no training files");
  if (!text.empty()) throw InputError(text);
}

Frames pointers(const std::vector<FrameGraph>& graphs, std::size_t from = 0, std::size_t to = SIZE_MAX) {
  Frames frames;
  for (std::size_t k = from; k < std::min(to, graphs.size()); ++k) frames.push_back(&graphs[k]);
  return frames;
}

/// Writes a module under another name first, so that a model that is there is whole.
template <class Write>
void replace_file(const fs::path& path, Write write) {
  const std::string temporary = path.string() + ".tmp";
  write(temporary);
  fs::rename(temporary, path);
}

/// Rank 0 reads before the others, so that what is wrong with a file is said once.
template <class Read>
void read_in_turn(const Communicator& ranks, Read read) {
  on_root(ranks, read);
  together(ranks, [&] {
    if (!ranks.is_root()) read();
  });
}

/// That of a rank that has nothing to say.
class SilentListener : public TrainListener {
 public:
  explicit SilentListener(TrainListener& asked) : asked_(asked) {}
  bool progress(const TrainProgress& progress) override { return asked_.progress(progress); }

 private:
  TrainListener& asked_;
};

/// The run's folder: what is written there, and when; by rank 0.
class Folder {
 public:
  Folder(const TrainOptions& options, TrainModel& model, TrainParameters& parameters, const Communicator& ranks)
      : path_(options.output), title_(options.title), model_(model), parameters_(parameters), ranks_(ranks) {
    on_root(ranks_, [&] {
      std::error_code failure;
      fs::create_directories(path_, failure);
      if (failure) throw Error("can't make the folder '" + path_.string() + "': " + failure.message());
    });
  }

  void save(const Trainer& trainer) {
    on_root(ranks_, [&] { write(trainer); });
  }

 private:
  /// The model first: who finds a checkpoint finds its model too.
  void write(const Trainer& trainer) {
    if (trainer.state().best_epoch != saved_epoch_) write_models(trainer);
    saved_epoch_ = trainer.state().best_epoch;
    if (!trainer.state().rows.empty()) {
      write_learning_curves((path_ / "curves.csv").string(), trainer.state().rows);
      write_learning_page((path_ / "curves.html").string(), title_, trainer.state().rows);
    }
    trainer.checkpoint().save((path_ / "checkpoint.h5").string());
  }

  void write_models(const Trainer& trainer) {
    const torch::NoGradGuard constant;
    parameters_.write(trainer.best());
    auto& model = *model_.models.front();
    set_second_order(model.module(), true);
    replace_file(path_ / "model.pt", [&](const std::string& file) {
      torch::jit::ExtraFilesMap extra(model_.extra_files.begin(), model_.extra_files.end());
      model.module().save(file, extra);
    });
    if (model.info().convention == "MACE")
      replace_file(path_ / "model-lammps.pt", [&](const std::string& file) { save_for_lammps(model.module(), file); });
    set_second_order(model.module(), false);
    parameters_.write(parameters_.flat());
  }

  fs::path path_;
  std::string title_;
  TrainModel& model_;
  TrainParameters& parameters_;
  const Communicator& ranks_;
  Index saved_epoch_ = -1;
};

void add_errors(std::vector<SetErrors>& table, const std::string& set, const Frames& frames,
                const BatchEvaluator& evaluator, const LossWeights& weights) {
  if (frames.empty()) return;
  const auto found = evaluator.errors(frames, weights);
  std::map<std::string, ErrorSums> by_type;
  ErrorSums all;
  for (std::size_t k = 0; k < frames.size(); ++k) {
    by_type[frames[k]->config_type].add(found.frames[k]);
    all.add(found.frames[k]);
  }
  if (by_type.size() > 1) table.push_back({set, "all", all.errors()});
  for (const auto& [type, sums] : by_type) table.push_back({set, type, sums.errors()});
}

double peak_memory() {
  rusage usage{};
  getrusage(RUSAGE_SELF, &usage);
  return 1024.0 * static_cast<double>(usage.ru_maxrss);
}

TrainSummary summarise(const Trainer& trainer, const TrainModel& model, TrainParameters& parameters,
                       const BatchEvaluator& evaluator, const LossWeights& weights) {
  TrainSummary summary;
  summary.epochs = trainer.state().rows;
  summary.best_epoch = trainer.state().best_epoch;
  summary.parameters = parameters.all();
  summary.trainable = parameters.size();
  summary.reference_energies = model.reference.energies;
  summary.neighbours = model.neighbours;
  summary.scale = model.scale;
  summary.shift = model.shift;
  summary.cutoff = model.models.front()->info().cutoff;
  summary.seconds = summary.epochs.empty() ? 0.0 : summary.epochs.back().seconds;
  summary.frames_per_second = trainer.frames_per_second();
  summary.threads = evaluator.threads();
  summary.ranks = evaluator.ranks().size();
  parameters.write(trainer.best());
  const auto& graphs = model.graphs;
  add_errors(summary.errors, "train", pointers(graphs.train, 0, graphs.own), evaluator, weights);
  add_errors(summary.errors, "replay", pointers(graphs.train, graphs.own), evaluator, weights);
  add_errors(summary.errors, "validation", pointers(graphs.validation), evaluator, weights);
  add_errors(summary.errors, "test", pointers(graphs.test), evaluator, weights);
  parameters.write(parameters.flat());
  summary.peak_memory = evaluator.ranks().max(peak_memory());
  return summary;
}

}  // namespace

TrainSummary train(const TrainOptions& given, TrainListener& told, bool restart, const Communicator& ranks) {
  const TorchGuard guard(false);
  SilentListener silent(told);
  TrainListener& listener = ranks.is_root() ? told : silent;
  const auto options = resolved(given);
  require_valid(options);
  std::optional<Checkpoint> checkpoint;
  TrainData data;
  read_in_turn(ranks, [&] {
    if (restart) checkpoint = Checkpoint::load((fs::path(options.output) / "checkpoint.h5").string());
    data = read_train_data(options, listener);
  });
  Workers workers(options.training.device == "cpu" ? threads() : 1);  // several would only share one device
  TrainModel model;
  together(ranks, [&] {
    model = options.model.file.empty() ? new_model(options, data, listener, ranks)
                                       : loaded_model(options, data, workers, listener, ranks);
  });
  TrainParameters parameters(model.models.front()->module(), options.model.freeze);
  const BatchEvaluator evaluator(model.models, options.training.max_edges, workers, ranks);
  Trainer trainer(options, evaluator, parameters, pointers(model.graphs.train), pointers(model.graphs.validation),
                  listener);
  together(ranks, [&] {
    if (checkpoint) trainer.restore(*checkpoint);
  });
  listener.note(fmt::format("{} parameters, {} of them trained, on {}{} threads", parameters.all(), parameters.size(),
                            ranks.alone() ? "" : fmt::format("{} ranks × ", ranks.size()), workers.count()));
  Folder folder(options, model, parameters, ranks);
  const auto reason = trainer.run([&] { folder.save(trainer); });
  auto summary = summarise(trainer, model, parameters, evaluator, options.training.weights);
  summary.finished = !reason.empty();
  summary.why_ended = summary.finished ? reason : "stopped on request";
  return summary;
}

}  // namespace liquidus
