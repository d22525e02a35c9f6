#pragma once
#include <memory>
#include <string>
#include <vector>

#include "active/jobs/job_record.hpp"

namespace liquidus {

/// A folder with a job to be done in it.
struct Job {
  std::string folder;
  JobOptions options;
};

/// What runs jobs. All that is known of a job stands in its folder, so that whoever comes next can go on.
class JobQueue {
 public:
  virtual ~JobQueue() = default;
  /// Starts the job of a folder, again if it has ended before, and writes its record.
  /// @throws Error if it can't be started
  virtual void submit(const std::string& folder, const JobOptions& options) = 0;
  /// The same for several jobs, handed over together where the queue has a way to.
  /// @throws Error at the first that can't be started; those behind it wait
  virtual void submit_all(const std::vector<Job>& jobs) {
    for (const auto& job : jobs) submit(job.folder, job.options);
  }
  /// Where it stands now; the record in the folder is brought up to date. A job beyond its time limit is ended.
  virtual JobRecord poll(const std::string& folder, const JobOptions& options) = 0;
  /// Ends a job that runs, with all that it started.
  virtual void cancel(const std::string& folder, const std::string& note) = 0;
};

/// On this machine. A job is a session of its own and outlives the program that started it; it holds a lock on
/// folder/lock as long as one of its processes runs, by which a later program sees it.
std::unique_ptr<JobQueue> make_local_queue();

/// Slurm's. A job is handed over by sbatch with ranks as tasks, threads as processors of a task and the time limit in
/// whole minutes; squeue, scontrol and scancel are asked for the rest. Several jobs that need the same are handed over
/// as arrays, whose script is array.sh in the folder of the first of them.
/// @param options  for sbatch as they would stand behind #SBATCH, such as "--partition=long"
/// @param array    jobs in an array at most; 1 for no arrays
std::unique_ptr<JobQueue> make_slurm_queue(const std::vector<std::string>& options, Index array = 1);

}  // namespace liquidus
