#include "correct/targets/pair_target.hpp"

#include <algorithm>
#include <catch2/catch.hpp>

#include "core/errors.hpp"
#include "correct/targets/liquids.hpp"
#include "io/run_file.hpp"

using namespace liquidus;
using namespace liquidus::testing;
using Catch::Contains;

namespace {

TargetOptions measured(const std::string& pair, const std::string& file) {
  TargetOptions options;
  options.pair = pair;
  options.file = dataset(file);
  return options;
}

double peak(const PairTarget& target) { return *std::max_element(target.g.begin(), target.g.end()); }

double tail_mean(const PairTarget& target, double from) {
  double sum = 0.0, n = 0.0;
  for (std::size_t k = 0; k < target.r.size(); ++k)
    if (target.r[k] >= from) {
      sum += target.g[k];
      n += 1.0;
    }
  return sum / n;
}

}  // namespace

TEST_CASE("Krypton's and xenon's tails are divided by their means, which a remark tells", "[pair_target_test]") {
  struct Case {
    std::string pair, file, remark;
    double mean, from, peak;
  };
  // Means of the last quarter and highest points of the tables themselves.
  for (const auto& c : {Case{"Kr-Kr", "krypton/barocchi-1993-gr.csv", "is 0.986", 0.98648, 12.08, 2.181},
                        Case{"Xe-Xe", "xenon/barocchi-1993-gr.csv", "is 1.022", 1.02241, 14.78, 2.037}}) {
    auto options = measured(c.pair, c.file);
    const auto scaled = read_pair_target(options);
    INFO(c.pair);
    CHECK(says(scaled.remarks, c.remark));
    CHECK(says(scaled.remarks, "tail = \"scale\""));
    CHECK(tail_mean(scaled, c.from) == Approx(1.0).margin(1e-12));
    CHECK(peak(scaled) == Approx(c.peak / c.mean).margin(1e-3));
    CHECK(scaled.g[1] == 0.0);  // the core stays

    options.tail = "keep";
    const auto kept = read_pair_target(options);
    CHECK(tail_mean(kept, c.from) == Approx(c.mean).margin(2e-3));
    CHECK(peak(kept) == Approx(c.peak).margin(1e-3));
    CHECK(says(kept.remarks, "a fit will follow it"));

    options.tail = "offset";
    const auto shifted = read_pair_target(options);
    CHECK(tail_mean(shifted, c.from) == Approx(1.0).margin(1e-12));
    CHECK(peak(shifted) == Approx(c.peak + 1.0 - c.mean).margin(1e-3));

    options.tail = "cut";
    const auto cut = read_pair_target(options);
    CHECK(cut.r.back() < c.from);
    CHECK(peak(cut) == Approx(c.peak).margin(1e-3));
  }
}

TEST_CASE("Tails that are 1 within their own error are left alone", "[pair_target_test]") {
  for (const auto& [pair, file] :
       {std::pair{"Ar-Ar", "argon/yarnell-1973-gr.csv"}, std::pair{"Ne-Ne", "neon/bellissent-funel-1992-gr.csv"}}) {
    const auto target = read_pair_target(measured(pair, file));
    CHECK_FALSE(says(target.remarks, "tail ="));
  }
}

TEST_CASE("Neon's negative values become 0 with their weight, and its crowded points are joined",
          "[pair_target_test]") {
  const auto target = read_pair_target(measured("Ne-Ne", "neon/bellissent-funel-1992-gr.csv"));
  CHECK(says(target.remarks, "g down to -0.0018"));
  CHECK(says(target.remarks, "closer than 0.01 Å"));
  CHECK(*std::min_element(target.g.begin(), target.g.end()) == 0.0);
  for (std::size_t k = 0; k < target.r.size(); ++k) {
    CHECK(target.error[k] >= 0.005);
    if (k > 0) CHECK(target.r[k] - target.r[k - 1] > 0.009);  // means of what was nearer
  }
  CHECK(says(target.remarks, "The data have no errors"));
}

