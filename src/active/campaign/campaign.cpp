#include "active/campaign/campaign.hpp"

#include <fmt/format.h>

#include <cmath>
#include <filesystem>
#include <limits>
#include <set>

#include "active/campaign/campaign_state.hpp"
#include "active/campaign/choose_frames.hpp"
#include "core/errors.hpp"
#include "io/file.hpp"
#include "mlip/labelled_set.hpp"
#include "parallel/agreement.hpp"
#include "parallel/domain.hpp"

namespace liquidus {
namespace {

namespace fs = std::filesystem;

constexpr Index all_rounds = std::numeric_limits<Index>::max();

std::string options_name(Index number) { return fmt::format("options-{:03}.toml", number); }

/// "[query] low = 0.05" for each key of a TOML text of this program's.
std::vector<std::string> keys_in(const std::string& text) {
  std::vector<std::string> keys;
  std::string section;
  for (std::size_t at = 0; at < text.size();) {
    const auto end = std::min(text.find('\n', at), text.size());
    const auto line = text.substr(at, end - at);
    at = end + 1;
    if (line.starts_with('['))
      section = line + " ";
    else if (!line.empty())
      keys.push_back(section + line);
  }
  return keys;
}

/// What is in one and not in the other, "- [query] low = 0.05", "+ [query] low = 0.08".
std::vector<std::string> changes_between(const std::string& before, const std::string& after) {
  const auto old = keys_in(before), now = keys_in(after);
  const std::multiset<std::string> in_old(old.begin(), old.end()), in_now(now.begin(), now.end());
  std::vector<std::string> changes;
  for (const auto& key : old)
    if (!in_now.contains(key)) changes.push_back("- " + key);
  for (const auto& key : now)
    if (!in_old.contains(key)) changes.push_back("+ " + key);
  return changes;
}

/// `count` of the frames, drawn by the seed, in their order; all if it is 0.
void draw(std::vector<LabelledFrame>& frames, Index count, Index seed) {
  if (count <= 0 || count >= static_cast<Index>(frames.size())) return;
  FeatureTable rows;
  for (std::size_t k = 0; k < frames.size(); ++k) rows.add(std::vector<float>{0.0F});
  std::vector<LabelledFrame> drawn;
  for (const Index k : choose_frames(rows, {}, {}, {.by = "random", .count = count, .seed = seed}))
    drawn.push_back(std::move(frames[static_cast<std::size_t>(k)]));
  frames = std::move(drawn);
}

/// Labelled files as one file in the campaign's folder, isolated atoms first.
void copy_labelled(const std::vector<std::string>& files, Index count, Index seed, const std::string& path) {
  auto set = read_labelled_set(files, {});
  draw(set.frames, count, seed);
  std::string text;
  for (const auto* part : {&set.isolated, &set.frames})
    for (const auto& labelled : *part) {
      Frame frame = labelled.frame;
      frame.info.try_emplace("parent", fs::path(labelled.file).filename().string());
      frame.info.try_emplace("frame", labelled.number);
      frame.info["config_type"] = labelled.config_type;
      text += format_xyz(frame, "REF_");
    }
  write_text(path, text);
}

}  // namespace

std::vector<Frame> frames_in(const std::string& path, const LabelNames& labels) {
  if (!fs::exists(path) || fs::file_size(path) == 0) return {};
  return read_xyz(path, labels);
}

double seconds_since(double moment) { return time_now() - moment; }

/// Copies come before the first options, so that a folder with options is a whole one.
void Campaign::State::open_folder() {
  const auto& start = options.start;
  std::error_code failure;
  fs::create_directories(options.run.output, failure);
  if (failure) throw Error("cannot make the folder '" + options.run.output + "': " + failure.message());
  lock.emplace(options.run.output);
  if (!fs::exists(path(options_name(1)))) {
    if (!start.files.empty()) copy_labelled(start.files, start.count, options.run.seed, path("start.extxyz"));
    if (!start.held_out.empty()) copy_labelled(start.held_out, 0, 0, path("held-out.extxyz"));
  }
  held_out = fs::exists(path("held-out.extxyz"));
}

void Campaign::State::note_options() {
  std::string text;
  for (const auto& [title, keys] : echo(options)) text += to_toml(title, keys) + "\n";
  while (fs::exists(path(options_name(options_number + 1)))) ++options_number;
  if (options_number > 0) changes = changes_between(read_text(path(options_name(options_number))), text);
  if (options_number == 0 || !changes.empty()) write_text(path(options_name(++options_number)), text);
}

void Campaign::State::find_species() {
  Structure all;
  const auto take = [&](const Structure& atoms) {
    for (const auto& kind : atoms.species) all.species_index(kind.name);
  };
  for (const auto& frame : labelled(all_rounds)) take(frame.atoms);
  for (const auto& file : options.start.structures)
    for (const auto& frame : read_xyz(file)) take(frame.atoms);
  species = all.species;
}

RoundRecord Campaign::State::begun(Index round) const {
  if (auto record = read_round(folder(round))) return *record;
  RoundRecord record;
  record.round = round;
  record.options = options_number;
  record.frames = static_cast<Index>(labelled(round).size());
  fs::create_directories(folder(round));
  return record;
}

std::vector<RoundRecord> Campaign::State::rounds() const {
  std::vector<RoundRecord> all;
  for (Index round = 0; round == 0 || fs::exists(folder(round)); ++round)
    if (auto record = read_round(folder(round))) all.push_back(std::move(*record));
  return all;
}

std::vector<Frame> Campaign::State::labelled(Index before_round) const {
  std::vector<Frame> all;
  const auto take = [&](const std::string& file) {
    for (auto& frame : frames_in(file, {{"REF_"}}))
      if (frame.atoms.size() > 1) all.push_back(std::move(frame));
  };
  take(path("start.extxyz"));
  for (Index round = 0; round < before_round && (round == 0 || fs::exists(folder(round))); ++round)
    take(folder(round) + "/added.extxyz");
  return all;
}

Campaign::Campaign(CampaignOptions options, CampaignParts parts, CampaignWatch watch, const Communicator& ranks)
    : state_(std::make_unique<State>(std::move(options), std::move(parts), std::move(watch), ranks)) {
  State& state = *state_;
  on_root(ranks, [&] {
    state.open_folder();
    state.note_options();
    state.find_species();
  });
  broadcast_species(ranks, state.species);
  ranks.broadcast(state.held_out);
}
Campaign::~Campaign() = default;

const std::vector<std::string>& Campaign::changes() const { return state_->changes; }
std::vector<Frame> Campaign::labelled() const { return state_->labelled(all_rounds); }

CampaignEnd Campaign::run() {
  State& state = *state_;
  for (Index round = state.options.start.structures.empty() ? 1 : 0;; ++round) {
    RoundRecord record;
    on_root(state.ranks, [&] { record = state.begun(round); });
    std::string text = round_text(record);
    state.ranks.broadcast(text);
    record = parse_round(text, "round " + std::to_string(round));
    if (record.labels) continue;
    if (round == 0) {
      if (!state.label_start(record)) return {};
      continue;
    }
    if (!record.training && !state.train(record)) return {};
    if (!record.sampling && !state.sample(record)) return {};
    if (!record.query && !state.query(record)) return {};
    // Told again each time: what ends a campaign may have been changed.
    record.verdict = verdict_of(record, state.options.stop);
    on_root(state.ranks, [&] {
      state.save(record);
      write_text(state.path("history.csv"), history_of(state.rounds()));
    });
    if (!record.verdict.empty()) return {true, record.verdict};
    if (!state.label(record)) return {};
  }
}

std::string verdict_of(const RoundRecord& round, const StopOptions& stop) {
  if (!round.training || !round.sampling || !round.query) return {};
  const bool by_energy = !std::isnan(stop.energy), by_r_chi = !std::isnan(stop.r_chi),
             by_chi_squared = !std::isnan(stop.chi_squared);
  const auto& committee = round.training->committee;
  const bool is_known = round.query->frames > round.query->failed;  // else the deviation is of no frame
  const bool energy = !by_energy || (committee && committee->energy <= stop.energy && is_known &&
                                     round.query->energy_deviation <= stop.energy);
  bool structure = true;
  Index looked_at = 0;
  for (const auto& misfit : round.sampling->misfits) {
    if (by_r_chi && misfit.r_chi) structure = structure && *misfit.r_chi <= stop.r_chi, ++looked_at;
    if (by_chi_squared && misfit.chi_squared)
      structure = structure && *misfit.chi_squared <= stop.chi_squared, ++looked_at;
  }
  if (by_r_chi || by_chi_squared) structure = structure && looked_at > 0;
  if ((by_energy || by_r_chi || by_chi_squared) && energy && structure) return "all that was asked for holds";
  if (stop.labels > 0 && round.frames >= stop.labels)
    return fmt::format("there are {} labels, the most that were allowed", round.frames);
  if (round.round >= stop.rounds) return fmt::format("round {} was the last one allowed", round.round);
  if (round.query->chosen == 0)
    return fmt::format("no frame is left to be labelled: of {} the committee knows {}, and {} failed",
                       round.query->frames, round.query->accurate, round.query->failed);
  return {};
}

}  // namespace liquidus
