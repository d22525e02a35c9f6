#include <sys/wait.h>
#include <unistd.h>

#include <catch2/catch.hpp>
#include <csignal>

#include "active/jobs/job_queue.hpp"
#include "active/jobs/one_job.hpp"
#include "io/file.hpp"
#include "io/parse_number.hpp"

using namespace liquidus;

namespace {

struct LocalJob : testing::OneJob {
  explicit LocalJob(std::string text) : OneJob(make_local_queue(), std::move(text)) {}
  /// Until the job has made a file, with a number in it.
  Index number(const std::string& name) const {
    await(name);
    return number_in(folder / name).value();
  }
};

/// One that nobody has waited for, as in a container without an init, isn't.
bool alive(Index process) {
  const auto path = "/proc/" + std::to_string(process) + "/stat";
  if (!std::filesystem::exists(path)) return false;
  const auto text = read_text(path);
  return text.substr(text.rfind(')') + 2, 1) != "Z";
}

/// Starts a process of its own that would run for a minute, and says which.
const std::string long_work = "sleep 60 & echo $! >child.tmp && mv child.tmp child; wait";

}  // namespace

TEST_CASE("A job runs in its folder and leaves output and exit code", "[local_queue_test]") {
  LocalJob job("echo out; echo err >&2; echo $OMP_NUM_THREADS >threads; exit 3");
  job.options.threads = 2;
  CHECK(job.poll().state == JobState::waiting);
  job.submit();
  const auto record = job.end();
  CHECK(record.state == JobState::ended);
  CHECK(record.exit_code == 3);
  CHECK(record.note.empty());
  CHECK(record.attempt == 1);
  CHECK(record.ended >= record.started);
  CHECK(read_text(job.folder / "stdout") == "out\n");
  CHECK(read_text(job.folder / "stderr") == "err\n");
  CHECK(read_text(job.folder / "threads") == "2\n");
  job.submit();
  CHECK(job.end().attempt == 2);
}

TEST_CASE("A job that runs isn't started twice", "[local_queue_test]") {
  LocalJob job(long_work);
  job.submit();
  CHECK_THROWS_WITH(job.submit(), "the job in '" + job.folder.path().string() + "' is running already");
  job.number("child");
  job.queue->cancel(job.folder.path(), "cancelled");
}

TEST_CASE("Beyond its time a job is ended with all that it started", "[local_queue_test]") {
  LocalJob job(long_work);
  job.options.time_limit = 0.2;
  job.submit();
  const auto child = job.number("child");
  CHECK(alive(child));
  const auto record = job.end();
  CHECK(record.note == "out of time");
  CHECK(!alive(child));
}

TEST_CASE("A job that doesn't listen is ended by force", "[local_queue_test]") {
  LocalJob job("trap '' TERM; (trap '' TERM; sleep 60) & echo $! >child.tmp && mv child.tmp child; wait; sleep 60");
  job.submit();
  const auto child = job.number("child");
  job.queue->cancel(job.folder.path(), "cancelled");
  CHECK(job.poll().note == "cancelled");
  CHECK(!alive(child));
}

TEST_CASE("A job that somebody killed is gone", "[local_queue_test]") {
  LocalJob job(long_work);
  job.submit();
  job.number("child");
  ::kill(-static_cast<pid_t>(parse_index(job.poll().id).value()), SIGKILL);
  const auto record = job.end();
  CHECK(record.state == JobState::ended);
  CHECK(record.note == "gone");
  CHECK(!record.exit_code);
}

TEST_CASE("A job outlives the program that started it, and the next one finds it", "[local_queue_test]") {
  LocalJob job("until [ -e go ]; do sleep 0.02; done; exit 5");
  const pid_t other = ::fork();
  if (other == 0) {
    job.submit();
    ::kill(::getpid(), SIGKILL);
  }
  ::waitpid(other, nullptr, 0);
  job.number("pid");
  CHECK(job.poll().state == JobState::running);
  write_text(job.folder / "go", "");
  const auto record = job.end();
  CHECK(record.exit_code == 5);
  CHECK(record.note.empty());
}

TEST_CASE("A program that died before its job started leaves one that waits", "[local_queue_test]") {
  LocalJob job("true");
  write_job(job.folder.path(), {JobState::running, 1, "local", "", 1795000000.0, 0.0, {}, ""});
  CHECK(job.poll().state == JobState::waiting);
  job.submit();
  CHECK(job.end().exit_code == 0);
  CHECK(job.poll().attempt == 1);
}
