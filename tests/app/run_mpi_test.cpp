// The program under its launcher: `mpirun -n N liquidus run …`.
#include <signal.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <catch2/catch.hpp>
#include <chrono>
#include <nlohmann/json.hpp>
#include <thread>
#include <vector>

#include "app/program.hpp"
#include "io/checkpoint.hpp"

using liquidus::Checkpoint;
using liquidus::test::prepare_argon;
using liquidus::test::rdf;
using liquidus::test::WorkFolder;

namespace {

std::string launcher(int ranks) { return LIQUIDUS_MPIEXEC " " LIQUIDUS_MPIEXEC_NUMPROC " " + std::to_string(ranks); }

/// As WorkFolder::run, on so many ranks.
WorkFolder::Outcome run_on(const WorkFolder& folder, int ranks, const std::string& arguments) {
  const std::string command = "cd '" + folder.path().string() + "' && " + launcher(ranks) + " '" LIQUIDUS_PROGRAM "' " +
                              arguments + " > stdout.txt 2> stderr.txt < /dev/null";
  const int status = std::system(command.c_str());
  return {WIFEXITED(status) ? WEXITSTATUS(status) : -WTERMSIG(status), folder.read("stdout.txt"),
          folder.read("stderr.txt")};
}

std::vector<std::vector<std::string>> table(const std::string& text) {
  std::vector<std::vector<std::string>> rows;
  std::istringstream lines(text);
  for (std::string line; std::getline(lines, line);) {
    auto& row = rows.emplace_back();
    std::istringstream cells(line);
    for (std::string cell; std::getline(cells, cell, ',');) row.push_back(cell);
  }
  return rows;
}

/// Largest number in a column of two tables, by size.
double scale(const std::vector<std::vector<std::string>>& rows, std::size_t column) {
  double largest = 0.0;
  for (const auto& row : rows)
    if (column < row.size() && !row[column].empty() &&
        std::string("-0123456789").find(row[column][0]) != std::string::npos)
      largest = std::max(largest, std::abs(std::stod(row[column])));
  return largest;
}

/// Tables whose numbers are the same to rounding, of the largest in their columns.
void require_close(const std::string& a, const std::string& b) {
  const auto x = table(a), y = table(b);
  REQUIRE(x.size() == y.size());
  REQUIRE(x.size() > 2);
  for (std::size_t k = 0; k < x.size(); ++k) {
    REQUIRE(x[k].size() == y[k].size());
    for (std::size_t n = 0; n < x[k].size(); ++n) {
      if (x[k][n] == y[k][n]) continue;
      INFO("row " << k << ", column " << n);
      REQUIRE(std::stod(x[k][n]) == Approx(std::stod(y[k][n])).epsilon(1e-7).margin(1e-7 * scale(x, n)));
    }
  }
}

/// Processes that were started from `parent`, whoever they were started by in between, and run the program.
std::vector<pid_t> ranks_below(pid_t parent) {
  std::vector<std::pair<pid_t, pid_t>> all;  // process, parent
  std::vector<pid_t> programs;
  for (const auto& entry : std::filesystem::directory_iterator("/proc")) {
    const std::string name = entry.path().filename().string();
    if (name.find_first_not_of("0123456789") != std::string::npos) continue;
    std::ifstream file(entry.path() / "stat");
    std::string text((std::istreambuf_iterator<char>(file)), {});
    const auto end = text.rfind(')');
    if (end == std::string::npos) continue;
    std::istringstream rest(text.substr(end + 2));
    char state = 0;
    pid_t above = 0;
    rest >> state >> above;
    all.emplace_back(std::stoi(name), above);
    if (text.substr(0, end).ends_with("(liquidus")) programs.push_back(std::stoi(name));
  }
  const auto below = [&](pid_t process) {
    for (int depth = 0; depth < 20 && process > 1; ++depth) {
      if (process == parent) return true;
      const auto it = std::find_if(all.begin(), all.end(), [&](const auto& p) { return p.first == process; });
      if (it == all.end()) return false;
      process = it->second;
    }
    return false;
  };
  std::erase_if(programs, [&](pid_t process) { return !below(process); });
  std::sort(programs.begin(), programs.end());
  return programs;
}

pid_t start(const WorkFolder& folder, int ranks, const std::string& arguments) {
  const pid_t child = fork();
  if (child != 0) return child;
  const std::string command = "cd '" + folder.path().string() + "' && exec " + launcher(ranks) +
                              " '" LIQUIDUS_PROGRAM "' " + arguments + " > killed.txt 2>&1 < /dev/null";
  execl("/bin/sh", "sh", "-c", command.c_str(), static_cast<char*>(nullptr));
  _exit(127);
}

template <class F>
bool wait_for(F&& happened, std::chrono::seconds longest) {
  const auto end = std::chrono::steady_clock::now() + longest;
  while (!happened()) {
    if (std::chrono::steady_clock::now() > end) return false;
    std::this_thread::sleep_for(std::chrono::milliseconds(5));
  }
  return true;
}

}  // namespace

