#include "scatter/experiment/compare.hpp"

#include <catch2/catch.hpp>
#include <cmath>
#include <limits>
#include <string>
#include <vector>

#include "core/errors.hpp"
#include "io/curve.hpp"
#include "scatter/systems.hpp"

using namespace liquidus;
using namespace liquidus::testing;

namespace {

Curve argon() { return read_curve(LIQUIDUS_SOURCE_DIR "/datasets/argon/yarnell-1973-gr.csv"); }

Agreement on_argon(const std::vector<double>& r, const std::vector<double>& g) {
  const Curve measured = argon();
  return compare(r, g, measured.x, measured.y, PairFunction::T, 1.0, 10.0);
}

std::vector<double> steps(double from, double to, double step) {
  std::vector<double> r;
  for (int k = 0; from + k * step <= to + 1e-9; ++k) r.push_back(from + k * step);
  return r;
}

struct Table {
  std::vector<double> r, g;
};
const Table model{{0.5, 1.5, 2.5, 3.5}, {0.0, 1.0, 2.0, 1.0}};
const Table data{{1.0, 1.5, 2.0, 3.0}, {0.5, 1.0, 1.5, 1.5}};

void expect(const Table& m, const Table& d, double from, double to, const std::string& message) {
  CHECK_THROWS_WITH(compare(m.r, m.g, d.r, d.g, PairFunction::T, from, to), message);
}

}  // namespace

// The four digits are those of notes/scattering.md, from an independent calculation on the same table.
TEST_CASE("R_χ of plain models of argon is what others find", "[compare_test]") {
  const Curve measured = argon();
  const auto r = steps(0.01, 12.0, 0.02);
  const auto flat = on_argon(r, std::vector<double>(r.size(), 1.0));
  CHECK(flat.r_chi == Approx(0.3502).margin(5e-5));
  CHECK(flat.points == 132);

  // The curve moved outwards by 0.05 Å. A straight line between the table's points, as that calculation had it, and our
  // cubics differ by about 0.001 in g.
  auto moved = measured.x;
  for (double& x : moved) x += 0.05;
  CHECK(on_argon(moved, measured.y).r_chi == Approx(0.0527).margin(3e-4));

  // h = g − 1 taller by 5 % outside the core, r > 3 Å
  auto taller = measured.y;
  for (std::size_t i = 0; i < taller.size(); ++i)
    if (measured.x[i] > 3.0) taller[i] = 1.0 + 1.05 * (taller[i] - 1.0);
  CHECK(on_argon(measured.x, taller).r_chi == Approx(0.0157).margin(5e-5));
}

TEST_CASE("a curve agrees with itself", "[compare_test]") {
  const Curve measured = argon();
  for (const auto function : {PairFunction::g, PairFunction::D, PairFunction::T, PairFunction::G, PairFunction::R}) {
    const auto same = compare(measured.x, measured.y, measured.x, measured.y, function, 0.0, 27.24);
    CHECK(same.r_chi < 1e-12);
    CHECK(same.mean_square_dg < 1e-24);
    CHECK(same.points == 400);
  }
}

TEST_CASE("each function weighs the same difference its own way", "[compare_test]") {
  const std::vector<double> r{1.0, 2.0, 3.0, 4.0}, measured{0.0, 2.0, 1.0, 1.0}, other{0.0, 1.5, 1.0, 1.5};
  const auto with = [&](PairFunction f) { return compare(r, other, r, measured, f, 0.5, 4.0).r_chi; };
  CHECK(with(PairFunction::g) == Approx(std::sqrt(0.5 / 6.0)));
  CHECK(with(PairFunction::T) == Approx(std::sqrt((1.0 + 4.0) / (16.0 + 9.0 + 16.0))));
  CHECK(with(PairFunction::D) == Approx(std::sqrt((1.0 + 4.0) / (1.0 + 4.0))));
  CHECK(with(PairFunction::G) == Approx(std::sqrt(0.5 / (1.0 + 1.0))));
  CHECK(with(PairFunction::R) == Approx(std::sqrt((4.0 + 64.0) / (64.0 + 81.0 + 256.0))));
  CHECK(compare(r, other, r, measured, PairFunction::T, 0.5, 4.0).mean_square_dg == Approx(0.5 / 4.0));
  // the range takes points away: 2 and 3 Å
  CHECK(compare(r, other, r, measured, PairFunction::g, 1.5, 3.0).r_chi == Approx(std::sqrt(0.25 / 5.0)));
}

