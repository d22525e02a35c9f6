// A real Slurm on one node, started by with_slurm.
#include <catch2/catch.hpp>
#include <chrono>
#include <filesystem>
#include <thread>

#include "active/jobs/job_queue.hpp"
#include "core/errors.hpp"
#include "io/file.hpp"
#include "support/temporary_folder.hpp"

using namespace liquidus;
using namespace std::chrono_literals;
using testing::TemporaryFolder;

namespace {

struct Job {
  TemporaryFolder folder;
  JobOptions options;
  std::unique_ptr<JobQueue> queue = make_slurm_queue({});

  explicit Job(std::string command) : options{.command = std::move(command), .time_limit = 60.0} {
    queue->submit(folder.path(), options);
  }
  JobRecord poll() { return make_slurm_queue({})->poll(folder.path(), options); }
  JobRecord end() {
    auto record = poll();
    for (int k = 0; k < 300 && record.state == JobState::running; ++k) {
      std::this_thread::sleep_for(100ms);
      record = poll();
    }
    return record;
  }
  void await(const std::string& name) const {
    for (int k = 0; k < 300 && !std::filesystem::exists(folder / name); ++k) std::this_thread::sleep_for(100ms);
    REQUIRE(std::filesystem::exists(folder / name));
  }
};

}  // namespace

TEST_CASE("Slurm runs a job, and its exit code is found", "[slurm_real_test]") {
  Job job("echo $SLURM_NTASKS; exit 3");
  const auto record = job.end();
  CHECK(record.state == JobState::ended);
  CHECK(record.exit_code == 3);
  CHECK(record.note.empty());
  CHECK(read_text(job.folder / "stdout") == "1\n");
  // Slurm itself says the same.
  std::filesystem::remove(job.folder / "exit");
  auto lost = record;
  lost.state = JobState::running;
  lost.exit_code.reset();
  write_job(job.folder.path(), lost);
  CHECK(job.poll().exit_code == 3);
}

TEST_CASE("A job in Slurm's queue is found by its name, and cancelled", "[slurm_real_test]") {
  Job job("touch begun; sleep 60");
  auto record = read_job(job.folder.path());
  const auto id = record.id;
  record.id.clear();
  write_job(job.folder.path(), record);
  CHECK(job.poll().id == id);
  job.await("begun");
  job.queue->cancel(job.folder.path(), "cancelled");
  CHECK(job.poll().note == "cancelled");
  record = job.poll();
  record.state = JobState::running;
  write_job(job.folder.path(), record);
  CHECK(job.end().note == "cancelled");  // as Slurm has it
}

TEST_CASE("What Slurm doesn't know or take", "[slurm_real_test]") {
  const TemporaryFolder folder;
  CHECK_THROWS_WITH(make_slurm_queue({"--partition=none"})->submit(folder.path(), {.command = "true"}),
                    Catch::Matchers::Contains("invalid partition specified: none"));
  CHECK(read_job(folder.path()).state == JobState::waiting);
  write_job(folder.path(), {JobState::running, 1, "slurm", "4711", 1795000000.0, 0.0, {}, ""});
  CHECK(make_slurm_queue({})->poll(folder.path(), {}).note == "gone");
}
