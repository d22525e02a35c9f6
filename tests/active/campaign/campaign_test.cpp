#include <catch2/catch.hpp>

#include "active/campaign/campaign_status.hpp"
#include "active/campaign/small_campaign.hpp"

using namespace liquidus;
using testing::SmallCampaign;

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

TEST_CASE("A state may be sampled under a bias, of which labels know nothing", "[campaign_test]") {
  SmallCampaign small;
  auto& bias = small.options.states[0].bias;
  bias.kind = "energy";
  bias.height = 0.02;  // eV
  bias.width = 0.002;  // eV per atom
  bias.pace = 10;      // of the 100 steps that follow the 10 of equilibration
  small.options.stop.rounds = 2;
  small.run();
  const auto hills = read_text(small.path("round-001/sample/100K-1/hills.csv"));
  CHECK(std::count_if(hills.begin(), hills.end(), [](char c) { return c == '\n'; }) >= 10);
  CHECK(std::filesystem::exists(small.path("round-001/sample/100K-1/free-energy.csv")));
  CHECK_FALSE(std::filesystem::exists(small.path("round-001/sample/140K-1/hills.csv")));
  const auto truth = SmallCampaign::lennard_jones(SmallCampaign::epsilon);
  for (const auto& frame : read_xyz(small.path("round-001/added.extxyz"), {{"REF_"}}))
    CHECK(*frame.energy == Approx(evaluate(*truth, frame.atoms).energy).epsilon(1e-9));
  SmallCampaign plain;
  plain.options.stop.rounds = 1;
  plain.run();
  const auto trajectory = [](const SmallCampaign& of) {
    return read_text(of.path("round-001/sample/100K-1/thermo.csv"));
  };
  CHECK(trajectory(plain) != trajectory(small));  // it isn't written alone, it acts
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
  round.query->frames = 20;
  StopOptions stop;
  CHECK(verdict_of(round, stop).empty());
  stop.energy = 0.0015;
  CHECK(verdict_of(round, stop) == "all that was asked for holds");
  stop.energy = 0.0011;  // the deviation is above
  CHECK(verdict_of(round, stop).empty());
  stop.energy = 0.0015;
  round.query->failed = 20;  // no frame is left whose deviation could be small
  CHECK(verdict_of(round, stop).empty());
  round.query->failed = 0;
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
  CHECK(verdict_of(round, stop) == "no frame is left to be labelled: of 20 the committee knows 0, and 0 failed");
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
