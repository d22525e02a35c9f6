#include <fmt/format.h>

#include <filesystem>
#include <memory>

#include "app/command.hpp"
#include "app/dataset_curation.hpp"
#include "app/dataset_report.hpp"
#include "app/version.hpp"
#include "core/errors.hpp"

namespace liquidus {
namespace {

struct StatsOptions {
  std::vector<std::string> files, prefixes;
  std::string output;
};

struct CurateArguments {
  std::string file, step, output = "dataset";
  std::vector<std::string> files, overrides;
  bool overwrite = false, check = false;
};

void print_warnings(const LabelledSet& set) {
  for (const auto& warning : set.warnings) fmt::print(stderr, "warning: {}\n", warning);
}

void make_folder(const std::string& folder) {
  std::error_code failure;
  std::filesystem::create_directories(folder, failure);
  if (failure) throw Error("can't make the folder '" + folder + "': " + failure.message());
}

void write_statistics(const std::string& folder, const std::string& title, const LabelledSet& set,
                      const DatasetStatistics& statistics) {
  write_frame_table(folder + "/frames.csv", set, statistics);
  write_statistics_page(folder + "/statistics.html", title, statistics);
}

void stats(const StatsOptions& options) {
  DatasetInput input;
  input.files = options.files;
  if (!options.prefixes.empty()) input.prefixes = options.prefixes;
  const auto data = read_dataset({input});
  print_warnings(data.set);
  const auto statistics = statistics_of(data.set);
  fmt::print("{}\n{}", files_text(data.files), statistics_text(statistics));
  if (options.output.empty()) return;
  make_folder(options.output);
  write_statistics(options.output, fmt::format("{} labelled frames", statistics.frames), data.set, statistics);
  Json json = {{"program", "liquidus"}, {"version", version}};
  json["statistics"] = statistics_json(statistics);
  write_json(options.output + "/summary.json", json);
  fmt::print("\nA row for each frame, pictures and all numbers are in {}/\n", options.output);
}

/// A folder with an earlier curation's results is not written over by mistake.
void require_free(const std::string& folder) {
  if (std::filesystem::exists(std::filesystem::path(folder) / "summary.json"))
    throw InputError("'" + folder + "' holds earlier results; replace them by --overwrite, or choose another output");
}

void curate_set(const CurateArguments& given) {
  const auto options = given.file.empty() ? one_step(given.step, given.files, given.output, given.overrides)
                                          : read_curate_file(given.file, given.overrides);
  if (given.check) {
    fmt::print("The curation file is in order.\n");
    return;
  }
  if (!given.overwrite) require_free(options.keys.output);
  if (!options.keys.title.empty()) fmt::print("{}\n", options.keys.title);
  auto curated = curate(options);
  print_warnings(curated.set);
  const auto statistics = statistics_of(curated.set);
  make_folder(options.keys.output);
  write_sets(options, curated);
  write_statistics(options.keys.output, options.keys.title.empty() ? options.keys.output : options.keys.title,
                   curated.set, statistics);
  Json json = {{"program", "liquidus"}, {"version", version}, {"options", options_json(echo(options))}};
  json["curation"] = curation_json(curated);
  json["statistics"] = statistics_json(statistics);
  write_json(options.keys.output + "/summary.json", json);
  fmt::print("{}\n{}", files_text(curated.files), curation_text(curated));
}

void add_stats(CLI::App& dataset) {
  auto* command = dataset.add_subcommand("stats", "What is in labelled files");
  auto options = std::make_shared<StatsOptions>();
  command->add_option("files", options->files, "Extended XYZ (also .gz) or HDF5")->required();
  command->add_option("-o,--output", options->output, "Folder for frames.csv, statistics.html and summary.json");
  command->add_option("--prefix", options->prefixes, "Of the labels' names, tried in order (REF_, none)")
      ->allow_extra_args(false);
  command->callback([options] { stats(*options); });
}

void add_common(CLI::App& command, CurateArguments& arguments, const char* example) {
  command.add_option("--set", arguments.overrides, std::string("Change a key: --set ") + example)
      ->allow_extra_args(false);
  command.add_flag("--overwrite", arguments.overwrite, "Replace earlier results in the output folder");
}

void add_curate(CLI::App& dataset) {
  auto* command = dataset.add_subcommand("curate", "All steps of a curation file, in their order");
  auto arguments = std::make_shared<CurateArguments>();
  command->add_option("file", arguments->file, "Curation file (TOML)")->required();
  add_common(*command, *arguments, "split.test=0.2");
  command->add_flag("--check", arguments->check, "Read and check the curation file, and stop");
  command->footer([] {
    return curate_file_help() +
           "\nExamples:\n"
           "  liquidus dataset curate examples/curate-nacl.toml\n"
           "  liquidus dataset curate examples/curate-nacl.toml --set output=trial --set split.whole=cluster\n";
  });
  command->callback([arguments] { curate_set(*arguments); });
}

/// One step of a curation, with its defaults and what --set says.
void add_step(CLI::App& dataset, const char* name, const char* step, const char* what, const char* example) {
  auto* command = dataset.add_subcommand(name, what);
  auto arguments = std::make_shared<CurateArguments>();
  arguments->step = step;
  command->add_option("files", arguments->files, "Extended XYZ (also .gz) or HDF5")->required();
  command->add_option("-o,--output", arguments->output, "Folder of the results")->capture_default_str();
  add_common(*command, *arguments, example);
  command->footer("The keys are those of a curation file: liquidus dataset curate --help\n");
  command->callback([arguments] { curate_set(*arguments); });
}

}  // namespace

void add_dataset_command(CLI::App& program) {
  auto* dataset = program.add_subcommand("dataset", "Labelled sets: what is in them, and what should be");
  dataset->require_subcommand(1);
  add_stats(*dataset);
  add_curate(*dataset);
  add_step(*dataset, "merge", "", "Several files as one set", "format=h5");
  add_step(*dataset, "duplicates", "duplicates", "Take out frames that are there already",
           "duplicates.tolerance=\"0.02 Å\"");
  add_step(*dataset, "outliers", "outliers", "Take out frames that are far off", "outliers.max_force=\"20 eV/Å\"");
  add_step(*dataset, "rebalance", "rebalance", "Fewer frames of what there is much of", "rebalance.at_most=100");
  add_step(*dataset, "split", "split", "Frames for training, validation and test", "split.whole=parent");
  dataset->footer(
      "Examples:\n"
      "  liquidus dataset stats train.extxyz test.extxyz.gz -o statistics\n"
      "  liquidus dataset curate examples/curate-nacl.toml\n"
      "  liquidus dataset split all.extxyz -o parts --set split.test=0.2 --set seed=3\n"
      "  liquidus dataset merge 'round-*/labels.extxyz' -o all --set format=h5\n");
}

}  // namespace liquidus
