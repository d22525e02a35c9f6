// Slurm's commands are played by small scripts; slurm_real_test asks the real ones.
#include <catch2/catch.hpp>
#include <cstdlib>
#include <filesystem>

#include "active/jobs/job_queue.hpp"
#include "active/jobs/run_command.hpp"
#include "core/errors.hpp"
#include "io/file.hpp"
#include "support/temporary_folder.hpp"

using namespace liquidus;
using Catch::Matchers::Contains;
using testing::TemporaryFolder;

namespace {

/// A cluster whose queue is a folder: a job's state in state-NUMBER, its name in name-NUMBER.
class Cluster {
 public:
  Cluster() {
    tool("sbatch",
         "[ -e refuse ] && { echo 'sbatch: error: invalid partition specified: none' >&2; exit 1; }\n"
         "n=$(($(ls script-* 2>/dev/null | wc -l) + 7)); cp \"$2\" script-$n\n"
         "sed -n 's/#SBATCH --job-name=//p' \"$2\" >name-$n; echo PENDING >state-$n\n"
         "last=$(sed -n 's/#SBATCH --array=0-//p' \"$2\")\n"
         "for k in $(seq 0 ${last:--1}); do echo PENDING >state-${n}_$k; done; echo \"$n;cluster\"");
    tool("scontrol",
         "[ -e silent ] && { echo 'slurm_load_jobs error: Unable to contact slurm controller' >&2; exit 1; }\n"
         "[ -e state-$4 ] || { echo 'slurm_load_jobs error: Invalid job id specified' >&2; exit 1; }\n"
         "echo \"JobId=$4 JobName=x JobState=$(cat state-$4) Reason=None DerivedExitCode=0:0 ExitCode=$(cat code-$4 "
         "2>/dev/null || echo 0:0) Partition=main\"");
    tool("squeue", "for n in name-*; do [ \"$(cat $n 2>/dev/null)\" = \"$5\" ] && echo ${n#name-}; done; true");
    tool("scancel", "echo CANCELLED >state-$1");
    path_ = std::getenv("PATH");
    ::setenv("PATH", (tools_.path().string() + ":" + path_).c_str(), 1);
  }
  ~Cluster() { ::setenv("PATH", path_.c_str(), 1); }

  void set(const std::string& name, const std::string& text) const { write_text(tools_ / name, text + "\n"); }
  std::string get(const std::string& name) const { return read_text(tools_ / name); }
  void forget(const std::string& name) const { std::filesystem::remove(tools_ / name); }

 private:
  void tool(const std::string& name, const std::string& text) const {
    write_text(tools_ / name, "#!/bin/sh\ncd " + tools_.path().string() + "\n" + text + "\n");
    std::filesystem::permissions(tools_ / name, std::filesystem::perms::owner_all);
  }

  TemporaryFolder tools_;
  std::string path_;
};

struct Submitted {
  Cluster cluster;
  TemporaryFolder folder;
  JobOptions options{.command = "srun -n 4 x", .ranks = 4, .threads = 2, .time_limit = 90.0};
  std::unique_ptr<JobQueue> queue = make_slurm_queue({"--partition=long", "--account=melts"});

  Submitted() { queue->submit(folder.path(), options); }
  JobRecord poll() { return queue->poll(folder.path(), options); }
};

}  // namespace

TEST_CASE("A job is handed to Slurm with what it needs, and its number is kept", "[slurm_queue_test]") {
  Submitted job;
  const auto record = job.poll();
  CHECK(record.state == JobState::running);
  CHECK(record.id == "7");
  CHECK(read_job(job.folder.path()) == record);
  const auto script = job.cluster.get("script-7");
  for (const char* line : {"#SBATCH --ntasks=4\n", "#SBATCH --cpus-per-task=2\n", "#SBATCH --time=2\n",
                           "#SBATCH --partition=long\n#SBATCH --account=melts\n", "\nsrun -n 4 x\n"})
    CHECK_THAT(script, Contains(line));
  CHECK_THROWS_AS(job.queue->submit(job.folder.path(), job.options), Error);
}

TEST_CASE("The exit code is the one that the job left, or else the one that Slurm knows", "[slurm_queue_test]") {
  Submitted job;
  job.cluster.set("state-7", "RUNNING");
  CHECK(job.poll().state == JobState::running);
  SECTION("left") {
    write_text(job.folder / "exit", "3\n");
    CHECK(job.poll().exit_code == 3);
  }
  SECTION("known to Slurm") {
    job.cluster.set("state-7", "FAILED");
    job.cluster.set("code-7", "5:0");
    CHECK(job.poll().exit_code == 5);
    CHECK(job.poll().note.empty());
  }
}

TEST_CASE("Jobs that Slurm ended say why", "[slurm_queue_test]") {
  Submitted job;
  const auto [state, note] = GENERATE(table<std::string, std::string>(
      {{"TIMEOUT", "out of time"}, {"CANCELLED", "cancelled"}, {"NODE_FAIL", "gone"}, {"OUT_OF_MEMORY", "gone"}}));
  job.cluster.set("state-7", state);
  const auto record = job.poll();
  CHECK(record.state == JobState::ended);
  CHECK(record.note == note);
}

