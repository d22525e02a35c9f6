#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <catch2/catch.hpp>
#include <chrono>
#include <csignal>
#include <set>
#include <thread>

#include "active/campaign/campaign_status.hpp"
#include "active/campaign/small_campaign.hpp"
#include "support/error_of.hpp"

using namespace liquidus;
using testing::SmallCampaign;

namespace {

/// Of `added` in a campaign, the labels' text.
std::string added(const SmallCampaign& of, Index round) {
  return read_text(of.path(round_name(round)) + "/added.extxyz");
}

}  // namespace

TEST_CASE("A campaign goes round until its last round", "[campaign_test]") {
  SmallCampaign small;
  const auto end = small.run();
  CHECK(end.finished);
  CHECK(end.verdict == "round 3 was the last one allowed");
  const auto first = small.round(1), last = small.round(3);
  CHECK(first.frames == 4);
  CHECK(first.training->members.size() == 3);
  CHECK(first.runs.size() == 2);
  CHECK(first.runs[0].time == 440.0);
  CHECK(first.query->frames == 20);
  CHECK(first.query->accurate + first.query->candidates + first.query->failed == 20);
  CHECK(first.query->chosen == 3);
  CHECK(first.labels->labelled == 3);
  CHECK(last.frames == 10);
  CHECK(last.training->committee->energy < first.training->committee->energy);
  CHECK(!last.labels);
  CHECK(small.label_runs().size() == 6);
}

TEST_CASE("Labels say where they come from, and are the engine's", "[campaign_test]") {
  SmallCampaign small;
  small.run();
  const auto frames = read_xyz(small.path("round-002/added.extxyz"), {{"REF_"}});
  REQUIRE(frames.size() == 3);
  const auto truth = SmallCampaign::lennard_jones(SmallCampaign::epsilon);
  for (const auto& frame : frames) {
    CHECK(*frame.energy == Approx(evaluate(*truth, frame.atoms).energy).epsilon(1e-9));
    const auto state = std::get<std::string>(frame.info.at("config_type"));
    CHECK(std::get<std::string>(frame.info.at("parent")) == "round-002/sample/" + state + "-1");
    CHECK(std::get<Index>(frame.info.at("round")) == 2);
    CHECK(std::get<std::string>(frame.info.at("engine")) == "command");
    CHECK(std::get<std::string>(frame.info.at("settings")).size() == 12);
    CHECK(frame.step % small.options.sampling.interval == 0);
    CHECK(frame.step > 10);  // none of the steps to equilibrate
  }
}

TEST_CASE("A campaign that is over is told so, and goes on when it is allowed to", "[campaign_test]") {
  SmallCampaign small;
  small.options.stop.rounds = 1;
  small.run();
  CHECK(small.label_runs().empty());
  CHECK(small.run().verdict == "round 1 was the last one allowed");
  small.options.stop.rounds = 2;
  Campaign again(small.options, SmallCampaign::parts(), {}, Communicator::self());
  CHECK(again.changes() == std::vector<std::string>{"- [stop] rounds = 1", "+ [stop] rounds = 2"});
  CHECK(again.run().verdict == "round 2 was the last one allowed");
  CHECK(small.label_runs().size() == 3);
  CHECK(std::filesystem::exists(small.path("options-002.toml")));
}

TEST_CASE("Changed thresholds hold from the next query on", "[campaign_test]") {
  SmallCampaign small;
  small.options.stop.rounds = 1;
  small.run();
  small.options.stop.rounds = 2;
  small.options.query.count = 5;
  small.options.query.high = 1e-5;
  small.run();
  CHECK(small.round(1).query->chosen == 3);
  CHECK(small.round(1).labels->labelled == 3);
  CHECK(small.round(2).options == 2);
  CHECK(small.round(2).query->failed == 20);
}

TEST_CASE("No more is labelled than allowed", "[campaign_test]") {
  SmallCampaign small;
  small.options.stop.labels = 8;
  const auto end = small.run();
  CHECK(end.verdict == "there are 8 labels, the most that were allowed");
  CHECK(small.round(2).labels->labelled == 1);
  CHECK(small.round(3).frames == 8);
}

