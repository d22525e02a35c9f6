#include <fmt/format.h>

#include <filesystem>
#include <memory>

#include "app/command.hpp"
#include "app/dataset_report.hpp"
#include "app/version.hpp"
#include "core/errors.hpp"

namespace liquidus {
namespace {

struct StatsOptions {
  std::vector<std::string> files, prefixes;
  std::string output;
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

void add_stats(CLI::App& dataset) {
  auto* command = dataset.add_subcommand("stats", "What is in labelled files");
  auto options = std::make_shared<StatsOptions>();
  command->add_option("files", options->files, "Extended XYZ (also .gz) or HDF5")->required();
  command->add_option("-o,--output", options->output, "Folder for frames.csv, statistics.html and summary.json");
  command->add_option("--prefix", options->prefixes, "Of the labels' names, tried in order (REF_, none)")
      ->allow_extra_args(false);
  command->callback([options] { stats(*options); });
}

}  // namespace

void add_dataset_command(CLI::App& program) {
  auto* dataset = program.add_subcommand("dataset", "Labelled sets: what is in them, and what should be");
  dataset->require_subcommand(1);
  add_stats(*dataset);
  dataset->footer("Examples:\n  liquidus dataset stats train.extxyz test.extxyz.gz -o statistics\n");
}

}  // namespace liquidus
