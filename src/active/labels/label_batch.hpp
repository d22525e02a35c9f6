#pragma once
#include <string>
#include <vector>

#include "active/jobs/job_queue.hpp"
#include "active/labels/label_task.hpp"

namespace liquidus {

/// How many of a batch's structures are where.
struct LabelCounts {
  Index waiting = 0, running = 0, labelled = 0, set_aside = 0;
  Index open() const { return waiting + running; }
};

/// Structures that are labelled by jobs, some at a time. All of its state stands in the folders, so that a batch that
/// was left at any moment goes on where it was: what runs is waited for, what has ended is read, nothing is done twice.
class LabelBatch {
 public:
  /// @param at_once  jobs that are handed to the queue at a time
  LabelBatch(const LabelEngine& engine, JobQueue& queue, std::vector<LabelRetry> retries, Index at_once);

  /// A structure and its folder, which is made unless it is there.
  /// @throws InputError if the folder is another structure's
  void add(const std::string& folder, const Structure& atoms);
  /// Looks after all jobs once: takes what has ended, tries again or sets aside what failed, starts what can be
  /// started.
  /// @throws Error if a job can't be started, with all others looked after; call again later
  LabelCounts step();
  /// Ends what runs; a later batch starts it again.
  void cancel();
  /// Labels that are done, in the order of the structures; nothing for others.
  std::vector<std::optional<Frame>> labels() const;
  LabelTask task(std::size_t k) const { return entries_[k].task; }

 private:
  struct Entry {
    std::string folder;
    Structure atoms;
    LabelTask task;
    std::string attempt() const { return folder + "/attempt-" + std::to_string(task.failed.size() + 1); }
  };
  JobOptions job_of(const Entry& entry) const;
  void take(Entry& entry, const JobRecord& job) const;
  void start(const std::vector<Entry*>& entries) const;

  const LabelEngine& engine_;
  JobQueue& queue_;
  std::vector<LabelRetry> retries_;
  Index at_once_;
  std::vector<Entry> entries_;
};

}  // namespace liquidus
