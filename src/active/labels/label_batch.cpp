#include "active/labels/label_batch.hpp"

#include <algorithm>
#include <filesystem>

#include "core/errors.hpp"
#include "io/file.hpp"
#include "io/xyz.hpp"

namespace liquidus {

LabelBatch::LabelBatch(const LabelEngine& engine, JobQueue& queue, std::vector<LabelRetry> retries, Index at_once)
    : engine_(engine), queue_(queue), retries_(std::move(retries)), at_once_(at_once) {}

void LabelBatch::add(const std::string& folder, const Structure& atoms) {
  Frame frame;
  frame.atoms = atoms;
  const auto text = format_xyz(frame), path = folder + "/structure.extxyz";
  std::error_code failure;
  std::filesystem::create_directories(folder, failure);
  if (failure) throw Error("cannot make the folder '" + folder + "': " + failure.message());
  if (!std::filesystem::exists(path))
    write_text(path, text);
  else if (read_text(path) != text)
    throw InputError("'" + path + "' is another structure than the one to be labelled there");
  entries_.push_back({folder, atoms, read_task(folder)});
}

JobOptions LabelBatch::job_of(const Entry& entry) const {
  auto job = engine_.job(entry.task.settings(retries_));
  job.time_limit *= entry.task.time_factor(retries_);
  return job;
}

/// A job that has ended.
void LabelBatch::take(Entry& entry, const JobRecord& job) const {
  auto outcome = outcome_of(job, engine_.read(entry.attempt()), entry.atoms, engine_.options().rules());
  auto& task = entry.task;
  if (outcome.frame) {
    write_text(entry.folder + "/label.extxyz", format_xyz(*outcome.frame, "REF_"));
    task.state = LabelTask::State::labelled;
  } else {
    task.failed.push_back({outcome.failure, outcome.reason});
    if (const auto rule = task.next_rule(retries_))
      task.rules.push_back(*rule);
    else
      task.state = LabelTask::State::set_aside;
  }
  write_task(entry.folder, task);
}

void LabelBatch::start(const std::vector<Entry*>& entries) const {
  std::vector<Job> jobs;
  for (const Entry* entry : entries) {
    engine_.prepare(entry->atoms, entry->task.settings(retries_), entry->attempt());
    jobs.push_back({entry->attempt(), job_of(*entry)});
  }
  queue_.submit_all(jobs);
}

LabelCounts LabelBatch::step() {
  LabelCounts counts;
  std::vector<Entry*> waiting;
  for (auto& entry : entries_) {
    if (entry.task.state == LabelTask::State::open) {
      const auto job = queue_.poll(entry.attempt(), job_of(entry));
      if (job.state == JobState::running) ++counts.running;
      if (job.state == JobState::ended) take(entry, job);
      if (job.state != JobState::running && entry.task.state == LabelTask::State::open) waiting.push_back(&entry);
    }
    if (entry.task.state == LabelTask::State::labelled) ++counts.labelled;
    if (entry.task.state == LabelTask::State::set_aside) ++counts.set_aside;
  }
  const auto room = static_cast<std::size_t>(std::max<Index>(0, at_once_ - counts.running));
  const auto begun = std::min(room, waiting.size());
  start({waiting.begin(), waiting.begin() + static_cast<std::ptrdiff_t>(begun)});
  counts.running += static_cast<Index>(begun);
  counts.waiting = static_cast<Index>(waiting.size() - begun);
  return counts;
}

void LabelBatch::cancel() {
  for (const auto& entry : entries_) {
    auto job = read_job(entry.attempt());
    if (job.state != JobState::running) continue;
    queue_.cancel(entry.attempt(), "cancelled");
    job.state = JobState::waiting;
    write_job(entry.attempt(), job);
  }
}

std::vector<std::optional<Frame>> LabelBatch::labels() const {
  std::vector<std::optional<Frame>> labels;
  for (const auto& entry : entries_) {
    labels.emplace_back();
    if (entry.task.state == LabelTask::State::labelled)
      labels.back() = read_xyz(entry.folder + "/label.extxyz", {{"REF_"}}).at(0);
  }
  return labels;
}

}  // namespace liquidus