TEST_CASE("the model is interpolated onto measured points however they are spaced", "[compare_test]") {
  const auto cubic = [](double r) { return 1.0 + r * (0.3 - r * (0.2 - 0.01 * r)); };
  const auto r = steps(0.05, 10.0, 0.1);
  std::vector<double> g;
  for (const double x : r) g.push_back(cubic(x));
  // four points fix a cubic, so only rounding is left
  std::vector<double> x{0.051, 0.052, 0.3, 3.3, 3.31, 7.77, 9.9499}, y;
  for (const double at : x) y.push_back(cubic(at));
  const auto found = interpolate(r, g, x);
  for (std::size_t i = 0; i < x.size(); ++i) CHECK(found[i] == Approx(y[i]).epsilon(1e-11));
  CHECK(compare(r, g, x, y, PairFunction::g, 0.0, 10.0).r_chi < 1e-10);
  CHECK(interpolate(std::vector<double>{1.0, 2.0}, std::vector<double>{3.0, 5.0}, std::vector<double>{1.5, 2.5, 0.0}) ==
        std::vector<double>{4.0, 6.0, 1.0});
}

// An ideal gas against g = 1: what is left is noise, whose size the blocks tell.
TEST_CASE("the error of R_χ comes from the model's blocks", "[compare_test]") {
  PairDistributionOptions options;
  options.width = 0.5;
  options.cutoff = 8.0;
  PairDistribution distribution(options);
  for (Index f = 0; f < 20; ++f) distribution.add(ideal_gas(200, 14.0, {"Na", "Cl"}, f));
  const auto p = distribution.result().pair("Na-Cl");
  const auto r = steps(2.0, 8.0, 0.25);
  const std::vector<double> other(r.size(), 1.2);
  const auto a = compare(p, r, other, PairFunction::g, 2.0, 8.0);
  REQUIRE(a.r_chi_error);
  // all bins are off by 0.2 of 1.2, give or take noise of less than a percent each
  CHECK(a.r_chi == Approx(0.2 / 1.2).epsilon(0.05));
  CHECK(*a.r_chi_error > 0.0);
  CHECK(*a.r_chi_error < 0.01);
  CHECK(*a.mean_square_dg_error < 0.01);
  CHECK(a.r_chi == compare(p.r, p.g, r, other, PairFunction::g, 2.0, 8.0).r_chi);
}

TEST_CASE("the edges of the model's bins belong to it", "[compare_test]") {
  // bin centres 0.5 … 3.5: the model covers 0 to 4
  const Table ends{{0.0, 2.0, 4.0}, {0.0, 1.5, 1.0}};
  CHECK(compare(model.r, model.g, ends.r, ends.g, PairFunction::T, 0.0, 4.0).points == 3);
}

TEST_CASE("curves that can't be compared say why", "[compare_test]") {
  const double nan = std::numeric_limits<double>::quiet_NaN();
  expect(model, data, 3.5, 4.0, "no measured point lies between 3.5 and 4 Å; the measured g(r) runs from 1 to 3 Å");
  expect(model, {{1.0, 5.0}, {1.0, 1.0}}, 1.0, 6.0,
         "the model's g(r) ends at 4 Å, but is compared out to 6 Å: lower 'to' or raise the cutoff of the measure");
  expect({{2.5, 3.5}, {1.0, 1.0}}, data, 1.0, 3.0,
         "the model's g(r) begins at 2 Å, but is compared from 1 Å on: raise 'from'");
  expect(model, data, 3.0, 1.0, "a range from 3 to 1 Å was asked for; it must be 0 ≤ from < to");
  expect(model, data, nan, 1.0, "a range from nan to 1 Å was asked for; it must be 0 ≤ from < to");
  expect(model, {{1.0, 2.0}, {1.0, nan}}, 0.0, 4.0,
         "the measured g(r) has something that is not a finite number at point 2");
  expect({{0.5, 1.5}, {nan, 1.0}}, data, 0.0, 2.0,
         "the model's g(r) has something that is not a finite number at point 1");
  expect(model, {{2.0, 1.0}, {1.0, 1.0}}, 0.0, 4.0, "r doesn't increase in the measured g(r) at r = 1 Å");
  expect({{0.5}, {1.0}}, data, 0.0, 4.0, "the model's g(r) needs at least 2 points with as many values");
  expect(model, {{}, {}}, 0.0, 4.0, "the measured g(r) needs at least 1 points with as many values");
  expect(model, {{1.0, 2.0}, {0.0, 0.0}}, 0.0, 4.0,
         "the measured T(r) is zero from 0 to 4 Å, so R_χ has no meaning there");
}