TEST_CASE("a run on several ranks leaves what one on one rank leaves, to rounding", "[run_mpi_test]") {
  const WorkFolder folder;
  prepare_argon(folder, rdf);
  REQUIRE(folder.run("run run.toml --set output=one").code == 0);
  for (const int ranks : {2, 3}) {
    const std::string out = "many" + std::to_string(ranks);
    const auto outcome = run_on(folder, ranks, "run run.toml --set output=" + out);
    INFO(outcome.err);
    REQUIRE(outcome.code == 0);
    require_close(folder.read("one/thermo.csv"), folder.read(out + "/thermo.csv"));
    CHECK(folder.read("one/rdf.csv") == folder.read(out + "/rdf.csv"));
    CHECK(outcome.out.find(std::to_string(ranks) + " ranks × ") != std::string::npos);
    CHECK(outcome.out.find("bricks: ") != std::string::npos);
    CHECK(outcome.out.find("communication") != std::string::npos);
    const auto summary = nlohmann::json::parse(folder.read(out + "/summary.json"));
    CHECK(summary["performance"]["ranks"] == ranks);
    const auto& pair = summary["performance"]["seconds_of_a_rank"]["pair forces"];
    CHECK(pair["least"].get<double>() > 0.0);
    CHECK(pair["least"].get<double>() <= pair["mean"].get<double>());
    CHECK(pair["mean"].get<double>() <= pair["most"].get<double>());
  }
}

TEST_CASE("a run goes on with as many ranks to the last bit, with others to rounding", "[run_mpi_test]") {
  const WorkFolder folder;
  prepare_argon(folder, rdf);
  const auto whole = [&](int ranks) { return "whole" + std::to_string(ranks); };
  for (const int ranks : {1, 2, 3})
    REQUIRE(run_on(folder, ranks, "run run.toml --set output=" + whole(ranks)).code == 0);
  const std::pair<int, int> changes[] = {{2, 2}, {3, 3}, {2, 3}, {4, 1}, {1, 2}};
  for (const auto& [first, second] : changes) {
    INFO(first << " → " << second);
    REQUIRE(run_on(folder, first, "run run.toml --overwrite --set output=parts --set stage.heat.steps=50").code == 0);
    const auto outcome = run_on(folder, second, "run run.toml --set output=parts --restart");
    INFO(outcome.err);
    REQUIRE(outcome.code == 0);
    if (first == second)
      CHECK(folder.read(whole(first) + "/thermo.csv") == folder.read("parts/thermo.csv"));
    else
      require_close(folder.read("whole1/thermo.csv"), folder.read("parts/thermo.csv"));
    CHECK(folder.read("whole1/rdf.csv") == folder.read("parts/rdf.csv"));
  }
}

