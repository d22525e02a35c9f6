// `liquidus correct` as a user meets it: 108 argon atoms for a few picoseconds against the measured g(r) and S(Q).
#include <fcntl.h>
#include <signal.h>
#include <unistd.h>

#include <catch2/catch.hpp>
#include <chrono>
#include <cmath>
#include <nlohmann/json.hpp>
#include <thread>

#include "app/program.hpp"
#include "correct/layer/correction_file.hpp"

using liquidus::test::argon_potential;
using liquidus::test::argon_run;
using liquidus::test::WorkFolder;

namespace {

const std::string datasets = LIQUIDUS_SOURCE_DIR "/datasets/argon/";

std::string head() {
  return "seed = 3\n"
         "output = \"out\"\n"
         "[potential]\n"
         "file = \"argon.toml\"\n"
         "[correct]\n"
         "method = \"gauss-newton\"\n"
         "iterations = 2\n"
         "cutoff = \"6.5 Å\"\n"
         "interval = 10\n"
         "width = \"0.05 Å\"\n"
         "noise = false\n"
         "[[state]]\n"
         "name = \"85K\"\n"
         "temperature = \"85 K\"\n"
         "timestep = \"5 fs\"\n"
         "equilibrate = \"1 ps\"\n"
         "produce = \"4 ps\"\n"
         "[state.structure]\n"
         "formula = \"Ar\"\n"
         "atoms = 108\n"
         "density = \"0.02125 1/Å^3\"\n";
}
std::string target(const std::string& file = datasets + "yarnell-1973-gr.csv") {
  return "[[target]]\npair = \"Ar-Ar\"\nfile = \"" + file + "\"\n";
}
std::string experiment() {
  return "[[experiment]]\nname = \"n\"\nholds = \"S\"\nfile = \"" + datasets + "yarnell-1973-sq.csv\"\n";
}

void prepare(const WorkFolder& folder, const std::string& measured = target()) {
  folder.write("argon.toml", argon_potential());
  folder.write("fit.toml", head() + measured);
}

/// What the program says of a file that it refuses; the simulations' folder must not be there then.
std::string refused(const std::string& text, const std::string& arguments = "") {
  const WorkFolder folder;
  folder.write("argon.toml", argon_potential());
  folder.write("fit.toml", text);
  const auto outcome = folder.run("correct fit.toml " + arguments);
  CHECK(outcome.code == 2);
  CHECK_FALSE(std::filesystem::exists(folder.path() / "out/iteration-000"));
  return outcome.err;
}

std::string with(std::string text, const std::string& from, const std::string& to) {
  const auto at = text.find(from);
  REQUIRE(at != std::string::npos);
  return text.replace(at, from.size(), to);
}

/// A liquid-like g(r): a core to 3.2 Å and order that fades, on `n` points from `first` on.
template <class Change>
std::string curve(double first, double step, int n, Change&& change) {
  std::string text = "r,g\n";
  for (int k = 0; k < n; ++k) {
    const double r = first + step * k;
    const double order = 2.0 * std::exp(-0.5 * (r - 3.7)) * std::cos(2.0 * 3.14159 * (r - 3.7) / 3.4);
    text += std::to_string(r) + "," + std::to_string(change(r, r < 3.2 ? 0.0 : 1.0 + order)) + "\n";
  }
  return text;
}

/// The program, started and left to itself; a signal ends it.
class Started {
 public:
  Started(const WorkFolder& folder, const std::string& file) : pid_(fork()) {
    if (pid_ != 0) return;
    if (chdir(folder.path().c_str()) != 0) _exit(120);
    const int out = open("started.txt", O_WRONLY | O_CREAT | O_TRUNC, 0600);
    dup2(out, STDOUT_FILENO);
    dup2(out, STDERR_FILENO);
    const bool go_on = std::filesystem::exists("out/fit.h5");
    execl(LIQUIDUS_PROGRAM, LIQUIDUS_PROGRAM, "correct", file.c_str(), go_on ? "--restart" : "--overwrite", nullptr);
    _exit(121);
  }
  ~Started() {
    if (!ended_) end(SIGKILL);
  }
  Started(const Started&) = delete;
  Started& operator=(const Started&) = delete;

