// Campaigns on a full disk, and with a queue that doesn't take jobs.
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#include <catch2/catch.hpp>
#include <csignal>
#include <cstdlib>

#include "active/campaign/small_campaign.hpp"

using namespace liquidus;
using testing::SmallCampaign;
using testing::TemporaryFolder;

namespace {

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
         "sh \"$2\" </dev/null >/dev/null 2>&1 &\necho $!");
    tool("scontrol",
         "kill -0 \"$4\" 2>/dev/null || { echo 'Invalid job id specified' >&2; exit 1; }\n"
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
  for (const Index round : {1, 2}) {
    const auto added = round_name(round) + "/added.extxyz";
    CHECK((read_text(full.path(added)) == read_text(whole.path(added))));
  }
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
