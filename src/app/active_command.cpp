#include <fmt/format.h>

#include <memory>

#include "active/campaign/campaign.hpp"
#include "active/campaign/campaign_status.hpp"
#include "app/active_options.hpp"
#include "app/active_parts.hpp"
#include "app/active_report.hpp"
#include "app/command.hpp"
#include "app/terminal.hpp"
#include "core/errors.hpp"
#include "parallel/agreement.hpp"

namespace liquidus {
namespace {

struct Options {
  std::string file, folder;
  std::vector<std::string> overrides;
  bool check = false;
  int threads = 0;
};

CampaignWatch watch() {
  CampaignWatch watch;
  watch.stop = asked_to_stop;
  watch.progress = [](const std::string& where, const Progress& progress) {
    show_progress(where + ": " + progress_line(progress));
    return !asked_to_stop();
  };
  watch.say = [](const std::string& line) {
    clear_progress();
    fmt::print("{}\n", line);
    std::fflush(stdout);
  };
  watch.labelling = [](const LabelCounts& counts) {
    show_progress(fmt::format("labels: {} running, {} waiting, {} done, {} set aside", counts.running, counts.waiting,
                              counts.labelled, counts.set_aside));
  };
  return watch;
}

void print_start(const CampaignOptions& options, const Campaign& campaign) {
  if (!options.run.title.empty()) fmt::print("{}\n", options.run.title);
  fmt::print("  {} labelled frames, {} members, {} states, labels by {}; in {}/\n", campaign.labelled().size(),
             options.committee.members, options.states.size(), options.label.engine, options.run.output);
  for (const auto& change : campaign.changes()) fmt::print("  changed: {}\n", change);
  std::fflush(stdout);
}

void run(const Options& given, const Communicator& ranks) {
  if (given.file.empty()) throw InputError("liquidus active: which campaign? Give its file, or a subcommand");
  keep_memory();
  use_threads(given.threads, ranks);
  ActiveFileOptions options;
  root_first(ranks, [&] { options = read_active_file(given.file, given.overrides); });
  if (given.check) {
    if (ranks.is_root()) fmt::print("The file is in order.\n");
    return;
  }
  heed_stop_signals();
  Campaign campaign(options.campaign, active_parts(options, ranks), watch(), ranks);
  on_root(ranks, [&] { print_start(options.campaign, campaign); });
  const auto end = campaign.run();
  on_root(ranks, [&] {
    clear_progress();
    fmt::print("\n{}", status_text(status_of(options.campaign.run.output)));
    if (!end.finished) fmt::print("Stopped; the same command goes on.\n");
  });
}

}  // namespace

void add_active_command(CLI::App& program, const Communicator& ranks) {
  auto* command = program.add_subcommand("active", "Active learning: train, sample, label, until the errors are small");
  auto options = std::make_shared<Options>();
  auto* status = command->add_subcommand("status", "Rounds, errors and jobs of a campaign at a glance");
  status->add_option("folder", options->folder, "The campaign's folder")->required();
  command->add_option("file", options->file, "What the campaign is to do (TOML); what its folder has done isn't again");
  command->add_option("--set", options->overrides, "Change a value: --set stop.rounds=20")->allow_extra_args(false);
  command->add_flag("--check", options->check, "Read and check everything, then stop");
  command->add_option("--threads", options->threads, "Threads of a rank; its share of the cores if left out");
  command->footer([] {
    return "Examples:\n"
           "  liquidus active examples/active-nacl/campaign.toml\n"
           "  liquidus active status active-nacl\n\n" +
           active_file_help();
  });
  command->callback([options, status, &ranks] {
    if (status->parsed())
      on_root(ranks, [&] { fmt::print("{}", status_text(status_of(options->folder))); });
    else
      run(*options, ranks);
  });
}

}  // namespace liquidus