  /// True once it has come to its own end.
  bool wait(std::chrono::milliseconds longest) {
    const auto until = std::chrono::steady_clock::now() + longest;
    while (!ended_ && std::chrono::steady_clock::now() < until) {
      ended_ = waitpid(pid_, &status_, WNOHANG) == pid_;
      if (!ended_) std::this_thread::sleep_for(std::chrono::milliseconds(2));
    }
    return ended_;
  }
  int end(int signal) {
    kill(pid_, signal);
    waitpid(pid_, &status_, 0);
    ended_ = true;
    return WIFEXITED(status_) ? WEXITSTATUS(status_) : -WTERMSIG(status_);
  }

 private:
  pid_t pid_;
  int status_ = 0;
  bool ended_ = false;
};

}  // namespace

TEST_CASE("a fit leaves its correction, tables and summary, and says what it did", "[correct_test]") {
  const WorkFolder folder;
  prepare(folder);
  const auto outcome = folder.run("correct fit.toml");
  INFO(outcome.err);
  REQUIRE(outcome.code == 0);
  CHECK(outcome.err.empty());
  for (const char* name : {"fit.h5", "correction.h5", "history.csv", "targets.csv", "85K-rdf.csv", "85K-partials.csv",
                           "correction-85K.csv", "resolution.csv", "summary.json"})
    CHECK(std::filesystem::exists(folder.path() / "out" / name));
  const auto fit = nlohmann::json::parse(folder.read("out/summary.json"))["fit"];
  CHECK(fit["finished"] == true);
  CHECK(fit["without"]["iteration"] == 0);
  CHECK(fit["with"]["iteration"] == fit["iterations_to_the_best"]);
  CHECK(fit["with"]["chi2_per_point"]["value"].get<double>() <= fit["without"]["chi2_per_point"]["value"]);
  CHECK(fit["with"]["states"][0]["targets"][0]["name"] == "Ar-Ar");
  const auto contains = [&](const std::string& part) { return outcome.out.find(part) != std::string::npos; };
  CHECK(contains("85K: 108 atoms (108 Ar), 0.02125 atoms/Å³, 85 K"));
  CHECK(contains("points from 8.581 to 27.24 Å were left out"));
  CHECK(contains("2 iterations were all that were asked for"));
  CHECK(contains("[correction] file = \"out/correction.h5\""));

  // Two lines in a run file.
  folder.write("run.toml", argon_run("[correction]\nfile = \"out/correction.h5\"\n"));
  const auto run = folder.run("run run.toml --set output=run");
  INFO(run.err);
  CHECK(run.code == 0);
}

TEST_CASE("--check reads everything and leaves nothing behind", "[correct_test]") {
  const WorkFolder folder;
  prepare(folder, experiment());
  const auto outcome = folder.run("correct fit.toml --check");
  INFO(outcome.err);
  CHECK(outcome.code == 0);
  CHECK(outcome.out.find("The file is in order.") != std::string::npos);
  CHECK(outcome.out.find("n: the data have no errors; a standard error of") != std::string::npos);
  CHECK_FALSE(std::filesystem::exists(folder.path() / "out"));
}

TEST_CASE("every method goes through two iterations", "[correct_test]") {
  const WorkFolder folder;
  prepare(folder);
  for (const std::string method : {"ibi", "schommers", "ihnc", "gauss-newton", "sopr --set sopr.mode=recommended",
                                   "sopr --set sopr.mode=published", "sopr --set sopr.mode=code"}) {
    const auto outcome = folder.run("correct fit.toml --overwrite --set correct.method=" + method);
    INFO(method << "\n" << outcome.err);
    CHECK(outcome.code == 0);
    CHECK(nlohmann::json::parse(folder.read("out/summary.json"))["fit"]["finished"] == true);
    // the second iteration ran with a correction: another misfit
    CHECK(folder.read("out/history.csv").find("\n1,") != std::string::npos);
  }
  prepare(folder, experiment());
  const auto outcome = folder.run("correct fit.toml --overwrite --set correct.method=epsr");
  INFO(outcome.err);
  CHECK(outcome.code == 0);
  CHECK(folder.read("out/85K-n-Q.csv").find("band_S_model") != std::string::npos);
}

