#include <fmt/format.h>

#include <filesystem>
#include <memory>

#include "app/command.hpp"
#include "app/correct_options.hpp"
#include "app/correct_report.hpp"
#include "app/potential_file.hpp"
#include "app/terminal.hpp"
#include "app/version.hpp"
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

/// A fit's results aren't written over by mistake.
void require_free(const std::string& folder) {
  if (std::filesystem::exists(std::filesystem::path(folder) / "fit.h5"))
    throw InputError(
        "'" + folder +
        "' holds an earlier fit (fit.h5); go on with it by --restart, replace it by --overwrite, or choose "
        "another output");
}

void make_empty(const std::string& folder) {
  namespace fs = std::filesystem;
  std::error_code failure;
  fs::create_directories(folder, failure);
  if (failure) throw Error("can't make the folder '" + folder + "': " + failure.message());
  for (const auto& entry : fs::directory_iterator(folder))
    if (entry.path().filename().string().starts_with("iteration-")) fs::remove_all(entry.path());
  for (const char* name : {"correction.h5", "summary.json", "history.csv", "targets.csv"})
    fs::remove(fs::path(folder) / name);
}

BasePotential base_potential(const PotentialOptions& keys, const Communicator& ranks) {
  const auto load = [keys, &ranks](std::span<const Species> species) {
    return load_potential(PotentialChoice{keys.file, keys.committee, keys}, species, ranks);
  };
  BasePotential base;
  base.make = [load](std::span<const Species> species) { return load(species).potential; };
  base.describe = [load](std::span<const Species> species) {
    const auto loaded = load(species);
    return std::pair(loaded.title, base_mark(loaded));
  };
  return base;
}

FitWatch watch() {
  FitWatch watch;
  watch.program = std::string("liquidus ") + version;
  watch.progress = [](const std::string& where, const Progress& progress) {
    show_progress(where + ": " + progress_line(progress));
    return !asked_to_stop();
  };
  watch.stop = asked_to_stop;
  watch.iteration = [](const IterationReport& report) {
    clear_progress();
    fmt::print("{}", iteration_line(report));
    std::fflush(stdout);
  };
  return watch;
}

void print_start(const CorrectFileOptions& options, const Refinement& fit) {
  if (!options.fit.run.title.empty()) fmt::print("{}\n", options.fit.run.title);
  fmt::print("  to be corrected: {}\n", fit.base_title());
  for (const auto& box : fit.boxes()) fmt::print("  {}\n", box);
  for (const auto& remark : fit.remarks()) fmt::print("  {}\n", remark);
  fmt::print("  method: {}, seed: {}, results in {}/\n\n", options.fit.correct.method, options.fit.run.seed,
             options.fit.run.output);
  std::fflush(stdout);
}

void report(const Options& given, const CorrectFileOptions& options, const FitResult& result) {
  const std::string& folder = options.fit.run.output;
  clear_progress();
  if (!result.finished) {
    fmt::print("\nStopped; go on with --restart.\n");
    return;
  }
  fmt::print(
      "\n{}.\n\n{}\nThe correction is in {}/correction.h5: in a run file, [correction] file = \"{}/correction.h5\"\n",
      result.correction.provenance.converged, fit_text(result), folder, folder);
  Json json{
      {"program", "liquidus"}, {"version", version}, {"file", given.file}, {"options", options_json(echo(options))}};
  json["fit"] = fit_json(result);
  write_json(folder + "/summary.json", json);
}

void correct(const Options& given, const Communicator& ranks) {
  keep_memory();
  use_threads(given.threads, ranks);
  CorrectFileOptions options;
  root_first(ranks, [&] { options = read_correct_file(given.file, given.overrides); });
  const std::string& folder = options.fit.run.output;
  if (!given.restart && !given.check)
    on_root(ranks, [&] {
      if (!given.overwrite) require_free(folder);
    });
  Refinement fit(options.fit, base_potential(options.potential, ranks), watch(), ranks);
  if (ranks.is_root()) print_start(options, fit);
  if (given.check) {
    if (ranks.is_root()) fmt::print("The file is in order.\n");
    return;
  }
  if (given.restart)
    fit.restore();
  else
    on_root(ranks, [&] { make_empty(folder); });
  heed_stop_signals();
  if (ranks.is_root()) fmt::print("{}", iteration_head());
  const FitResult result = fit.run();
  on_root(ranks, [&] { report(given, options, result); });
}

}  // namespace

void add_correct_command(CLI::App& program, const Communicator& ranks) {
  auto* command = program.add_subcommand("correct", "Fit a pair correction of a potential to measured structure");
  auto options = std::make_shared<Options>();
  command->add_option("file", options->file, "What is fitted to what (TOML)")->required();
  command->add_option("--set", options->overrides, "Change a value: --set correct.iterations=10")
      ->allow_extra_args(false);
  command->add_flag("--restart", options->restart, "Go on with the fit in the output folder");
  command->add_flag("--overwrite", options->overwrite, "Replace an earlier fit in the output folder")
      ->excludes("--restart");
  command->add_flag("--check", options->check, "Read and check everything, then stop");
  command->add_option("--threads", options->threads, "Threads of a rank; its share of the cores if left out");
  command->footer([] {
    return "Examples:\n"
           "  liquidus correct examples/noble-gases/argon.toml\n"
           "  liquidus correct examples/noble-gases/argon.toml --restart\n"
           "  mpirun -n 4 liquidus correct examples/noble-gases/argon.toml --set sopr.mode=code\n\n" +
           correct_file_help();
  });
  command->callback([options, &ranks] { correct(*options, ranks); });
}

}  // namespace liquidus
