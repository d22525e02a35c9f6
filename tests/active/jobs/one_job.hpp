#pragma once
#include <catch2/catch.hpp>
#include <chrono>
#include <filesystem>
#include <thread>

#include "active/jobs/job_queue.hpp"
#include "support/temporary_folder.hpp"

namespace liquidus::testing {

/// Looks at a job until it isn't running any more, for half a minute at most.
inline JobRecord end_of(JobQueue& queue, const std::string& folder, const JobOptions& options) {
  auto record = queue.poll(folder, options);
  for (int k = 0; k < 3000 && record.state == JobState::running; ++k) {
    std::this_thread::sleep_for(std::chrono::milliseconds(10));
    record = queue.poll(folder, options);
  }
  return record;
}

/// A folder with one job in it.
struct OneJob {
  TemporaryFolder folder;
  JobOptions options;
  std::unique_ptr<JobQueue> queue;

  OneJob(std::unique_ptr<JobQueue> where, std::string command) : queue(std::move(where)) {
    options.command = std::move(command);
  }
  void submit() { queue->submit(folder.path(), options); }
  JobRecord poll() { return queue->poll(folder.path(), options); }
  JobRecord end() { return end_of(*queue, folder.path(), options); }
  /// Until the job has made a file.
  void await(const std::string& name) const {
    for (int k = 0; k < 3000 && !std::filesystem::exists(folder / name); ++k)
      std::this_thread::sleep_for(std::chrono::milliseconds(10));
    REQUIRE(std::filesystem::exists(folder / name));
  }
};

}  // namespace liquidus::testing