TEST_CASE("A job that Slurm has forgotten is gone unless it left its exit code", "[slurm_queue_test]") {
  Submitted job;
  job.cluster.forget("state-7");
  SECTION("nothing left") { CHECK(job.poll().note == "gone"); }
  SECTION("an exit code left") {
    write_text(job.folder / "exit", "0\n");
    CHECK(job.poll().exit_code == 0);
    CHECK(job.poll().note.empty());
  }
}

TEST_CASE("As long as Slurm doesn't answer a job isn't given up", "[slurm_queue_test]") {
  Submitted job;
  job.cluster.set("silent", "");
  CHECK(job.poll().state == JobState::running);
  job.cluster.forget("silent");
  job.cluster.set("state-7", "TIMEOUT");
  CHECK(job.poll().note == "out of time");
}

TEST_CASE("A job is found again by its name when nobody could note its number", "[slurm_queue_test]") {
  Submitted job;
  auto record = read_job(job.folder.path());
  const auto name = job.cluster.get("name-7");
  record.id = GENERATE(true, false) ? name.substr(0, name.size() - 1) : "";  // records of earlier versions have none
  write_job(job.folder.path(), record);
  CHECK(job.poll().id == "7");
  job.cluster.forget("name-7");
  write_job(job.folder.path(), record);
  CHECK(job.poll().state == JobState::waiting);  // it was never handed over
  CHECK(job.poll().attempt == 0);
}

namespace {

struct SubmittedArray {
  Cluster cluster;
  TemporaryFolder folder;
  std::unique_ptr<JobQueue> queue = make_slurm_queue({}, 3);
  std::vector<Job> jobs;

  SubmittedArray() {
    for (int k = 0; k < 5; ++k) {
      jobs.push_back({folder / std::to_string(k), {.command = "x", .ranks = k == 4 ? 2 : 1}});
      std::filesystem::create_directory(jobs.back().folder);
    }
  }
  std::string id(std::size_t k) const { return queue->poll(jobs[k].folder, jobs[k].options).id; }
};

}  // namespace

TEST_CASE("Jobs that need the same are handed over as arrays", "[slurm_queue_test]") {
  SubmittedArray array;
  array.queue->submit_all(array.jobs);
  for (std::size_t k = 0; k < 3; ++k) CHECK(array.id(k) == "7_" + std::to_string(k));
  CHECK(array.id(3) == "8");  // more than three at a time are not to be
  CHECK(array.id(4) == "9");  // two ranks
  CHECK_THAT(array.cluster.get("script-7"), Contains("#SBATCH --array=0-2\n"));
  CHECK_THAT(array.cluster.get("script-7"), Contains("\n1) exec sh '" + array.jobs[1].folder + "/job.sh' ;;\n"));
  array.cluster.set("state-7_1", "TIMEOUT");
  CHECK(array.queue->poll(array.jobs[1].folder, {}).note == "out of time");
  CHECK(array.queue->poll(array.jobs[2].folder, {}).state == JobState::running);
  array.queue->cancel(array.jobs[2].folder, "cancelled");
  CHECK(array.cluster.get("state-7_2") == "CANCELLED\n");
  CHECK(array.cluster.get("state-7_0") == "PENDING\n");
}

TEST_CASE("The jobs of an array are found again by its name", "[slurm_queue_test]") {
  SubmittedArray array;
  array.queue->submit_all(array.jobs);
  const auto name = array.cluster.get("name-7");
  auto record = read_job(array.jobs[2].folder);
  record.id = name.substr(0, name.size() - 1) + "_2";
  write_job(array.jobs[2].folder, record);
  CHECK(array.id(2) == "7_2");
}

TEST_CASE("An array that Slurm refuses goes on waiting, with all behind it", "[slurm_queue_test]") {
  SubmittedArray array;
  array.cluster.set("refuse", "");
  CHECK_THROWS_AS(array.queue->submit_all(array.jobs), Error);
  for (const auto& job : array.jobs) {
    CHECK(read_job(job.folder).state == JobState::waiting);
    CHECK(read_job(job.folder).attempt == 0);
  }
}

TEST_CASE("A job that Slurm refuses goes on waiting", "[slurm_queue_test]") {
  const Cluster cluster;
  const TemporaryFolder folder;
  const auto queue = make_slurm_queue({});
  cluster.set("refuse", "");
  CHECK_THROWS_WITH(queue->submit(folder.path(), {.command = "x"}),
                    "sbatch doesn't take the job in '" + folder.path().string() +
                        "': sbatch: error: invalid partition specified: none");
  CHECK(read_job(folder.path()).state == JobState::waiting);
  CHECK(read_job(folder.path()).attempt == 0);
  cluster.forget("refuse");
  queue->submit(folder.path(), {.command = "x"});
  CHECK(read_job(folder.path()).attempt == 1);
}

TEST_CASE("A job is cancelled in the queue", "[slurm_queue_test]") {
  Submitted job;
  job.queue->cancel(job.folder.path(), "cancelled");
  CHECK(job.cluster.get("state-7") == "CANCELLED\n");
  CHECK(job.poll().note == "cancelled");
}

TEST_CASE("Commands give their words and how they ended", "[slurm_queue_test]") {
  const auto said = run_command({"sh", "-c", "echo out; echo err >&2; exit 4"});
  CHECK(said.exit_code == 4);
  CHECK(said.text == "out\nerr\n");
  CHECK(run_command({"there-is-no-such-program"}).exit_code == 127);
  CHECK(run_command({"sh", "-c", "kill -9 $$"}).exit_code == 137);
}
