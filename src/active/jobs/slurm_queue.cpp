#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <filesystem>

#include "active/jobs/job_queue.hpp"
#include "active/jobs/run_command.hpp"
#include "core/errors.hpp"
#include "io/parse_number.hpp"
#include "io/sha256.hpp"

namespace liquidus {
namespace {

std::string first_line(const std::string& text) { return text.substr(0, text.find('\n')); }

/// A name by which a job is found again that was handed over by a program that died before it could note its number.
std::string name_of(const std::string& folder, Index attempt) {
  const auto path = std::filesystem::weakly_canonical(folder).string();
  return fmt::format("liquidus-{}-{}", sha256(path).substr(0, 16), attempt);
}

/// What stands behind "Key=" in a line of scontrol.
std::string value_in(const std::string& line, const std::string& key) {
  const auto at = line.find(" " + key + "=");
  if (at == std::string::npos) return {};
  const auto begin = at + key.size() + 2;
  return line.substr(begin, line.find(' ', begin) - begin);
}

bool is_in_queue(const std::string& state) {
  constexpr std::string_view going[] = {"PENDING",      "RUNNING",     "COMPLETING",  "CONFIGURING", "SUSPENDED",
                                        "REQUEUED",     "RESIZING",    "SIGNALING",   "STAGE_OUT",   "STOPPED",
                                        "REQUEUE_HOLD", "REQUEUE_FED", "SPECIAL_EXIT"};
  return std::find(std::begin(going), std::end(going), state) != std::end(going);
}

class SlurmQueue : public JobQueue {
 public:
  explicit SlurmQueue(std::vector<std::string> options) : options_(std::move(options)) {}

  void submit(const std::string& folder, const JobOptions& options) override {
    JobRecord record = read_job(folder);
    if (record.state == JobState::running) throw Error("the job in '" + folder + "' is in the queue already");
    record = {JobState::running, record.attempt + 1, "slurm", "", time_now(), 0.0, {}, ""};
    prepare_job(folder, options, header(name_of(folder, record.attempt), options));
    write_job(folder, record);  // before it is handed over: its name is enough to find it
    const auto said = run_command({"sbatch", "--parsable", folder + "/job.sh"});
    if (said.exit_code != 0) {
      take_back(folder, record);
      throw Error("sbatch doesn't take the job in '" + folder +
                  "': " + (said.exit_code == 127 ? "there is no such program" : first_line(said.text)));
    }
    record.id = first_line(said.text);
    record.id = record.id.substr(0, record.id.find(';'));  // of a federation: "number;cluster"
    write_job(folder, record);
  }

  JobRecord poll(const std::string& folder, const JobOptions&) override {
    JobRecord record = read_job(folder);
    if (record.state != JobState::running) return record;
    if (record.id.empty()) find_again(folder, record);
    if (record.id.empty() && !has_begun(folder)) return take_back(folder, record);  // never handed over
    const auto left = record.id.empty() ? "gone" : why_left(record);
    if (exit_code_in(folder)) return end_job(folder, record, "");
    return left ? end_job(folder, record, *left) : record;
  }

  void cancel(const std::string& folder, const std::string& note) override {
    JobRecord record = read_job(folder);
    if (record.state != JobState::running) return;
    if (record.id.empty()) find_again(folder, record);
    if (!record.id.empty()) run_command({"scancel", record.id});
    end_job(folder, record, note);
  }

 private:
  std::string header(const std::string& name, const JobOptions& options) const {
    std::string lines = fmt::format("#SBATCH --job-name={}\n#SBATCH --ntasks={}\n#SBATCH --cpus-per-task={}\n", name,
                                    options.ranks, options.threads);
    if (options.time_limit > 0.0) {
      const auto minutes = static_cast<Index>(std::ceil(options.time_limit / 60.0));
      lines += fmt::format("#SBATCH --time={}\n", minutes);
    }
    lines += "#SBATCH --output=/dev/null\n";
    for (const auto& option : options_) lines += "#SBATCH " + option + "\n";
    return lines;
  }

  /// The number of a job that has a name alone.
  static void find_again(const std::string& folder, JobRecord& record) {
    const auto said = run_command({"squeue", "-h", "-o", "%i", "--name", name_of(folder, record.attempt)});
    if (said.exit_code != 0) throw Error("squeue doesn't answer: " + first_line(said.text));
    const auto number = first_line(said.text);
    if (number.empty() || number.front() < '0' || number.front() > '9') return;
    record.id = number;
    write_job(folder, record);
  }

  /// Why a job has left the queue, empty if by itself; nothing while it is in there, or nobody can say. The exit code
  /// that the queue knows may be seen before the file that the job wrote on another machine.
  static std::optional<std::string> why_left(JobRecord& record) {
    const auto said = run_command({"scontrol", "-o", "show", "job", record.id});
    if (said.exit_code != 0) {
      if (said.text.find("Invalid job id") == std::string::npos) return {};
      return "gone";
    }
    const auto state = value_in(said.text, "JobState"), code = value_in(said.text, "ExitCode");
    if (is_in_queue(state)) return {};
    if (state == "TIMEOUT" || state == "DEADLINE") return "out of time";
    if (state == "CANCELLED") return "cancelled";
    if ((state != "COMPLETED" && state != "FAILED") || !code.ends_with(":0")) return "gone";
    record.exit_code = parse_index(code.substr(0, code.size() - 2));
    return "";
  }

  std::vector<std::string> options_;
};

}  // namespace

std::unique_ptr<JobQueue> make_slurm_queue(const std::vector<std::string>& options) {
  return std::make_unique<SlurmQueue>(options);
}

}  // namespace liquidus