TEST_CASE("Labels that fail in any way are set aside and the rest is had", "[campaign_test]") {
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

TEST_CASE("Killed at ten moments a campaign comes to the same set", "[campaign_test]") {
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

TEST_CASE("A campaign may begin with structures that have no labels", "[campaign_test]") {
  SmallCampaign small;
  std::string text;
  for (Index k = 0; k < 3; ++k) {
    Frame frame;
    frame.atoms = SmallCampaign::labelled(31 + k).atoms;
    text += format_xyz(frame);
  }
  write_text(small.folder / "structures.extxyz", text);
  small.options.start.files.clear();
  small.options.start.structures = {small.folder / "structures.extxyz"};
  small.options.stop.rounds = 1;
  small.run();
  CHECK(small.round(0).labels->labelled == 3);
  CHECK(small.round(1).frames == 3);
}

TEST_CASE("Two programs can't be at the same campaign", "[campaign_test]") {
  SmallCampaign small;
  const Campaign first(small.options, SmallCampaign::parts(), {}, Communicator::self());
  CHECK_THROWS_WITH(Campaign(small.options, SmallCampaign::parts(), {}, Communicator::self()),
                    "another program is at work in '" + small.options.run.output + "'");
  CHECK(status_of(small.options.run.output).at_work);
}

TEST_CASE("What ends a campaign is told from its round", "[campaign_test]") {
  RoundRecord round;
  round.round = 2;
  round.training.emplace().committee = RoundErrors{0.001, 0.05, {}};
  round.sampling.emplace().misfits = {{"neutron", 0.02, 3.0}, {"x-ray", 0.03, {}}};
  round.query.emplace().chosen = 5;
  round.query->energy_deviation = 0.0012;
  StopOptions stop;
  CHECK(verdict_of(round, stop).empty());
  stop.energy = 0.0015;
  CHECK(verdict_of(round, stop) == "all that was asked for holds");
  stop.energy = 0.0011;  // the deviation is above
  CHECK(verdict_of(round, stop).empty());
  stop.energy = 0.0015;
  stop.r_chi = 0.025;  // of the x-rays it is above
  CHECK(verdict_of(round, stop).empty());
  stop.r_chi = 0.035;
  CHECK(verdict_of(round, stop) == "all that was asked for holds");
  stop.chi_squared = 2.0;
  CHECK(verdict_of(round, stop).empty());
  round.sampling->misfits.clear();  // what wasn't compared doesn't hold
  stop = {};
  stop.r_chi = 1.0;
  CHECK(verdict_of(round, stop).empty());
  round.query->chosen = 0;
  CHECK(verdict_of(round, stop) == "no frame is left to be labelled: of 0 the committee knows 0, and 0 failed");
}

TEST_CASE("Stored labels of a pool are looked up, each once", "[campaign_test]") {
  SmallCampaign small;
  const auto pool = SmallCampaign::labelled_file(small.folder / "pool.extxyz", 6, 201);
  small.options.states.clear();
  small.options.sampling.pool = {pool, small.options.start.files.front()};
  small.options.label.engine = "stored";
  small.options.label.files = {pool};
  small.options.query.levels = false;
  small.options.query.choose = GENERATE("farthest", "clusters", "deviation", "random");
  small.options.query.count = 4;
  const auto end = small.run();
  CHECK(end.verdict == "round 3 was the last one allowed");
  CHECK(small.round(1).query->frames == 6);  // those of the start set aren't new
  CHECK(small.round(1).labels->labelled == 4);
  CHECK(small.round(2).labels->labelled == 2);
  CHECK(small.round(3).query->frames == 0);
  std::set<double> wanted, got;
  for (const auto& frame : read_xyz(pool)) wanted.insert(*frame.energy);
  for (const Index round : {1, 2})
    for (const auto& frame : read_xyz(small.path(round_name(round) + "/added.extxyz"))) got.insert(*frame.energy);
  CHECK(got == wanted);
}

namespace {

/// Stands in for a model's: the edge of the cell, so that it is known which frame lies far off.
class ByEdge : public NodeFeatures {
 public:
  Index columns() const override { return 1; }
  std::vector<std::vector<float>> of(std::span<const Structure* const> structures) const override {
    std::vector<std::vector<float>> all;
    for (const auto* atoms : structures)
      all.emplace_back(atoms->r.size(), static_cast<float>(atoms->cell.vectors()[0][0]));
    return all;
  }
};

}  // namespace

TEST_CASE("Frames are compared by the first member's features, or by surroundings where it has none",
          "[campaign_test]") {
  SmallCampaign small;
  std::string text;
  for (Index k = 0; k < 6; ++k) {  // of which one is larger, and must be chosen by its size alone
    auto frame = SmallCampaign::labelled(201 + k);
    if (k == 1) frame.atoms = replicate(frame.atoms, {2, 1, 1});
    frame.forces.resize(frame.atoms.r.size());
    text += format_xyz(frame, "REF_");
  }
  const auto pool = small.folder / "pool.extxyz";
  write_text(pool, text);
  small.options.states.clear();
  small.options.sampling.pool = {pool};
  small.options.query.levels = false;
  small.options.query.count = 1;
  small.options.stop.rounds = 1;
  const std::string kind = GENERATE("model", "none", "surroundings");
  if (kind == "surroundings") small.options.query.features = kind;
  std::vector<std::string> asked, said;
  auto parts = SmallCampaign::parts();
  parts.features = [&](const std::string& model) -> std::unique_ptr<NodeFeatures> {
    asked.push_back(model);
    return kind == "model" ? std::make_unique<ByEdge>() : nullptr;
  };
  CampaignWatch watch;
  watch.say = [&](const std::string& line) { said.push_back(line); };
  Campaign(small.options, parts, watch, Communicator::self()).run();
  const auto chosen = read_xyz(small.path("round-001/chosen.extxyz"));
  REQUIRE(chosen.size() == 1);
  CHECK(chosen.front().atoms.size() == (kind == "model" ? 64 : 32));
  CHECK(asked ==
        (kind == "surroundings" ? std::vector<std::string>{} : std::vector{small.path("round-001/member-1/model.pt")}));
  const std::string note =
      "the members' model gives no features of atoms: frames are compared by distances and angles around atoms";
  CHECK(std::count(said.begin(), said.end(), note) == (kind == "none" ? 1 : 0));
}

TEST_CASE("A pool whose labels aren't stored is set aside", "[campaign_test]") {
  SmallCampaign small;
  small.options.states.clear();
  small.options.sampling.pool = {SmallCampaign::labelled_file(small.folder / "pool.extxyz", 2, 201)};
  small.options.label.engine = "stored";
  small.options.label.files = small.options.start.files;
  small.options.query.levels = false;
  small.run();
  CHECK(small.round(1).labels->reasons == std::map<std::string, Index>{{"missing", 2}});
}

TEST_CASE("A campaign that is asked to stop goes on later", "[campaign_test]") {
  SmallCampaign small;
  CampaignWatch watch;
  Index looks = 0;
  watch.stop = [&] { return ++looks > 3; };
  CHECK(!small.run(watch).finished);
  CHECK(small.run().finished);
}

TEST_CASE("A run that goes astray is ended, and its frames up to there are had", "[campaign_test]") {
  SmallCampaign small;
  small.options.stop.rounds = 1;
  small.options.sampling.max_energy = 1e-6;
  small.options.states[0].equilibrate = small.options.states[1].equilibrate = 0.0;
  small.run();
  for (const auto& run : small.round(1).runs) {
    CHECK_THAT(run.stopped, Catch::Matchers::Contains("the potential energy moved by "));
    CHECK(run.time < 400.0);
  }
  SmallCampaign hot;
  hot.options.stop.rounds = 1;
  hot.options.sampling.closest = 5.0;
  hot.run();
  for (const auto& run : hot.round(1).runs) CHECK_THAT(run.stopped, Catch::Matchers::Contains("Å apart"));
}
