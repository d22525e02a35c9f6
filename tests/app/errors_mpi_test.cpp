// What an error on one rank comes to: one message, the exit code of one process, and no rank left behind.
#include <catch2/catch.hpp>
#include <chrono>

#include "app/program.hpp"

using liquidus::test::argon_potential;
using liquidus::test::argon_run;
using liquidus::test::WorkFolder;

namespace {

struct Outcome {
  int code;
  std::string out, err;
  double seconds;
};

/// A shell's command in the folder. One that hangs is ended after two minutes, with code 124.
Outcome shell(const WorkFolder& folder, const std::string& command) {
  folder.write("command.sh", command + "\n");
  const auto start = std::chrono::steady_clock::now();
  const int status = std::system(
      ("cd '" + folder.path().string() + "' && timeout 120 sh command.sh > stdout.txt 2> stderr.txt < /dev/null")
          .c_str());
  const std::chrono::duration<double> passed = std::chrono::steady_clock::now() - start;
  return {WIFEXITED(status) ? WEXITSTATUS(status) : -WTERMSIG(status), folder.read("stdout.txt"),
          folder.read("stderr.txt"), passed.count()};
}

std::string over(int ranks, const std::string& program) {
  return LIQUIDUS_MPIEXEC " -n " + std::to_string(ranks) + " " + program;
}

Outcome liquidus_over(int ranks, const WorkFolder& folder, const std::string& arguments) {
  return shell(folder, over(ranks, "'" LIQUIDUS_PROGRAM "' " + arguments));
}

int times(const std::string& text, const std::string& part) {
  int n = 0;
  for (auto at = text.find(part); at != std::string::npos; at = text.find(part, at + 1)) ++n;
  return n;
}

/// No error takes longer than this to end all ranks: a rank that fails alone waits ten seconds for the others, and the
/// rest is what starting and ending ranks takes on a machine that is busy.
constexpr double soon = 60.0;

WorkFolder& with_argon(WorkFolder& folder, const std::string& more = "") {
  folder.write("run.toml", argon_run(more));
  folder.write("argon.toml", argon_potential());
  return folder;
}

}  // namespace

TEST_CASE("a mistake in the run file is told once", "[errors_mpi_test]") {
  WorkFolder folder;
  folder.write("run.toml", argon_run("timstep = \"1 fs\"\n"));
  const auto bad = liquidus_over(3, folder, "run run.toml");
  CHECK(bad.code == 2);
  CHECK(times(bad.err, "unknown key 'timstep'") == 1);
  CHECK(bad.err.find("rank ") != 0);
  CHECK(bad.seconds < soon);

  const auto missing = liquidus_over(3, folder, "run nowhere.toml");
  CHECK(missing.code == 2);
  CHECK(times(missing.err, "nowhere.toml") == 1);

  const auto words = liquidus_over(3, folder, "run run.toml --treads 2");
  CHECK(words.code == 2);
  CHECK(times(words.err, "--treads") == 1);

  const auto command = liquidus_over(3, folder, "rnu run.toml");
  CHECK(command.code == 2);
  CHECK(times(command.err, "subcommand is required") == 1);
  CHECK(command.seconds < soon);
}

TEST_CASE("a command of one rank is done once and fails at once", "[errors_mpi_test]") {
  WorkFolder folder;
  const auto list = liquidus_over(3, folder, "list potentials");
  CHECK(list.code == 0);
  CHECK(times(list.out, "nacl-fumi-tosi") == 1);
  const auto absent = liquidus_over(3, folder, "convert absent.xyz -o here.xyz");
  CHECK(absent.code == 2);
  CHECK(times(absent.err, "absent.xyz") == 1);
  CHECK(absent.seconds < soon);
}

