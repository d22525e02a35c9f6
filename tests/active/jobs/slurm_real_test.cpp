// A real Slurm on one node, started by with_slurm.
#include <catch2/catch.hpp>
#include <filesystem>

#include "active/jobs/one_job.hpp"
#include "core/errors.hpp"
#include "io/file.hpp"

using namespace liquidus;
using testing::TemporaryFolder;

namespace {

struct SlurmJob : testing::OneJob {
  explicit SlurmJob(std::string text) : OneJob(make_slurm_queue({}), std::move(text)) {
    options.time_limit = 60.0;
    submit();
  }
};

}  // namespace

TEST_CASE("Slurm runs a job, and its exit code is found", "[slurm_real_test]") {
  SlurmJob job("echo $SLURM_NTASKS; exit 3");
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
  SlurmJob job("touch begun; sleep 60");
  auto record = read_job(job.folder.path());
  const auto id = record.id;
  const auto script = read_text(job.folder / "job.sh");
  const auto name = script.substr(script.find("--job-name=") + 11);
  record.id = name.substr(0, name.find('\n'));
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

TEST_CASE("Slurm runs an array of jobs, each in its folder with its own end", "[slurm_real_test]") {
  const TemporaryFolder folder;
  const auto queue = make_slurm_queue({}, 10);
  std::vector<Job> jobs;
  for (int k = 0; k < 3; ++k) {
    jobs.push_back({folder / std::to_string(k), {.command = "exit " + std::to_string(k), .time_limit = 60.0}});
    std::filesystem::create_directory(jobs.back().folder);
  }
  queue->submit_all(jobs);
  const auto id = read_job(jobs[0].folder).id;
  CHECK(read_job(jobs[2].folder).id == id.substr(0, id.find('_')) + "_2");
  for (int k = 0; k < 3; ++k) {
    CHECK(testing::end_of(*queue, jobs[k].folder, jobs[k].options).exit_code == k);
  }
  // Slurm itself says the same of one of them.
  auto lost = read_job(jobs[2].folder);
  lost.state = JobState::running;
  lost.exit_code.reset();
  write_job(jobs[2].folder, lost);
  std::filesystem::remove(jobs[2].folder + "/exit");
  CHECK(queue->poll(jobs[2].folder, jobs[2].options).exit_code == 2);
}
