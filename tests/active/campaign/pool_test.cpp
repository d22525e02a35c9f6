// Campaigns on structures that are there already, and how those are compared.
#include <algorithm>
#include <catch2/catch.hpp>
#include <set>

#include "active/campaign/small_campaign.hpp"

using namespace liquidus;
using testing::SmallCampaign;

TEST_CASE("Stored labels of a pool are looked up, each once", "[pool_test]") {
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

TEST_CASE("Frames are compared by the first member's features, or by surroundings where it has none", "[pool_test]") {
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

TEST_CASE("A pool whose labels aren't stored is set aside", "[pool_test]") {
  SmallCampaign small;
  small.options.states.clear();
  small.options.sampling.pool = {SmallCampaign::labelled_file(small.folder / "pool.extxyz", 2, 201)};
  small.options.label.engine = "stored";
  small.options.label.files = small.options.start.files;
  small.options.query.levels = false;
  small.run();
  CHECK(small.round(1).labels->reasons == std::map<std::string, Index>{{"missing", 2}});
}
