#include "active/curation/frame_groups.hpp"

#include <catch2/catch.hpp>
#include <numeric>
#include <set>

#include "active/curation/labelled_melts.hpp"
#include "active/curation/partition.hpp"
#include "active/curation/rebalance.hpp"
#include "active/query/clouds.hpp"
#include "support/error_of.hpp"

using namespace liquidus;
using liquidus::testing::displaced;
using liquidus::testing::melt;

namespace {

/// Two melts and what comes of small displacements, in turn, and one frame unlike any.
std::vector<LabelledFrame> two_kinds(Index of_each) {
  const LabelledFrame a = melt(1), b = melt(2, "Na", 4, 3.1);
  std::vector<LabelledFrame> all;
  for (Index k = 0; k < of_each; ++k) {
    all.push_back(displaced(a, 0.1, 2 * k));
    all.push_back(displaced(b, 0.1, 2 * k + 1));
    all.back().frame.info["parent"] = std::string("b");
    all.back().config_type = k % 2 == 0 ? "even" : "odd";
  }
  all.push_back(melt(3, "Na", 4, 4.0));
  return all;
}

std::map<std::string, std::vector<Index>> groups_of(const std::vector<Index>& sizes) {
  std::map<std::string, std::vector<Index>> groups;
  Index next = 0;
  for (std::size_t g = 0; g < sizes.size(); ++g)
    for (Index k = 0; k < sizes[g]; ++k) groups["group " + std::to_string(100 + g)].push_back(next++);
  return groups;
}

/// Every frame once.
void check_whole(const Partition& parts, Index frames) {
  std::set<Index> all;
  for (const auto* part : {&parts.train, &parts.validation, &parts.test}) {
    CHECK(std::is_sorted(part->begin(), part->end()));
    all.insert(part->begin(), part->end());
  }
  CHECK(static_cast<Index>(all.size()) == frames);
  CHECK(static_cast<Index>(parts.train.size() + parts.validation.size() + parts.test.size()) == frames);
}

}  // namespace

TEST_CASE("Frames are grouped by type, composition, keys and what surrounds their atoms", "[frame_groups_test]") {
  const auto frames = two_kinds(8);
  FrameGroups groups(frames, {5, 3});
  CHECK(groups.by({"composition"}, false).size() == 1);
  CHECK(groups.by({"composition"}, false).begin()->first == "ClNa");
  const auto types = groups.by({"config_type"}, false);
  CHECK(types.at("Default").size() == 9);
  CHECK(types.at("even") == std::vector<Index>{1, 5, 9, 13});
  CHECK(groups.by({"parent", "config_type"}, false).at("b, odd").size() == 4);
  CHECK(groups.by({"parent"}, false).at("no parent").size() == 9);
  const auto clusters = groups.by({"cluster"}, false);
  REQUIRE(clusters.size() == 3);
  CHECK(clusters.at("no cluster") == std::vector<Index>{16});
  CHECK(clusters.at("cluster 0").size() == 8);
  CHECK(clusters.at("cluster 0")[1] - clusters.at("cluster 0")[0] == 2);
  CHECK(groups.by({"cluster"}, true).at("frame 16") == std::vector<Index>{16});
  CHECK(testing::error_of([&] { groups.by({"parents"}, false); }) ==
        "no frame has the key 'parents'; did you mean 'parent'?");
}

TEST_CASE("Each group is split by itself", "[frame_groups_test]") {
  const auto groups = groups_of({100, 20, 3});
  const auto parts = stratified(groups, 0.1, 0.2, 5);
  check_whole(parts, 123);
  const auto count = [](const std::vector<Index>& part, Index from, Index to) {
    return std::count_if(part.begin(), part.end(), [&](Index k) { return k >= from && k < to; });
  };
  CHECK(count(parts.test, 0, 100) == 20);
  CHECK(count(parts.validation, 0, 100) == 10);
  CHECK(count(parts.test, 100, 120) == 4);
  CHECK(count(parts.validation, 100, 120) == 2);
  CHECK(count(parts.train, 120, 123) >= 1);
  CHECK(stratified(groups, 0.1, 0.2, 5).test == parts.test);
  CHECK(stratified(groups, 0.1, 0.2, 6).test != parts.test);
  CHECK(stratified(groups, 0.0, 0.0, 5).train.size() == 123);
  CHECK_THROWS_AS(stratified(groups, 0.5, 0.5, 5), std::invalid_argument);
}

TEST_CASE("Groups that stay whole are on one side", "[frame_groups_test]") {
  std::vector<Index> sizes(40, 5);
  sizes.resize(100, 1);  // 40 clusters and 60 frames in none
  const auto groups = groups_of(sizes);
  const auto parts = whole_groups(groups, 0.1, 0.2, 5);
  check_whole(parts, 260);
  for (const auto& [name, members] : groups)
    for (const auto* part : {&parts.train, &parts.validation, &parts.test}) {
      const auto in = std::count_if(members.begin(), members.end(),
                                    [&](Index k) { return std::binary_search(part->begin(), part->end(), k); });
      CHECK((in == 0 || in == static_cast<Index>(members.size())));
    }
  CHECK(parts.test.size() == 52);  // single frames even out what groups left
  CHECK(parts.validation.size() == 26);
  CHECK(whole_groups(groups, 0.1, 0.2, 5).test == parts.test);
  CHECK(whole_groups(groups, 0.1, 0.2, 6).test != parts.test);
  CHECK(whole_groups(groups_of({30, 2}), 0.0, 0.9, 5).train.size() == 30);  // the bulk is for training
}

TEST_CASE("What is left of a group lies far apart, or is drawn", "[frame_groups_test]") {
  const auto rows = testing::cloud(60, 4, {{0.0, 0.001}, {10.0, 0.001}, {20.0, 0.001}}, 1);  // in turn
  std::map<std::string, std::vector<Index>> groups;
  for (Index k = 0; k < 60; ++k) groups[k < 55 ? "many" : "few"].push_back(k);
  const auto beyond = beyond_quota(groups, 5, &rows, 1);
  CHECK(beyond.size() == 50);
  CHECK(beyond.back() < 55);
  std::map<Index, int> left;
  for (Index k = 0; k < 55; ++k)
    if (!std::binary_search(beyond.begin(), beyond.end(), k)) ++left[k % 3];
  CHECK(left.size() == 3);  // of each place
  const auto drawn = beyond_quota(groups, 5, nullptr, 1);
  CHECK(drawn.size() == 50);
  CHECK(drawn == beyond_quota(groups, 5, nullptr, 1));
  CHECK(drawn != beyond_quota(groups, 5, nullptr, 2));
  const FeatureTable same{1, std::vector<float>(60, 0.0F)};
  CHECK(beyond_quota(groups, 5, &same, 1).size() == 50);  // as many, though none lies apart
}

TEST_CASE("Weights make groups equal and keep the mean", "[frame_groups_test]") {
  std::vector<LabelledFrame> frames = {melt(1), melt(2), melt(3), melt(4)};
  frames[1].weight = 3.0;
  weigh_groups(frames, {{"a", {0, 1, 2}}, {"b", {3}}});
  CHECK(frames[0].weight == Approx(2.0 / 3.0));
  CHECK(frames[1].weight == Approx(2.0));
  CHECK(frames[3].weight == Approx(2.0));
  CHECK(std::get<double>(frames[3].frame.info.at("config_weight")) == frames[3].weight);
}
