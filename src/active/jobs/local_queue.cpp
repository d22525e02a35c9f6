#include <fcntl.h>
#include <sys/file.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cerrno>
#include <chrono>
#include <csignal>
#include <cstring>
#include <thread>

#include "active/jobs/job_queue.hpp"
#include "core/errors.hpp"
#include "io/parse_number.hpp"

namespace liquidus {
namespace {

using namespace std::chrono_literals;

/// The lock of a job's folder, open; -1 if somebody holds it.
class Lock {
 public:
  explicit Lock(const std::string& folder) {
    const auto path = folder + "/lock";
    file_ = ::open(path.c_str(), O_RDWR | O_CREAT, 0666);
    if (file_ < 0) throw Error("cannot open '" + path + "': " + std::strerror(errno));
    held_ = ::flock(file_, LOCK_EX | LOCK_NB) == 0;
  }
  ~Lock() { ::close(file_); }  // those who inherited it hold it on
  Lock(const Lock&) = delete;
  Lock& operator=(const Lock&) = delete;

  bool held() const { return held_; }

 private:
  int file_;
  bool held_;
};

bool runs(const std::string& folder) { return !Lock(folder).held(); }

/// The job's session, 0 if it hasn't said yet.
pid_t session_of(const std::string& folder) { return static_cast<pid_t>(number_in(folder + "/pid").value_or(0)); }

/// Ends all processes of a job that runs: asked at first, then by force.
void stop(const std::string& folder) {
  for (const int signal : {SIGTERM, SIGKILL})
    for (int tries = 0; tries < 30 && runs(folder); ++tries) {
      if (const pid_t session = session_of(folder); session > 1 && tries % 10 == 0) ::kill(-session, signal);
      std::this_thread::sleep_for(100ms);
    }
}

class LocalQueue : public JobQueue {
 public:
  void submit(const std::string& folder, const JobOptions& options) override {
    JobRecord record = read_job(folder);
    const Lock lock(folder);
    if (!lock.held()) throw Error("the job in '" + folder + "' is running already");
    prepare_job(folder, options);
    record = {JobState::running, record.attempt + 1, "local", "", time_now(), 0.0, {}, ""};
    write_job(folder, record);  // before it starts: who finds no lock and no process then knows that it never did
    const auto script = folder + "/job.sh";
    const pid_t child = ::fork();
    if (child < 0) throw Error("cannot start the job in '" + folder + "': " + std::strerror(errno));
    if (child == 0) {
      ::setsid();
      for (const int stream : {0, 1, 2}) ::dup2(null(), stream);
      ::execl("/bin/sh", "sh", script.c_str(), nullptr);
      ::_exit(127);
    }
    record.id = std::to_string(child);
    write_job(folder, record);
  }

  JobRecord poll(const std::string& folder, const JobOptions& options) override {
    JobRecord record = read_job(folder);
    if (record.state != JobState::running) return record;
    if (const auto process = parse_index(record.id).value_or(0); process > 0)
      ::waitpid(static_cast<pid_t>(process), nullptr, WNOHANG);  // if it is this program's
    const bool running = runs(folder);  // before the exit code is looked for, which a job leaves last
    if (!exit_code_in(folder) && running) {
      if (options.time_limit <= 0.0 || time_now() - record.started <= options.time_limit) return record;
      stop(folder);
      return end_job(folder, record, "out of time");
    }
    if (record.id.empty() && !has_begun(folder)) return take_back(folder, record);  // never started
    return end_job(folder, record, exit_code_in(folder) ? "" : "gone");
  }

  void cancel(const std::string& folder, const std::string& note) override {
    JobRecord record = read_job(folder);
    if (record.state != JobState::running) return;
    stop(folder);
    end_job(folder, record, note);
  }

 private:
  static int null() { return ::open("/dev/null", O_RDWR); }
};

}  // namespace

std::unique_ptr<JobQueue> make_local_queue() { return std::make_unique<LocalQueue>(); }

}  // namespace liquidus
