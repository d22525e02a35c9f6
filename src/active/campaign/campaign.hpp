#pragma once
#include <functional>
#include <memory>
#include <span>
#include <string>
#include <vector>

#include "active/campaign/campaign_options.hpp"
#include "active/campaign/round_record.hpp"
#include "active/labels/label_batch.hpp"
#include "md/run_sink.hpp"
#include "mlip/node_features.hpp"
#include "parallel/communicator.hpp"
#include "potential/potential.hpp"

namespace liquidus {

/// What a member is to be trained on, and where.
struct MemberTraining {
  std::vector<std::string> train, validation;  // files
  std::string from;                            // a model to go on from; empty for a new one
  std::string folder;                          // where model.pt is to be
  Index seed = 1;
};

/// Trajectories of one state in one round.
struct SampledState {
  std::string name;
  std::vector<std::string> trajectories;
  Index first = 0;  // frame of each from which on they count
};

/// What a campaign is put together from.
struct CampaignParts {
  /// Trains a member, or goes on where it was left; false if that was asked to stop. Collective.
  std::function<bool(const MemberTraining&)> train;
  /// The mean of models with all that is added to it at a temperature (K). Collective.
  std::function<std::unique_ptr<Potential>(const std::vector<std::string>& models, std::span<const Species>,
                                           double temperature)>
      sampler;
  /// A model alone, on one rank.
  std::function<std::unique_ptr<Potential>(const std::string& model, std::span<const Species>)> member;
  /// Features that a model gives of atoms, or null for a model that gives none. May be empty. On the root.
  std::function<std::unique_ptr<NodeFeatures>(const std::string& model)> features;
  /// What was sampled beside what was measured; curves go to the folder. May be empty. On the root.
  std::function<std::vector<RoundMisfit>(const std::vector<SampledState>&, const std::string& folder)> compare;
};

/// Who looks on.
struct CampaignWatch {
  std::function<bool()> stop;  // asks to end when that can be done without loss
  std::function<bool(const std::string& where, const Progress&)> progress;  // of molecular dynamics; false likewise
  std::function<void(const std::string&)> say;                              // a line for people, on the root
  std::function<void(const LabelCounts&)> labelling;                        // at each look at the jobs, on the root
};

/// How a call of Campaign::run() ended.
struct CampaignEnd {
  bool finished = false;  // false: stopped on request
  std::string verdict;    // why it is finished
};

/// Rounds of training, sampling, query and labelling in a folder, all of whose state stands in files there: who comes
/// next goes on where the last one was left at any moment. Options may have changed since: they are written down
/// (options-002.toml, …) and hold from the next stage on.
///
///     start.extxyz, held-out.extxyz    copies of what it began with
///     options-001.toml, …              what it was told
///     history.csv                      a line for each round
///     round-001/round.json             what that round has come to
///     round-001/member-1/              a training: set.extxyz, validation.extxyz, model.pt, …
///     round-001/sample/STATE-1/        a run: trajectory.h5, thermo.csv, checkpoint.h5
///     round-001/query.csv              every frame that was looked at
///     round-001/chosen.extxyz          those to be labelled
///     round-001/labels/001/            a label: structure, attempts with the program's files, task.json
///     round-001/added.extxyz           the labels that came of it, with where they come from
class Campaign {
 public:
  /// Makes the folder, or takes it up. @param ranks  must outlive it. Collective
  /// @throws InputError for start or held-out files that can't be read or lack labels; Error if somebody is at it
  Campaign(CampaignOptions options, CampaignParts parts, CampaignWatch watch, const Communicator& ranks);
  ~Campaign();
  Campaign(const Campaign&) = delete;
  Campaign& operator=(const Campaign&) = delete;

  /// Goes on to the end, or until asked to stop. Collective.
  CampaignEnd run();
  /// What has changed in the options since the last start, a line each.
  const std::vector<std::string>& changes() const;
  /// All labelled frames so far. On the root.
  std::vector<Frame> labelled() const;

 private:
  struct State;
  std::unique_ptr<State> state_;
};

/// Whether a round ends its campaign, and why; empty if it goes on.
std::string verdict_of(const RoundRecord& round, const StopOptions& stop);

}  // namespace liquidus
