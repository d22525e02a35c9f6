#include <fmt/format.h>

#include <algorithm>
#include <filesystem>
#include <memory>
#include <optional>

#include "app/command.hpp"
#include "app/mix_report.hpp"
#include "app/terminal.hpp"
#include "core/errors.hpp"
#include "io/file.hpp"

namespace liquidus {
namespace {

constexpr std::size_t rows = 12;  // of the table on the screen

struct Arguments {
  std::string file;
  std::vector<std::string> overrides;
  bool check = false, overwrite = false;
};

std::vector<MixtureFolder> folders_of(const MixOptions& options, const MixtureList& list,
                                      const InputTemplate* campaign) {
  std::vector<MeltVolumes> at;
  for (const double temperature : options.start.temperatures)
    at.emplace_back(options.table, temperature, options.start.mixing_error);
  std::vector<MixtureFolder> folders;
  folders.reserve(list.made.size());
  for (const auto& mixture : list.made) {
    std::vector<MeltVolume> melts;
    for (const auto& volumes : at) melts.push_back(volumes.of(mixture));
    folders.emplace_back(
        options.keys.output + "/" + mixture.name,
        MixtureCampaign{mixture, options.start.temperatures, std::move(melts), options.start_options()}, campaign);
  }
  return folders;
}

/// Before anything is written: folders that hold something else.
void refuse_different(const std::vector<FolderState>& states, const std::vector<MixtureFolder>& folders) {
  const auto different = std::count(states.begin(), states.end(), FolderState::different);
  if (different == 0) return;
  const auto first = std::find(states.begin(), states.end(), FolderState::different) - states.begin();
  throw InputError(fmt::format(
      "'{}' holds something else than what would be written{}; replace it with --overwrite, or choose another output",
      folders[static_cast<std::size_t>(first)].path(),
      different > 1 ? fmt::format(", as {} other folders do", different - 1) : ""));
}

void write_folders(const std::vector<MixtureFolder>& folders, const MixOptions& options, bool overwrite) {
  std::vector<FolderState> states;
  for (const auto& folder : folders) states.push_back(folder.state());
  if (!overwrite) refuse_different(states, folders);
  heed_stop_signals();
  std::size_t written = 0, kept = 0;
  for (std::size_t k = 0; k < folders.size() && !asked_to_stop(); ++k) {
    if (states[k] == FolderState::same) {
      ++kept;
      continue;
    }
    show_progress(fmt::format("mixture {}/{}  {}", k + 1, folders.size(), folders[k].campaign().mixture.name));
    folders[k].write(overwrite);
    ++written;
  }
  clear_progress();
  fmt::print("\n{} folders written to {}, {} were there already\n", written, options.keys.output, kept);
  if (written + kept < folders.size())
    fmt::print("Stopped with {} to go; the same command goes on\n", folders.size() - written - kept);
}

void mix(const Arguments& arguments) {
  const MixOptions options = read_mix_file(arguments.file, arguments.overrides);
  std::optional<InputTemplate> campaign;
  if (!options.keys.campaign.empty()) campaign.emplace(read_text(options.keys.campaign), options.keys.campaign);
  const MixtureList list = enumerate_mixtures(options.mixture_grid());
  if (list.made.empty())
    throw InputError(fmt::format("there is no such mixture; {}: {}", list.unmade[0].name, list.unmade[0].reason));
  const auto folders = folders_of(options, list, campaign ? &*campaign : nullptr);
  if (!options.keys.title.empty()) fmt::print("{}\n", options.keys.title);
  fmt::print("{}\n{}", mix_totals(options, list), mix_table(folders, rows));
  const std::string remarks = mix_remarks(folders);
  fmt::print("{}{}", remarks.empty() ? "" : "\n", remarks);
  if (arguments.check) return;
  if (static_cast<Index>(folders.size()) > options.keys.most)
    throw InputError(fmt::format("{} mixtures are more than most = {}; ask for fewer, or raise it: --set most={}",
                                 folders.size(), options.keys.most, folders.size()));
  std::error_code failure;
  std::filesystem::create_directories(options.keys.output, failure);
  if (failure) throw Error("can't make the folder '" + options.keys.output + "': " + failure.message());
  write_folders(folders, options, arguments.overwrite);
  write_text(options.keys.output + "/mixtures.csv", mix_index(folders));
  write_text(options.keys.output + "/not-made.csv", unmade_index(list));
}

}  // namespace

void add_mix_command(CLI::App& program) {
  auto* command = program.add_subcommand("mix", "Mixtures of molten salts: compositions, densities, start structures");
  auto arguments = std::make_shared<Arguments>();
  command->add_option("file", arguments->file, "Which mixtures (TOML); all defaults if left out");
  command->add_option("--set", arguments->overrides, "Change a value: --set ions.anions=[\"Cl\"]")
      ->allow_extra_args(false);
  command->add_flag("--check", arguments->check, "Say how many there are and show the first, and write nothing");
  command->add_flag("--overwrite", arguments->overwrite, "Replace folders that hold something else");
  command->footer([] {
    return mix_file_help() +
           "\nExamples:\n"
           "  liquidus mix --check\n"
           "  liquidus mix examples/mix-chlorides.toml\n"
           "  liquidus mix --set 'ions.cations=[\"K\", \"Th\"]' --set 'ions.anions=[\"Cl\"]' --set "
           "grid.cation_step=0.1";
  });
  command->callback([arguments] { mix(*arguments); });
}

}  // namespace liquidus
