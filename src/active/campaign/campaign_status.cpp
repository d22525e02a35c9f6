#include "active/campaign/campaign_status.hpp"

#include <algorithm>
#include <filesystem>

#include "active/campaign/folder_lock.hpp"
#include "active/jobs/job_record.hpp"
#include "active/labels/label_task.hpp"
#include "core/errors.hpp"

namespace liquidus {
namespace {

namespace fs = std::filesystem;

/// What the labels' folders of a round say.
struct Labels {
  LabelCounts counts;
  double seconds = 0.0;  // of all that were had
};

Labels labels_in(const std::string& folder) {
  Labels labels;
  if (!fs::exists(folder)) return labels;
  for (const auto& entry : fs::directory_iterator(folder)) {
    const auto place = entry.path().string();
    const auto task = read_task(place);
    const auto job = read_job(place + "/attempt-" + std::to_string(task.failed.size() + 1));
    if (task.state == LabelTask::State::labelled) {
      ++labels.counts.labelled;
      labels.seconds += job.ended - job.started;
    } else if (task.state == LabelTask::State::set_aside) {
      ++labels.counts.set_aside;
    } else {
      ++(job.state == JobState::running ? labels.counts.running : labels.counts.waiting);
    }
  }
  return labels;
}

std::string stage_of(const RoundRecord& round) {
  if (!round.verdict.empty()) return "over";
  if (round.round > 0 && !round.training) return "training";
  if (round.round > 0 && !round.sampling) return "sampling";
  if (round.round > 0 && !round.query) return "query";
  return "labels";
}

/// Of a stage in the round before, which had fewer frames.
double seconds_before(const CampaignStatus& status) {
  if (status.rounds.size() < 2) return 0.0;
  const auto& before = status.rounds[status.rounds.size() - 2];
  if (status.stage == "training" && before.training) return before.training->seconds;
  if (status.stage == "sampling" && before.sampling) return before.sampling->seconds;
  if (status.stage == "query" && before.query) return before.query->seconds;
  return 0.0;
}

bool is_held(const std::string& folder) {
  try {
    const FolderLock lock(folder, 0.0);
    return false;
  } catch (const Error&) {
    return true;
  }
}

}  // namespace

CampaignStatus status_of(const std::string& folder) {
  if (!fs::exists(folder + "/options-001.toml"))
    throw InputError("'" + folder + "' isn't the folder of a campaign: there is no options-001.toml");
  CampaignStatus status;
  status.at_work = is_held(folder);
  double seconds = 0.0, labels = 0.0;
  std::vector<std::string> rounds;
  for (const auto& entry : fs::directory_iterator(folder))
    if (entry.path().filename().string().starts_with("round-")) rounds.push_back(entry.path().string());
  std::sort(rounds.begin(), rounds.end());
  LabelCounts last;
  for (const auto& round : rounds) {
    auto record = read_round(round);
    if (!record) {
      record.emplace();
      record->round = std::stol(fs::path(round).filename().string().substr(6));
    }
    status.rounds.push_back(*record);
    const auto found = labels_in(round + "/labels");
    seconds += found.seconds;
    labels += static_cast<double>(found.counts.labelled);
    last = found.counts;
  }
  if (labels > 0.0) status.label_seconds = seconds / labels;
  if (status.rounds.empty()) return status;
  status.stage = stage_of(status.rounds.back());
  if (status.rounds.back().labels) status.stage = "training";  // of the next
  if (status.stage == "labels") {
    status.labels = last;
    const auto at_once = static_cast<double>(std::max<Index>(1, last.running));
    status.seconds_left = status.label_seconds * static_cast<double>(last.open()) / at_once;
  } else {
    status.seconds_left = seconds_before(status);
  }
  return status;
}

}  // namespace liquidus