TEST_CASE("a file that one rank can't read is told with that rank's number, once", "[errors_mpi_test]") {
  WorkFolder folder;
  with_argon(folder);
  std::filesystem::create_directory(folder.path() / "elsewhere");
  const std::string run = "'" LIQUIDUS_PROGRAM "' run run.toml";
  const auto lost = shell(folder, LIQUIDUS_MPIEXEC " -n 1 " + run + " : -n 1 -wdir '" +
                                      (folder.path() / "elsewhere").string() + "' " + run + " : -n 1 " + run);
  INFO(lost.err);
  CHECK(lost.code == 2);
  CHECK(times(lost.err, "cannot open 'run.toml'") == 1);
  CHECK(times(lost.err, "liquidus: rank 1: ") == 1);
  CHECK(lost.seconds < soon);
}

TEST_CASE("a force call that fails on one rank ends all, with that rank's words", "[errors_mpi_test]") {
  const WorkFolder folder;
  const auto force = shell(folder, over(3, "'" LIQUIDUS_FAILING_RANKS "' force"));
  CHECK(force.code == 1);
  CHECK(times(force.err, "liquidus: rank 1: the forces can't be had\n") == 1);
  CHECK(times(force.err, "liquidus: ") == 1);
  CHECK(force.seconds < soon);

  const auto guard = shell(folder, over(3, "'" LIQUIDUS_FAILING_RANKS "' guard"));
  CHECK(guard.code == 3);
  CHECK(times(guard.err, "liquidus: rank 1: stage 'nve', step 3 (3 of 1000 in the stage): the forces are too strong") ==
        1);
  CHECK(guard.seconds < soon);

  const auto memory = shell(folder, over(3, "'" LIQUIDUS_FAILING_RANKS "' memory"));
  CHECK(memory.code == 1);
  CHECK(times(memory.err, "liquidus: rank 1: ") == 1);
  CHECK(memory.seconds < soon);
}

TEST_CASE("where every rank fails, each says what it has to say, once", "[errors_mpi_test]") {
  const WorkFolder folder;
  const auto all = shell(folder, over(3, "'" LIQUIDUS_FAILING_RANKS "' everywhere"));
  CHECK(all.code == 1);
  CHECK(times(all.err,
              "liquidus: this is what rank 0 says\nrank 1: this is what rank 1 says\nrank 2: this is what "
              "rank 2 says\n") == 1);
  CHECK(all.seconds < soon);
}

TEST_CASE("what fails while results are handed over ends all", "[errors_mpi_test]") {
  const WorkFolder folder;
  const auto write = shell(folder, over(3, "'" LIQUIDUS_FAILING_RANKS "' write"));
  CHECK(write.code == 1);
  CHECK(times(write.err, "liquidus: cannot write 'thermo.csv'\n") == 1);
  CHECK(write.seconds < soon);

  const auto observe = shell(folder, over(3, "'" LIQUIDUS_FAILING_RANKS "' observe"));
  CHECK(observe.code == 1);
  CHECK(times(observe.err, "there is nothing to see") == 1);
  CHECK(observe.seconds < soon);
}

TEST_CASE("atoms that collide on one rank stop the run with code 3", "[errors_mpi_test]") {
  WorkFolder folder;
  // Two atoms in a corner of the cell come at each other; the others stand far off.
  with_argon(folder);
  folder.write("pair.xyz",
               "4\nLattice=\"30 0 0 0 30 0 0 0 30\" Properties=species:S:1:pos:R:3 pbc=\"T T T\"\n"
               "Ar 1 1 1\nAr 1 1 1.05\nAr 16 16 16\nAr 16 16 22\n");
  folder.write("run.toml",
               "output = \"out\"\n[structure]\nfile = \"pair.xyz\"\n[potential]\nfile = \"argon.toml\"\n"
               "[guards]\nclosest = \"0.5 Å\"\n"
               "[[stage]]\nname = \"crash\"\ntemperature = \"85 K\"\ntimestep = \"1 fs\"\nsteps = 10\n");
  const auto crash = liquidus_over(3, folder, "run run.toml");
  CHECK(crash.code == 3);
  CHECK(times(crash.err, "atom") >= 1);
  CHECK(times(crash.err, "stage 'crash', step 0") == 1);
  CHECK(crash.seconds < soon);
}

