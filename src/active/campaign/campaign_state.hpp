#pragma once
#include <optional>

#include "active/campaign/campaign.hpp"
#include "active/campaign/folder_lock.hpp"
#include "active/campaign/judged_frames.hpp"
#include "active/query/feature_table.hpp"
#include "io/xyz.hpp"

namespace liquidus {

struct Campaign::State {
  CampaignOptions options;
  CampaignParts parts;
  CampaignWatch watch;
  const Communicator& ranks;
  std::optional<FolderLock> lock;  // on the root
  std::vector<std::string> changes;
  Index options_number = 0;
  std::vector<Species> species;  // of all labelled frames and structures
  bool held_out = false;         // there are frames to be held against

  State(CampaignOptions of, CampaignParts with, CampaignWatch seen_by, const Communicator& on)
      : options(std::move(of)), parts(std::move(with)), watch(std::move(seen_by)), ranks(on) {}

  std::string path(const std::string& name) const { return options.run.output + "/" + name; }
  std::string folder(Index round) const { return path(round_name(round)); }
  /// What rank 0 knows.
  RoundRecord begun(Index round) const;
  void save(const RoundRecord& record) const { write_round(folder(record.round), record); }
  bool asked_to_stop() const { return ranks.any(watch.stop && watch.stop()); }
  void say(const std::string& line) const {
    if (watch.say && ranks.is_root()) watch.say(line);
  }

  void open_folder();
  void note_options();
  void find_species();
  std::vector<Frame> labelled(Index before_round) const;
  std::vector<RoundRecord> rounds() const;

  /// The stages of a round; false if asked to stop. Collective.
  bool train(RoundRecord& record) const;
  bool sample(RoundRecord& record) const;
  bool query(RoundRecord& record) const;
  bool label(RoundRecord& record) const;
  bool label_start(RoundRecord& record) const;

  /// Parts of them, on the root.
  void write_member_set(Index round, Index member) const;
  void judge_members(Index round, RoundRecord::Training& training) const;
  std::vector<SampledState> sampled_states(const RoundRecord& record) const;
  Index first_step(const SamplingState& state) const;  // that is kept of its runs
  Structure start_of(const SamplingState& state, Index round, Index run) const;
  std::vector<JudgedFrame> judged(const RoundRecord& record) const;
  std::vector<JudgedFrame> pool_frames(Index round) const;
  std::vector<Frame> chosen(RoundRecord& record, const std::vector<JudgedFrame>& frames) const;
  FeatureTables features(const RoundRecord& record, std::span<const Structure* const> candidates,
                         std::span<const Structure* const> known) const;
  bool label_frames(RoundRecord& record, const std::vector<Frame>& frames) const;
  void look_up(RoundRecord& record, const std::vector<Frame>& frames) const;
};

/// Of an extended XYZ file of the campaign; none if there is no such file, or nothing in it.
std::vector<Frame> frames_in(const std::string& path, const LabelNames& labels = {});

/// Seconds since an earlier moment of the clock.
double seconds_since(double moment);

}  // namespace liquidus
