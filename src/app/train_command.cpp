#include <fmt/format.h>

#include <filesystem>
#include <fstream>
#include <memory>

#include "app/command.hpp"
#include "app/terminal.hpp"
#include "app/train_options.hpp"
#include "app/train_report.hpp"
#include "core/errors.hpp"
#include "parallel/agreement.hpp"

namespace liquidus {
namespace {

struct Options {
  std::string file;
  std::vector<std::string> overrides;
  bool restart = false, overwrite = false, check = false;
  int threads = 0;
};

/// Rank 0's epochs on stdout, its progress on stderr if that is a terminal.
class Printer : public TrainListener {
 public:
  explicit Printer(const Communicator& ranks) : is_root_(ranks.is_root()) {}
  void note(const std::string& text) override {
    fmt::print("  {}\n", text);
    std::fflush(stdout);
  }
  void epoch(const EpochRow& row) override {
    clear();
    if (!headed_) fmt::print("\n{}", epoch_header());
    headed_ = true;
    fmt::print("{}", epoch_line(row));
    std::fflush(stdout);
  }
  bool progress(const TrainProgress& progress) override {
    if (is_root_) show_progress(progress_line(progress));
    return !asked_to_stop();
  }
  void clear() const {
    if (is_root_) clear_progress();
  }

 private:
  bool is_root_, headed_ = false;
};

/// A folder with an earlier training's results is not written over by mistake.
void require_free(const std::string& folder) {
  for (const char* name : {"checkpoint.h5", "model.pt"})
    if (std::filesystem::exists(std::filesystem::path(folder) / name))
      throw InputError("'" + folder + "' holds the results of an earlier training (" + name +
                       "); go on with it by --restart, replace it by --overwrite, or choose another output");
}

void write_options(const TrainOptions& options) {
  std::filesystem::create_directories(options.output);
  const std::string path = options.output + "/options.toml";
  std::ofstream out(path);
  for (const auto& [title, keys] : echo(options)) out << to_toml(title, keys) << '\n';
  out.close();
  if (!out) throw Error("can't write " + path);
}

void print_result(const Options& given, const TrainOptions& options, const TrainSummary& summary) {
  if (!summary.finished) {
    fmt::print("\nStopped in epoch {}; go on with: liquidus train {} --restart\n", summary.epochs.size() + 1,
               given.file);
    return;
  }
  fmt::print("\nEnded because {}; the best epoch is {}\n\n{}\n", summary.why_ended, summary.best_epoch,
             errors_table(summary.errors));
  const bool several = summary.ranks > 1;
  fmt::print("{} epochs in {:.1f} s, {:.1f} frames/s on {}{} threads, {:.0f} MiB{}; the model is {}/model.pt\n",
             summary.epochs.size(), summary.seconds, summary.frames_per_second,
             several ? fmt::format("{} ranks × ", summary.ranks) : "", summary.threads, summary.peak_memory / 1048576.0,
             several ? " each" : "", options.output);
}

void run(const Options& given, const Communicator& ranks) {
  keep_memory();
  use_threads(given.threads, ranks);
  TrainOptions options;
  root_first(ranks, [&] { options = resolved(read_train_file(given.file, given.overrides)); });
  if (given.check) {
    if (ranks.is_root()) fmt::print("The training file is in order.\n");
    return;
  }
  on_root(ranks, [&] {
    if (!given.restart && !given.overwrite) require_free(options.output);
    if (!options.title.empty()) fmt::print("{}\n", options.title);
    write_options(options);
  });
  heed_stop_signals();
  Printer printer(ranks);
  const auto summary = train(options, printer, given.restart, ranks);
  printer.clear();
  on_root(ranks, [&] {
    write_train_summary(options.output + "/summary.json", given.file, options, summary);
    print_result(given, options, summary);
  });
}

}  // namespace

void add_train_command(CLI::App& program, const Communicator& ranks) {
  auto* command = program.add_subcommand("train", "Train or fine-tune a learned potential as a training file says");
  auto options = std::make_shared<Options>();
  command->add_option("file", options->file, "Training file (TOML)")->required();
  command->add_option("--set", options->overrides, "Change a key: --set training.epochs=50")->allow_extra_args(false);
  command->add_flag("--restart", options->restart, "Go on after the output folder's checkpoint");
  command->add_flag("--overwrite", options->overwrite, "Replace an earlier training in the output folder");
  command->add_flag("--check", options->check, "Read and check the training file, and stop");
  command->add_option("--threads", options->threads, "Threads of each rank; all cores if left out");
  command->footer([] {
    return train_file_help() +
           "\nExamples:\n"
           "  liquidus train examples/train-kthcl.toml\n"
           "  liquidus train examples/train-kthcl.toml --set training.epochs=20 --set output=trial\n"
           "  liquidus train examples/train-kthcl.toml --restart\n"
           "  mpirun -n 4 liquidus train examples/train-kthcl.toml";
  });
  command->callback([options, &ranks] { run(*options, ranks); });
}

}  // namespace liquidus