TEST_CASE("an earlier fit is neither lost nor mixed with another", "[correct_test]") {
  const WorkFolder folder;
  prepare(folder);
  REQUIRE(folder.run("correct fit.toml").code == 0);
  const auto before = liquidus::load_correction((folder.path() / "out/correction.h5").string());
  const auto again = folder.run("correct fit.toml");
  CHECK(again.code == 2);
  CHECK(again.err.find("'out' holds an earlier fit (fit.h5); go on with it by --restart, replace it by --overwrite") !=
        std::string::npos);
  const auto other = folder.run("correct fit.toml --restart --set correct.spacing='0.1 Å'");
  CHECK(other.code == 2);
  CHECK(other.err.find("is of another fit") != std::string::npos);
  CHECK(liquidus::load_correction((folder.path() / "out/correction.h5").string()) == before);
  const auto nothing = folder.run("correct fit.toml --restart --set output=empty");
  CHECK(nothing.code == 2);
  CHECK(nothing.err.find("empty/fit.h5") != std::string::npos);
}

TEST_CASE("a fit killed again and again and restarted gives the same correction, bit for bit", "[correct_test]") {
  setenv("OMP_NUM_THREADS", "1", 1);
  const WorkFolder folder;
  // Steps so large that some go astray, for which the best iteration's frames are needed again.
  const auto text = with(with(head(), "iterations = 2", "iterations = 5\nworse = 1.01"), "4 ps", "10 ps") + target() +
                    "uncertainty = 0.003\n[newton]\ntrust = 2.0\n";
  folder.write("argon.toml", argon_potential());
  folder.write("whole.toml", with(text, "\"out\"", "\"whole\""));
  folder.write("fit.toml", text);
  const auto whole = folder.run("correct whole.toml");
  INFO(whole.err << whole.out);
  REQUIRE(whole.code == 0);
  int kills = 0;
  bool ended = false;
  for (int start = 0; start < 60 && !ended; ++start) {
    Started program(folder, "fit.toml");
    // From the first milliseconds to longer than an iteration, also on a machine that does much else.
    ended = program.wait(std::chrono::milliseconds(83 * start % 300 + static_cast<int>(40.0 * std::pow(1.15, start))));
    if (!ended) {
      program.end(SIGKILL);
      ++kills;
    }
  }
  INFO(folder.read("started.txt"));
  REQUIRE(ended);
  CHECK(kills > 2);
  const auto one = liquidus::load_correction((folder.path() / "whole/correction.h5").string());
  const auto other = liquidus::load_correction((folder.path() / "out/correction.h5").string());
  CHECK(other.values == one.values);
  CHECK(other.covariance == one.covariance);
  CHECK(other.provenance.states == one.provenance.states);
}

TEST_CASE("a queue that asks a fit to stop gets a fit that can go on", "[correct_test]") {
  const WorkFolder folder;
  prepare(folder);
  folder.write("fit.toml", with(with(head(), "4 ps", "4000 ps"), "1 ps", "5 ps") + target());
  Started program(folder, "fit.toml");
  const auto under_way = folder.path() / "out/iteration-000/85K/thermo.csv";
  for (int k = 0; k < 1000 && !std::filesystem::exists(under_way); ++k)
    std::this_thread::sleep_for(std::chrono::milliseconds(10));
  REQUIRE(std::filesystem::exists(under_way));
  CHECK(program.end(SIGTERM) == 0);
  CHECK(folder.read("started.txt").find("Stopped; go on with --restart.") != std::string::npos);
  CHECK(std::filesystem::exists(folder.path() / "out/fit.h5"));
  CHECK(std::filesystem::exists(folder.path() / "out/iteration-000/85K/checkpoint.h5"));
}

TEST_CASE("mistakes in the file of a fit are named with their place", "[correct_test]") {
  using Catch::Contains;
  const std::string good = head() + target();
  CHECK_THAT(refused(with(good, "interval", "intervall")),
             Contains("fit.toml:9: unknown key 'intervall' in [correct]; did "
                      "you mean 'interval'?"));
  CHECK_THAT(refused(with(good, "\"6.5 Å\"", "\"6.5 K\"")), Contains("fit.toml:8: 'cutoff' is a temperature"));
  CHECK_THAT(refused(with(good, "Ar-Ar", "Ar-Kr")), Contains("fit.toml:23: ") && Contains("no pair 'Ar-Kr'"));
  CHECK_THAT(refused(good + "state = \"86K\"\n"), Contains("fit.toml:25: there is no [[state]] '86K'; did you mean"));
  CHECK_THAT(refused(with(good, "\"6.5 Å\"", "\"9 Å\"")), Contains("fit.toml:8: ") && Contains("half the box is 8.60"));
  CHECK_THAT(refused(good + target()), Contains("fit.toml:26: ") && Contains("has a target already"));
  CHECK_THAT(refused(with(good, "width = \"0.05 Å\"", "temperature = \"linear\"")),
             Contains("fit.toml:5: one state says nothing of how a correction depends on temperature"));
  CHECK_THAT(refused(with(good, "gauss-newton", "epsr")), Contains("fit.toml:5: the method epsr works from totals"));
  CHECK_THAT(refused(with(good, "yarnell-1973-gr", "none")), Contains("fit.toml:24: cannot open"));
  CHECK_THAT(refused(with(good, "argon.toml", "argom")), Contains("no potential 'argom'; did you mean 'argon'?"));
  CHECK_THAT(refused(with(good, "\"Ar\"", "\"Qq\"")),
             Contains("fit.toml:13: ") && Contains("not the symbol of an element"));
  CHECK_THAT(refused(good, "--set correct.width='1 Å'"), Contains("at most a twentieth of the cutoff"));
  CHECK_THAT(refused(good, "--set newton.gan=1"), Contains("unknown key 'gan' in [newton]; did you mean 'gain'?"));
  CHECK_THAT(refused(head()), Contains("neither a [[target]] nor an [[experiment]]"));
}

