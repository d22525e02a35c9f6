// Campaigns under fire: labels that fail, kills, a full disk, a queue that doesn't take jobs.
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <catch2/catch.hpp>
#include <chrono>
#include <csignal>
#include <cstdlib>
#include <set>
#include <thread>

#include "active/campaign/campaign_status.hpp"
#include "active/campaign/small_campaign.hpp"

using namespace liquidus;
using testing::SmallCampaign;
using testing::TemporaryFolder;

namespace {

/// Of `added` in a campaign, the labels' text.
std::string added(const SmallCampaign& of, Index round) {
  return read_text(of.path(round_name(round)) + "/added.extxyz");
}

/// In a process of its own in which no file can grow beyond so many bytes; its exit code.
int run_with_room(const SmallCampaign& small, rlim_t bytes) {
  const pid_t child = ::fork();
  if (child == 0) {
    ::signal(SIGXFSZ, SIG_IGN);
    const rlimit room{bytes, bytes};
    ::setrlimit(RLIMIT_FSIZE, &room);
    try {
      small.run();
    } catch (const Error&) {
      ::_exit(3);
    } catch (...) {
      ::_exit(4);
    }
    ::_exit(0);
  }
  int status = 0;
  ::waitpid(child, &status, 0);
  return WIFEXITED(status) ? WEXITSTATUS(status) : -1;
}

/// sbatch, squeue and scontrol that run jobs here, or refuse them while there is a file `refuse`.
class Cluster {
 public:
  Cluster() {
    tool("sbatch",
         "[ -e refuse ] && { echo 'sbatch: error: Unable to contact slurm controller' >&2; exit 1; }\n"
         "last=$(sed -n 's/#SBATCH --array=0-//p' \"$2\")\n"
         "for k in $(seq 0 ${last:-0}); do SLURM_ARRAY_TASK_ID=$k sh \"$2\"; done </dev/null >/dev/null 2>&1 &\n"
         "echo $!");
    tool("scontrol",
         "kill -0 \"${4%%_*}\" 2>/dev/null || { echo 'Invalid job id specified' >&2; exit 1; }\n"
         "echo \"JobId=$4 JobState=RUNNING ExitCode=0:0 \"");
    tool("squeue", "true");
    path_ = std::getenv("PATH");
    ::setenv("PATH", (tools_.path().string() + ":" + path_).c_str(), 1);
  }
  ~Cluster() { ::setenv("PATH", path_.c_str(), 1); }
  std::string refuse() const { return tools_ / "refuse"; }

 private:
  void tool(const std::string& name, const std::string& text) const {
    write_text(tools_ / name, "#!/bin/sh\ncd " + tools_.path().string() + "\n" + text + "\n");
    std::filesystem::permissions(tools_ / name, std::filesystem::perms::owner_all);
  }
  TemporaryFolder tools_;
  std::string path_;
};

}  // namespace

TEST_CASE("A campaign on a full disk ends with an error, and goes on when there is room", "[fire_test]") {
  SmallCampaign whole, full;
  full.options.start = whole.options.start;
  full.options.label = whole.options.label;
  whole.run();
  int errors = 0;
  for (const rlim_t bytes : {2000u, 6000u, 12000u, 24000u, 50000u})
    if (run_with_room(full, bytes) == 3) ++errors;
  CHECK(errors >= 3);
  CHECK(full.run().finished);
  for (const Index round : {1, 2}) CHECK((added(full, round) == added(whole, round)));
  CHECK(full.label_runs().size() == whole.label_runs().size());
}

TEST_CASE("A campaign waits for a queue that refuses jobs, and says why", "[fire_test]") {
  const Cluster cluster;
  SmallCampaign small;
  small.options.queue.kind = "slurm";
  small.options.stop.rounds = 2;
  write_text(cluster.refuse(), "");
  std::vector<std::string> said;
  CampaignWatch watch;
  watch.say = [&](const std::string& line) {
    said.push_back(line);
    if (line.find("sbatch doesn't take the job") != std::string::npos) std::filesystem::remove(cluster.refuse());
  };
  CHECK(small.run(watch).finished);
  CHECK(std::count_if(said.begin(), said.end(), [](const auto& line) {
          return line.find("Unable to contact slurm controller") != std::string::npos;
        }) == 1);
  CHECK(small.round(1).labels->labelled == 3);
  CHECK(small.label_runs().size() == 3);
}

TEST_CASE("Labels that fail in any way are set aside and the rest is had", "[fire_test]") {
  SmallCampaign small;
  small.options.stop.rounds = 2;
  small.options.query.count = 7;
  small.options.label.time_limit = 0.5e15;  // fs
  write_text(small.folder / "failures", "001 crash\n002 hang\n003 nan\n004 cut\n005 swap\n006 unconverged\n");
  small.run();
  const auto labels = *small.round(1).labels;
  CHECK(labels.labelled == 2);  // the seventh, and the fifth, whose atoms came in another order
  CHECK(labels.set_aside == 5);
  CHECK(labels.reasons == std::map<std::string, Index>{{"crashed", 3}, {"out of time", 1}, {"refused", 1}});
  CHECK(small.round(2).frames == 6);
  const auto status = status_of(small.options.run.output);
  CHECK(status.stage == "over");
  CHECK(status.rounds.size() == 2);
}

TEST_CASE("Killed at ten moments a campaign comes to the same set", "[fire_test]") {
  SmallCampaign whole, killed;
  killed.options.start = whole.options.start;
  killed.options.label = whole.options.label;
  const auto start = std::chrono::steady_clock::now();
  whole.run();
  const auto time = std::chrono::steady_clock::now() - start;
  int deaths = 0;
  for (int life = 0; life < 10; ++life) {
    const pid_t child = ::fork();
    if (child == 0) {
      try {
        killed.run();
      } catch (...) {
        ::_exit(1);
      }
      ::_exit(0);
    }
    std::this_thread::sleep_for(time * (5 + 11 * life % 37) / 100);
    ::kill(child, SIGKILL);
    int status = 0;
    ::waitpid(child, &status, 0);
    if (WIFSIGNALED(status)) ++deaths;
    CHECK((WIFSIGNALED(status) || WEXITSTATUS(status) == 0));
  }
  CHECK(deaths >= 3);
  CHECK(killed.run().verdict == whole.run().verdict);
  for (const Index round : {1, 2}) CHECK((added(killed, round) == added(whole, round)));
  const auto runs = killed.label_runs();
  CHECK(std::set<std::string>(runs.begin(), runs.end()).size() == runs.size());
  CHECK(runs.size() == whole.label_runs().size());
}

TEST_CASE("A campaign whose first structures all fail says that there is nothing to learn from", "[fire_test]") {
  SmallCampaign small;
  write_text(small.folder / "structures.extxyz", format_xyz(SmallCampaign::labelled(31)));
  small.options.start.files.clear();
  small.options.start.structures = {small.folder / "structures.extxyz"};
  write_text(small.folder / "failures", "001 crash\n");
  CHECK_THROWS_WITH(small.run(), Catch::Matchers::Contains("has no labelled frame to learn from"));
  CHECK(small.round(0).labels->set_aside == 1);
}