TEST_CASE("Functions of r become g with their errors", "[pair_target_test]") {
  const auto r = even(0.5, 0.1, 120);
  const auto g = liquid_curve(r);
  const double density = 0.02, shell = 4.0 * units::pi * density;
  for (const std::string holds : {"g", "D", "T", "G", "R"}) {
    Curve curve;
    curve.x = r;
    for (std::size_t k = 0; k < r.size(); ++k) {
      const double slope = holds == "g" || holds == "G" ? 1.0 : holds == "R" ? shell * r[k] * r[k] : shell * r[k];
      curve.y.push_back(slope * (holds == "D" || holds == "G" ? g.y[k] - 1.0 : g.y[k]));
      curve.error.push_back(slope * 0.02);
    }
    auto options = target_of();
    options.holds = holds;
    options.density = density;
    const auto target = make_pair_target(options, curve);
    REQUIRE(target.r.size() == r.size());
    INFO(holds);
    for (std::size_t k = 0; k < r.size(); ++k) {
      CHECK(target.g[k] == Approx(std::max(0.0, g.y[k])).margin(1e-12));
      CHECK(target.error[k] == Approx(0.02).epsilon(1e-9));
    }
    options.density = TargetOptions::unset;
    if (holds != "g" && holds != "G")
      CHECK_THROWS_WITH(make_pair_target(options, curve), Contains("density is missing"));
  }
}

TEST_CASE("Errors that are zero don't make a point certain", "[pair_target_test]") {
  auto curve = liquid_curve(even(0.5, 0.1, 120));
  curve.error.assign(120, 0.02);
  curve.error[30] = 0.0;
  const auto target = make_pair_target(target_of(), curve);
  CHECK(target.error[30] == Approx(2e-4));
  CHECK(target.error[31] == 0.02);
  CHECK(says(target.remarks, "1 errors below a hundredth"));
  curve.error.assign(120, 0.0);
  CHECK_THROWS_WITH(make_pair_target(target_of(), curve), Contains("more than half of the errors are 0"));
}

TEST_CASE("Points beyond half the box are left out with a remark, and no overlap is an error", "[pair_target_test]") {
  const auto argon = read_pair_target(measured("Ar-Ar", "argon/yarnell-1973-gr.csv"));
  CHECK(argon.r.back() > 27.0);
  const auto cut = cut_at(argon, 20.0);
  CHECK(cut.r.back() <= 20.0);
  CHECK(cut.r.back() > 19.9);
  CHECK(cut.g.size() == cut.r.size());
  CHECK(cut.error.size() == cut.r.size());
  CHECK(cut.remarks.size() == argon.remarks.size() + 1);
  CHECK(says(cut.remarks, "half its box"));
  CHECK(cut_at(argon, 30.0).remarks.size() == argon.remarks.size());
  CHECK_THROWS_WITH(cut_at(make_pair_target(target_of(), liquid_curve(even(12.0, 0.1, 80))), 12.2),
                    Contains("only 3 of its points"));
}

TEST_CASE("What can't be a g(r) is refused by name", "[pair_target_test]") {
  const auto r = even(0.5, 0.1, 120);
  auto options = target_of();
  options.name = "my data";
  const auto of = [&](Curve curve) { return make_pair_target(options, curve); };
  const auto good = liquid_curve(r);
  auto bad = good;
  for (double& y : bad.y) y -= 1.0;  // G, not g
  CHECK_THROWS_WITH(of(bad), Contains("[[target]] 'my data'") && Contains("does it hold another function?"));
  bad = good;
  bad.y[60] = -0.4;
  CHECK_THROWS_WITH(of(bad), Contains("outside of the core; it can't be negative"));
  bad = good;
  bad.y[5] = -0.4;  // a ripple of the transform in the core
  CHECK(of(bad).g[5] == 0.0);
  CHECK_THROWS_WITH(of(liquid_curve({3.0, 4.6, 4.7, 4.8, 4.9, 5.0, 5.1, 5.2, 5.3})),
                    Contains("no point from 3 to 4.6"));
  CHECK_THROWS_WITH(of(liquid_curve(even(3.0, 0.1, 7))), Contains("7 points are left"));
  bad = good;
  bad.x[0] = -0.1;
  CHECK_THROWS_WITH(of(bad), Contains("must not be negative"));
  options.tail = "bend";
  CHECK_THROWS_WITH(of(good), Contains("known: scale, offset, cut, keep"));
  options.tail = "keep";
  options.from = 9.0;
  options.to = 4.0;
  CHECK_THROWS_AS(of(good), InputError);
  options.to = TargetOptions::unset;
  options.uncertainty = -1.0;
  CHECK_THROWS_WITH(of(good), Contains("uncertainty must be positive"));
}

TEST_CASE("A target's section is read by its table", "[pair_target_test]") {
  const auto file =
      parse_run_file("[[target]]\npair = \"Na-Cl\"\nfile = \"a.csv\"\nto = \"0.9 nm\"\ntail = \"keep\"\n", "run.toml");
  Problems problems;
  const auto tables = file.tables("target", problems);
  const auto options = read_section<TargetOptions>(tables.at(0), target_fields, problems);
  problems.throw_if_any();
  CHECK(options.to == Approx(9.0));
  CHECK(options.tail == "keep");
  CHECK(std::isnan(options.uncertainty));
}