TEST_CASE("data that a fit can't use are refused before anything is simulated", "[correct_test]") {
  using Catch::Contains;
  const auto of_curve = [](const std::string& text) {
    const WorkFolder data;
    data.write("g.csv", text);
    return refused(head() + target((data.path() / "g.csv").string()));
  };
  CHECK_THAT(of_curve(curve(0.1, 0.1, 100, [](double r, double g) { return std::abs(r - 6.0) < 0.01 ? -0.6 : g; })),
             Contains("fit.toml:24: ") && Contains("g is -0.6 at 6 Å, outside of the core"));
  CHECK_THAT(of_curve(curve(20.0, 0.1, 100, [](double, double g) { return g; })),
             Contains("fit.toml:23: ") && Contains("only 0 of its points, which begin at 20 Å, lie within"));
  CHECK_THAT(of_curve(curve(0.1, 0.1, 100, [](double, double g) { return 3.0 * g; })), Contains("and not to 1"));
  CHECK_THAT(refused(with(head(), "gauss-newton", "ibi") + target() + "from = \"7 Å\"\n"),
             Contains("fit.toml:23: ") && Contains("begins beyond its first peak"));
  const auto total = [](const std::string& more) { return refused(head() + experiment() + more); };
  CHECK_THAT(total("radiation = \"x-ray\"\nform_factors = [\"Ar = Ar9+\"]\n"),
             Contains("fit.toml:25: ") && Contains("no x-ray form factor of 'Ar9+'"));
  CHECK_THAT(total("lengths = [\"Ar = 0 fm\"]\n"), Contains("fit.toml:25: ") && Contains("null scatterer"));
  CHECK_THAT(total("isotopes = [\"Cl = 37Cl 1.0\"]\n"), Contains("there is no species 'Cl'; known: Ar"));
  CHECK_THAT(total("q_from = \"20 1/Å\"\n"), Contains("lies between q_from and q_to"));
}

TEST_CASE("faults of data that a fit can live with are put right, with a remark", "[correct_test]") {
  const auto said = [](const std::string& text) {
    const WorkFolder folder;
    folder.write("g.csv", text);
    prepare(folder, target("g.csv"));
    const auto outcome = folder.run("correct fit.toml --check");
    INFO(outcome.err);
    CHECK(outcome.code == 0);
    return outcome.out;
  };
  using Catch::Contains;
  const auto off_1 = [](double, double g) { return 1.02 * g; };
  CHECK_THAT(said(curve(0.1, 0.1, 200, off_1)), Contains("Ar-Ar: From ") && Contains("and not 1; g was divided by it"));
  CHECK_THAT(said(curve(0.1, 0.1, 80, [](double r, double g) { return r < 1.0 ? -0.02 : g; })),
             Contains("were set to 0"));
  CHECK_THAT(said(curve(0.1, 0.1, 200, [](double, double g) { return g; })),
             Contains("were left out: the simulation's"));
  // Points read off a plot: crowded in places.
  std::string crowded = "r,g\n";
  for (int k = 0; k < 160; ++k) {
    const double r = 0.1 + 0.1 * (k / 2) + 0.002 * (k % 2);
    crowded += std::to_string(r) + "," + std::to_string(r < 3.2 ? 0.0 : 1.0) + "\n";
  }
  CHECK_THAT(said(crowded), Contains("80 points closer than 0.01 Å to the one before"));
}