TEST_CASE("a disk that is full ends all ranks with one message", "[errors_mpi_test]") {
  WorkFolder folder;
  with_argon(folder);
  std::filesystem::create_directory(folder.path() / "out");
  std::filesystem::create_symlink("/dev/full", folder.path() / "out/thermo.csv");
  const auto full = liquidus_over(3, folder, "run run.toml --overwrite");
  CHECK(full.code == 1);
  CHECK(times(full.err, "liquidus: cannot write 'out/thermo.csv'; is the disk full?") == 1);
  CHECK(full.seconds < soon);
}

TEST_CASE("a disk that fills up under a trajectory ends all ranks with one message", "[errors_mpi_test]") {
  WorkFolder folder;
  with_argon(folder);
  std::filesystem::create_directory(folder.path() / "out");
  const std::string in_small =
      "unshare --user --map-root-user --mount sh -c 'mount -t tmpfs -o size=160k tmpfs out && ";
  if (shell(folder, in_small + "true'").code != 0) {
    WARN("a small file system can't be mounted here: skipped");
    return;
  }
  const auto full =
      shell(folder, in_small + over(3, "\"" LIQUIDUS_PROGRAM "\" run run.toml --set write.trajectory=1") + "'");
  INFO(full.err);
  CHECK(full.code == 1);
  CHECK(times(full.err, "liquidus: ") == 1);
  CHECK(full.seconds < soon);
}

TEST_CASE("a limit on the size of files ends all ranks with one message", "[errors_mpi_test]") {
  WorkFolder folder;
  with_argon(folder);
  // dash counts in blocks of 512 bytes; a trajectory of 108 atoms is larger than 4 kB. What Open MPI's ranks share is
  // kept out of files, which would meet the limit first.
  const auto limited = shell(folder, "export OMPI_MCA_btl=self,tcp PMIX_MCA_gds=hash\n" +
                                         over(3, "sh -c \"ulimit -f 8; exec '" LIQUIDUS_PROGRAM "' run run.toml\""));
  INFO(limited.err);
  CHECK(limited.code == 1);
  CHECK(times(limited.err, "liquidus: ") == 1);
  CHECK(limited.seconds < soon);
}

TEST_CASE("a rank that is killed leaves a whole checkpoint to go on from", "[errors_mpi_test]") {
  WorkFolder folder;
  with_argon(folder);
  // ranks leave the numbers of their processes
  folder.write("rank.sh", "echo $$ > pid.rank$OMPI_COMM_WORLD_RANK$PMI_RANK\nexec '" LIQUIDUS_PROGRAM
                          "' run run.toml --set stage.heat.steps=10000000 $*\n");
  const auto killed = shell(folder, over(2, "sh rank.sh") +
                                        " &\nlauncher=$!\n"
                                        "until [ -e out/checkpoint.h5 ]; do sleep 0.1; done\n"
                                        "kill -9 $(cat pid.rank1)\nwait $launcher");
  CHECK(killed.code != 0);
  CHECK(killed.seconds < soon);
  REQUIRE(std::filesystem::exists(folder.path() / "out/checkpoint.h5"));

  // and go on until one is asked to stop
  for (const int ranks : {2, 3}) {
    const auto later =
        shell(folder, "rm pid.*\n" + over(ranks, "sh rank.sh --restart") +
                          " &\nlauncher=$!\n"
                          "until [ -e pid.rank1 ] && [ out/checkpoint.h5 -nt pid.rank1 ]; do sleep 0.1; done\n"
                          "kill -TERM $(cat pid.rank1)\nwait $launcher");
    INFO(later.err);
    CHECK(later.code == 0);
    CHECK(times(later.out, "go on with --restart") == 1);
    CHECK(later.seconds < soon);
  }
}