TEST_CASE("a run that is killed on one rank leaves a whole checkpoint, and goes on from it", "[run_mpi_test]") {
  const WorkFolder folder;
  prepare_argon(folder);
  const std::string more = " --set write.checkpoint=5 --set write.trajectory=0 --set stage.heat.steps=";
  for (const std::size_t victim : {0, 1}) {
    const std::string out = "killed" + std::to_string(victim), file = out + "/checkpoint.h5";
    const pid_t job = start(folder, 2, "run run.toml --set output=" + out + more + "1000000");
    REQUIRE(wait_for([&] { return std::filesystem::exists(folder.path() / file); }, std::chrono::seconds(60)));
    std::this_thread::sleep_for(std::chrono::milliseconds(victim == 0 ? 137 : 211));
    const auto ranks = ranks_below(job);
    REQUIRE(ranks.size() == 2);
    REQUIRE(kill(ranks[victim], SIGKILL) == 0);
    int status = 0;
    REQUIRE(wait_for([&] { return waitpid(job, &status, WNOHANG) == job; }, std::chrono::seconds(60)));
    CHECK_FALSE((WIFEXITED(status) && WEXITSTATUS(status) == 0));
    const auto at = Checkpoint::load((folder.path() / file).string()).integer("md/step");
    CHECK(at > 0);
    const std::string steps = std::to_string(at + 20);
    const auto outcome = run_on(folder, 2, "run run.toml --restart --set output=" + out + more + steps);
    INFO(outcome.err);
    REQUIRE(outcome.code == 0);
    REQUIRE(run_on(folder, 2, "run run.toml --overwrite --set output=left-alone" + more + steps).code == 0);
    CHECK(folder.read(out + "/thermo.csv") == folder.read("left-alone/thermo.csv"));
  }
}

TEST_CASE("mistakes of the user are said once, by all ranks together", "[run_mpi_test]") {
  const WorkFolder folder;
  prepare_argon(folder);
  const auto outcome = run_on(folder, 3, "run run.toml --set stage.heat.stepz=5");
  CHECK(outcome.code == 2);
  const auto first = outcome.err.find("'stepz'");
  REQUIRE(first != std::string::npos);
  CHECK(outcome.err.find("'stepz'", first + 1) == std::string::npos);
  const auto stopped =
      run_on(folder, 3, "run run.toml --set guards.hottest='90 K' --set stage.heat.temperature='300 K'");
  CHECK(stopped.code == 3);
  const auto place = stopped.err.find("stage 'heat', step ");
  REQUIRE(place != std::string::npos);
  CHECK(stopped.err.find("stage 'heat'", place + 1) == std::string::npos);
}

TEST_CASE("a trajectory measured on several ranks is that of one rank, and so are runs with every measure",
          "[run_mpi_test]") {
  const WorkFolder folder;
  const std::string measures =
      rdf +
      "[[measure]]\ntype = \"structure-factor\"\ninterval = 5\nq_max = \"4 1/Å\"\nwidth = \"0.2 1/Å\"\n"
      "[[measure]]\ntype = \"msd\"\ninterval = 2\n"
      "[[measure]]\ntype = \"vacf\"\ninterval = 2\nlongest = \"40 fs\"\n"
      "[[measure]]\ntype = \"rings\"\ninterval = 25\nmax_size = 4\nbonds = [\"Ar-Ar 4.2 Å\"]\n";
  prepare_argon(folder, measures + "[[measure]]\ntype = \"transport\"\ninterval = 1\n");
  REQUIRE(folder.run("run run.toml --set write.trajectory=5").code == 0);
  folder.write("scatter.toml", "trajectory = \"out/trajectory.h5\"\noutput = \"one\"\n" +
                                   measures.substr(0, measures.find("[[measure]]\ntype = \"vacf\"")));
  REQUIRE(folder.run("scatter scatter.toml").code == 0);
  const auto outcome = run_on(folder, 3, "scatter scatter.toml --set output=three");
  INFO(outcome.err);
  REQUIRE(outcome.code == 0);
  CHECK(folder.read("one/rdf.csv") == folder.read("three/rdf.csv"));
  for (const std::string name : {"structure-factor", "msd"})
    require_close(folder.read("one/" + name + ".csv"), folder.read("three/" + name + ".csv"));
  REQUIRE(run_on(folder, 2, "run run.toml --set output=two").code == 0);
  for (const std::string name : {"structure-factor", "msd", "vacf", "rings_king", "transport_fluxes"}) {
    INFO(name);
    require_close(folder.read("out/" + name + ".csv"), folder.read("two/" + name + ".csv"));
  }
}

TEST_CASE("a trajectory that can't be read ends all ranks with one message", "[run_mpi_test]") {
  const WorkFolder folder;
  folder.write("t.xyz", "2\ncut off\nAr 0 0 0\n");
  folder.write("scatter.toml", "trajectory = \"t.xyz\"\n[[measure]]\ntype = \"rdf\"\n");
  const auto outcome = run_on(folder, 2, "scatter scatter.toml");
  CHECK(outcome.code == 2);
  CHECK(outcome.err.find("t.xyz:") != std::string::npos);
}
