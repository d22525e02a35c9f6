#include "correct/targets/ordered_pairs.hpp"

#include <catch2/catch.hpp>

#include "core/errors.hpp"
#include "correct/targets/compare_on_bins.hpp"
#include "correct/targets/liquids.hpp"
#include "scatter/systems.hpp"

using namespace liquidus;
using namespace liquidus::testing;

TEST_CASE("Pairs stand in the correction's order, with neighbours counted the right way round",
          "[ordered_pairs_test]") {
  std::vector<Structure> frames;
  for (Index f = 0; f < 4; ++f) frames.push_back(ideal_gas(90, 12.0, {"Na", "Cl", "Cl"}, f));
  const auto pairs = of_frames(frames, bins(6.0, 0.1, 2));
  REQUIRE(pairs.species == std::vector<std::string>{"Na", "Cl"});
  const auto turned = in_order_of({"Cl", "Na"}, pairs);
  CHECK(turned.atoms == std::vector<double>{60.0, 30.0});
  REQUIRE(turned.partials.size() == 3);
  CHECK(turned.partials[0].g == pairs.partials[2].g);
  CHECK(turned.partials[1].name() == "Cl-Na");
  CHECK(turned.partials[1].g == pairs.partials[1].g);
  CHECK(turned.partials[1].n_ab == pairs.partials[1].n_ba);
  CHECK(turned.partials[2].g == pairs.partials[0].g);
  CHECK_THROWS_WITH(in_order_of({"Cl", "K"}, pairs), Catch::Contains("Cl, K") && Catch::Contains("Na, Cl"));
  CHECK_THROWS_AS(in_order_of({"Cl"}, pairs), InputError);
}

// The ideal gas shows n pairs in a bin with a standard deviation of √n. One frame gives no blocks; 30 frames do, and
// their jackknife, of g times √30, is that of one.
TEST_CASE("Without blocks errors are those of counted pairs", "[ordered_pairs_test]") {
  std::vector<Structure> frames;
  for (Index f = 0; f < 30; ++f) frames.push_back(ideal_gas(100, 12.0, {"Ar"}, f));
  const auto one = of_frames({frames.front()}, bins(6.0, 0.5, 30)), many = of_frames(frames, bins(6.0, 0.5, 30));
  REQUIRE(one.partials[0].g_error.empty());
  const auto of_one = errors_of(one, one.partials[0]), of_many = errors_of(many, many.partials[0]);
  CHECK(of_many == many.partials[0].g_error);
  double ratio = 0.0;
  for (std::size_t k = 4; k < 12; ++k) ratio += of_one[k] / (of_many[k] * std::sqrt(30.0)) / 8.0;
  CHECK(ratio == Approx(1.0).margin(0.15));  // eight errors known to 13 % each
  for (const double e : of_one) CHECK(e > 0.0);
}

TEST_CASE("Half the height of the box ends a comparison", "[ordered_pairs_test]") {
  const auto pairs = of_frames({ideal_gas(100, 12.0, {"Ar"}, 0), ideal_gas(100, 12.0, {"Ar"}, 1)}, bins(9.0, 0.1, 2));
  CHECK(reach_of(pairs) == Approx(6.0));
  const auto target = make_pair_target(target_of(), liquid_curve(even(0.05, 0.1, 120)));
  const auto both = compare_on_bins(target, pairs, 0, 0, 300.0);
  CHECK(both.r.back() < 6.0);
  CHECK(both.simulated.size() == both.r.size());
  auto other = target;
  other.pair = "Ar-Kr";
  CHECK_THROWS_AS(compare_on_bins(other, pairs, 0, 0, 300.0), InputError);
}
