#pragma once
#include <optional>
#include <string>
#include <string_view>

#include "core/vec3.hpp"

namespace liquidus {

enum class JobState {
  waiting,  // not handed over yet
  running,  // started, or in the queue of a cluster
  ended
};

/// Where a job stands, in a file beside it: folder/job.json. What a job ended with is also in folder/exit, which the
/// job writes itself, so that nothing depends on whether somebody was looking.
struct JobRecord {
  JobState state = JobState::waiting;
  Index attempt = 0;                  // how often it was started
  std::string queue;                  // "local" or "slurm"
  std::string id;                     // number of its process or its job there
  double started = 0.0, ended = 0.0;  // s since 1970
  std::optional<Index> exit_code;     // 128 + n where signal n ended it
  std::string note;                   // "out of time", "cancelled", "gone": why it ended otherwise than by itself

  bool operator==(const JobRecord&) const = default;
};

/// As the folder has it; a job that waits if there is no record. @throws InputError for a file that is no record
JobRecord read_job(const std::string& folder);
/// Renamed into place when it is complete. @throws Error if it can't be written
void write_job(const std::string& folder, const JobRecord& record);

/// The number on the first line of a file; nothing without the file.
std::optional<Index> number_in(const std::string& path);
/// What the job says that it ended with; nothing as long as it hasn't.
std::optional<Index> exit_code_in(const std::string& folder);

/// The record of a job that has ended, now, with what the job left; `note` says why if it didn't end by itself.
JobRecord end_job(const std::string& folder, JobRecord record, const std::string& note);

/// The record of a job that waits again: who wanted to start it died before that came to pass.
JobRecord take_back(const std::string& folder, JobRecord record);
/// Whether the last attempt ever began.
bool has_begun(const std::string& folder);

/// s since 1970.
double time_now();

/// How a job is run.
struct JobOptions {
  std::string command;      // for the shell, in the job's folder
  Index ranks = 1;          // that the command starts
  Index threads = 1;        // OMP_NUM_THREADS, OPENBLAS_NUM_THREADS
  double time_limit = 0.0;  // s; 0 for none
};

/// In single quotes, for the shell.
std::string in_quotes(const std::string& text);

/// Text of folder/job.sh: leaves its process in `pid`, sets the threads, runs the command with its output in
/// `stdout` and `stderr`, and leaves its exit code in `exit`. `header` stands below the first line.
std::string job_script(const std::string& folder, const JobOptions& options, std::string_view header = {});

/// Makes a folder ready for another attempt: writes job.sh and takes the last exit away. @throws Error
void prepare_job(const std::string& folder, const JobOptions& options, std::string_view header = {});

}  // namespace liquidus
