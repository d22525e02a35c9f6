#include "mlip/train/split.hpp"

#include <algorithm>
#include <catch2/catch.hpp>
#include <numeric>
#include <set>

using namespace liquidus;

namespace {

std::vector<Index> costs_of(Index n) {
  std::vector<Index> costs;
  for (Index k = 0; k < n; ++k) costs.push_back((k * 7919) % 97 + 1);
  return costs;
}

std::vector<Index> all_of(const std::vector<std::vector<Index>>& groups) {
  std::vector<Index> all;
  for (const auto& group : groups) all.insert(all.end(), group.begin(), group.end());
  std::sort(all.begin(), all.end());
  return all;
}

Index sum_of(const std::vector<Index>& group, const std::vector<Index>& costs) {
  return std::accumulate(group.begin(), group.end(), Index{0},
                         [&](Index sum, Index k) { return sum + costs[static_cast<std::size_t>(k)]; });
}

}  // namespace

TEST_CASE("an order is a permutation that depends on seed and draw alone", "[split_test]") {
  auto order = shuffled(100, 3, 7);
  CHECK(order == shuffled(100, 3, 7));
  CHECK(order != shuffled(100, 3, 8));
  CHECK(order != shuffled(100, 4, 7));
  std::sort(order.begin(), order.end());
  for (Index k = 0; k < 100; ++k) CHECK(order[static_cast<std::size_t>(k)] == k);
  // each place is as likely for item 0: over 4000 draws of 4, 1000 ± 5 standard deviations (27) each
  std::vector<int> places(4, 0);
  for (Index draw = 0; draw < 4000; ++draw) {
    const auto four = shuffled(4, 1, draw);
    ++places[static_cast<std::size_t>(std::find(four.begin(), four.end(), 0) - four.begin())];
  }
  for (const int count : places) CHECK(std::abs(count - 1000) < 137);
}

TEST_CASE("each configuration type is split by itself", "[split_test]") {
  std::vector<std::string> types;
  for (int k = 0; k < 200; ++k) types.push_back("melt");
  for (int k = 0; k < 12; ++k) types.push_back("crystal");
  for (int k = 0; k < 3; ++k) types.push_back("dimer");
  types.push_back("single");
  const auto split = split_by_type(types, 0.05, 1);
  const auto held = [&](const std::string& type) {
    return std::count_if(split.validation.begin(), split.validation.end(),
                         [&](Index k) { return types[static_cast<std::size_t>(k)] == type; });
  };
  CHECK(held("melt") == 10);
  CHECK(held("crystal") == 1);  // 0.6, and at least one of ten or more
  CHECK(held("dimer") == 0);
  CHECK(held("single") == 0);
  std::set<Index> all(split.train.begin(), split.train.end());
  all.insert(split.validation.begin(), split.validation.end());
  CHECK(all.size() == types.size());
  CHECK(split.train.size() + split.validation.size() == types.size());
  CHECK(split_by_type(types, 0.05, 1).validation == split.validation);
  CHECK(split_by_type(types, 0.05, 2).validation != split.validation);
  CHECK(split_by_type(types, 0.0, 1).validation.empty());
  CHECK(split_by_type({"a", "a"}, 0.99, 1).train.size() == 1);
}

TEST_CASE("packing never exceeds the limit and loses nothing", "[split_test]") {
  const auto costs = costs_of(60);
  for (const Index limit : {1, 50, 97, 200, 100000}) {
    const auto groups = pack(costs, limit);
    const auto all = all_of(groups);
    REQUIRE(all.size() == costs.size());
    for (std::size_t k = 0; k < all.size(); ++k) CHECK(all[k] == static_cast<Index>(k));
    for (const auto& group : groups) CHECK((sum_of(group, costs) <= limit || group.size() == 1));
  }
  const Index total = std::accumulate(costs.begin(), costs.end(), Index{0});
  CHECK(static_cast<Index>(pack(costs, 200).size()) <=
        total / 200 * 12 / 9 + 1);  // first fit: 11/9 of the best, and more
  CHECK(pack(costs, 100000).size() == 1);
  CHECK(pack({}, 10).empty());
}

TEST_CASE("shares are of nearly equal cost and hold everything once", "[split_test]") {
  const auto costs = costs_of(40);
  const auto shares = share_out(costs, 3);
  REQUIRE(shares.size() == 3);
  CHECK(all_of(shares).size() == 40);
  std::vector<Index> sums;
  for (const auto& share : shares) sums.push_back(sum_of(share, costs));
  CHECK(*std::max_element(sums.begin(), sums.end()) - *std::min_element(sums.begin(), sums.end()) <= 97);
  CHECK(share_out({5}, 3).size() == 3);
}
