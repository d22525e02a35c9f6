#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <filesystem>

#include "active/jobs/job_queue.hpp"
#include "active/jobs/run_command.hpp"
#include "core/errors.hpp"
#include "io/file.hpp"
#include "io/parse_number.hpp"
#include "io/sha256.hpp"

namespace liquidus {
namespace {

std::string first_line(const std::string& text) { return text.substr(0, text.find('\n')); }

/// A name by which a job is found again that was handed over by a program that died before it could note its number. It
/// stands in place of the number until that is known; behind it, as behind the number, its place in an array.
std::string name_of(const std::string& folder, Index attempt) {
  const auto path = std::filesystem::weakly_canonical(folder).string();
  return fmt::format("liquidus-{}-{}", sha256(path).substr(0, 16), attempt);
}

bool is_number(const std::string& id) { return !id.empty() && id.front() >= '0' && id.front() <= '9'; }

bool need_the_same(const JobOptions& a, const JobOptions& b) {
  return a.ranks == b.ranks && a.threads == b.threads && a.time_limit == b.time_limit;
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
  SlurmQueue(std::vector<std::string> options, Index array)
      : options_(std::move(options)), array_(static_cast<std::size_t>(array)) {}

  void submit(const std::string& folder, const JobOptions& options) override { hand_over({{folder, options}}); }

  void submit_all(const std::vector<Job>& jobs) override {
    std::vector<Job> together;
    for (const auto& job : jobs) {
      if (!together.empty() && (together.size() >= array_ || !need_the_same(together.front().options, job.options))) {
        hand_over(together);
        together.clear();
      }
      together.push_back(job);
    }
    if (!together.empty()) hand_over(together);
  }

  JobRecord poll(const std::string& folder, const JobOptions&) override {
    JobRecord record = read_job(folder);
    if (record.state != JobState::running) return record;
    if (!is_number(record.id)) find_again(folder, record);
    if (!is_number(record.id) && !has_begun(folder)) return take_back(folder, record);  // never handed over
    const auto left = is_number(record.id) ? why_left(record) : "gone";
    if (exit_code_in(folder)) return end_job(folder, record, "");
    return left ? end_job(folder, record, *left) : record;
  }

  void cancel(const std::string& folder, const std::string& note) override {
    JobRecord record = read_job(folder);
    if (record.state != JobState::running) return;
    if (!is_number(record.id)) find_again(folder, record);
    if (is_number(record.id)) run_command({"scancel", record.id});
    end_job(folder, record, note);
  }

 private:
  /// A job, or an array of them.
  void hand_over(const std::vector<Job>& jobs) const {
    std::vector<JobRecord> records;
    for (const auto& job : jobs) {
      records.push_back(read_job(job.folder));
      if (records.back().state == JobState::running)
        throw Error("the job in '" + job.folder + "' is in the queue already");
    }
    const auto& first = jobs.front();
    const bool is_array = jobs.size() > 1;
    const auto name = name_of(first.folder, records.front().attempt + 1);
    const auto script = first.folder + (is_array ? "/array.sh" : "/job.sh");
    const auto place = [&](std::size_t k) { return is_array ? fmt::format("_{}", k) : std::string(); };
    for (std::size_t k = 0; k < jobs.size(); ++k) {
      prepare_job(jobs[k].folder, jobs[k].options, is_array ? "" : header(name, first.options));
      records[k] = {JobState::running, records[k].attempt + 1, "slurm", name + place(k), time_now(), 0.0, {}, ""};
      write_job(jobs[k].folder, records[k]);  // before it is handed over: its name is enough to find it
    }
    if (is_array) write_text(script, array_script(header(name, first.options), jobs));
    const auto said = run_command({"sbatch", "--parsable", script});
    if (said.exit_code != 0) {
      for (std::size_t k = 0; k < jobs.size(); ++k) take_back(jobs[k].folder, records[k]);
      throw Error("sbatch doesn't take the job in '" + first.folder +
                  "': " + (said.exit_code == 127 ? "there is no such program" : first_line(said.text)));
    }
    const auto number = first_line(said.text);
    for (std::size_t k = 0; k < jobs.size(); ++k) {
      records[k].id = number.substr(0, number.find(';')) + place(k);  // of a federation: "number;cluster"
      write_job(jobs[k].folder, records[k]);
    }
  }

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

  /// Each job of an array does what stands in its own folder.
  static std::string array_script(const std::string& header, const std::vector<Job>& jobs) {
    auto text =
        fmt::format("#!/bin/sh\n{}#SBATCH --array=0-{}\ncase $SLURM_ARRAY_TASK_ID in\n", header, jobs.size() - 1);
    for (std::size_t k = 0; k < jobs.size(); ++k) {
      const auto script = std::filesystem::absolute(jobs[k].folder).string() + "/job.sh";
      text += fmt::format("{}) exec sh {} ;;\n", k, in_quotes(script));
    }
    return text + "esac\n";
  }

  /// The number of a job that has a name alone.
  static void find_again(const std::string& folder, JobRecord& record) {
    if (record.id.empty()) record.id = name_of(folder, record.attempt);  // as records had it before there were arrays
    const auto place = std::min(record.id.find('_'), record.id.size());
    const auto said = run_command({"squeue", "-h", "-o", "%F", "--name", record.id.substr(0, place)});
    if (said.exit_code != 0) throw Error("squeue doesn't answer: " + first_line(said.text));
    const auto number = first_line(said.text);
    if (!is_number(number)) return;
    record.id = number + record.id.substr(place);
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
  std::size_t array_;
};

}  // namespace

std::unique_ptr<JobQueue> make_slurm_queue(const std::vector<std::string>& options, Index array) {
  return std::make_unique<SlurmQueue>(options, array);
}

}  // namespace liquidus
