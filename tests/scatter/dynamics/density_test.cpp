#include "scatter/dynamics/density.hpp"

#include <catch2/catch.hpp>

#include "core/errors.hpp"
#include "scatter/dynamics/correlated_mean.hpp"
#include "walks.hpp"

using namespace liquidus;
using namespace liquidus::testing;

namespace {

/// Normal numbers of unit variance with the correlation keep^t.
std::vector<double> correlated(Index n, double keep, std::uint64_t seed) {
  Random random(seed, Stream::langevin, 2, 2);
  std::vector<double> values{random.normal()};
  while (static_cast<Index>(values.size()) < n)
    values.push_back(keep * values.back() + std::sqrt(1.0 - keep * keep) * random.normal());
  return values;
}

Structure box(double scale) {
  Structure s;
  s.cell =
      Cell({Vec3{10.0 * scale, 0.0, 0.0}, Vec3{5.0, std::sqrt(75.0), 0.0}, Vec3{0.0, 0.0, 12.0}}, {true, true, true});
  for (int i = 0; i < 10; ++i) s.add(i % 2 == 0 ? "Na" : "Cl", {0.1 * i, 0.0, 0.0});
  return s;
}

}  // namespace

TEST_CASE("the correlation time of a series is found and its error corrected", "[density_test]") {
  // τ = 1/2 + keep/(1 − keep) = 9.5 for 0.9
  const auto found = correlated_mean(correlated(200000, 0.9, 1));
  CHECK(found.correlation_time == Approx(9.5).epsilon(0.1));
  CHECK(*found.mean.error == Approx(std::sqrt(19.0 / 200000.0)).epsilon(0.1));
  CHECK(correlated_mean(correlated(10000, 0.0, 2)).correlation_time == Approx(0.5).margin(0.05));
  CHECK_FALSE(correlated_mean(correlated(50, 0.99, 3)).mean.error);
  const std::vector<double> same(10, 3.0);
  CHECK(*correlated_mean(same).mean.error == 0.0);
  CHECK_FALSE(correlated_mean(std::vector<double>{1.0, 2.0}).mean.error);
}

// 95.4 % for normal errors that are known; 300 runs know a share to 1.2 %, and errors from 2000/19 independent values
// vary by some 7 %, which takes half a percent: 91 % is three standard deviations below.
TEST_CASE("the true mean of a correlated series is within two error bars as often as it should", "[density_test]") {
  int inside = 0;
  for (std::uint64_t run = 0; run < 300; ++run) {
    const auto mean = correlated_mean(correlated(2000, 0.9, 100 + run)).mean;
    REQUIRE(mean.error);
    if (std::abs(mean.value) < 2.0 * *mean.error) ++inside;
  }
  CHECK(inside >= 273);
  CHECK(inside <= 296);
}

TEST_CASE("densities, lengths and angles are those of the cell", "[density_test]") {
  Density density(DensityOptions{});
  std::vector<Structure> boxes;
  for (int f = 0; f < 40; ++f) boxes.push_back(box(1.0 + (f % 2 == 0 ? 0.01 : -0.01)));
  show(density, timed(boxes, 1.0));
  const Findings found = density.findings();
  CHECK(number(found, "a").value.value == Approx(10.0));
  CHECK(number(found, "b").value.value == Approx(10.0));
  CHECK(number(found, "c").value.value == Approx(12.0));
  CHECK(number(found, "gamma").value.value == Approx(60.0));
  CHECK(number(found, "alpha").value.value == Approx(90.0));
  CHECK(*number(found, "c").value.error == 0.0);
  CHECK(number(found, "volume").value.value == Approx(10.0 * std::sqrt(75.0) * 12.0));
  // the mean of 1/1.01 and 1/0.99
  const double lift = 1.0 / (1.0 - 1e-4);
  CHECK(number(found, "number density").value.value == Approx(lift * 10.0 / (120.0 * std::sqrt(75.0))));
  CHECK(number(found, "density").value.value ==
        Approx(lift * 5.0 * (22.98977 + 35.45) * 1.66053906660 / (120.0 * std::sqrt(75.0))).epsilon(1e-4));
  CHECK(column(found.tables[0], "density").size() == 40);
}

TEST_CASE("the compressibility is that of the fluctuations put in", "[density_test]") {
  Density density(DensityOptions{});
  const double T = 300.0, kappa = 0.5 / units::GPa;
  Structure s = box(1.0);
  const double mean = s.cell.volume(), width = std::sqrt(kappa * mean * units::kB * T);
  const auto noise = correlated(20000, 0.8, 5);
  for (std::size_t f = 0; f < noise.size(); ++f) {
    const double scale = std::cbrt((mean + width * noise[f]) / mean);
    s.cell = Cell(scale * box(1.0).cell.vectors(), {true, true, true});
    constexpr Vec3 row{not_known, not_known, not_known};
    density.observe({s, static_cast<Index>(f), static_cast<double>(f), not_known, T, Mat3{row, row, row}});
  }
  const auto found = number(density.findings(), "isothermal compressibility").value;
  CHECK(found.value == Approx(0.5).margin(4.0 * *found.error));
  CHECK(*found.error < 0.03);
}

TEST_CASE("a restarted density goes on bit for bit, and wrong frames are refused", "[density_test]") {
  const auto frames = timed({box(1.0), box(1.1), box(1.2), box(0.9)}, 1.0);
  Density unbroken(DensityOptions{}), before(DensityOptions{}), after(DensityOptions{});
  show(unbroken, frames);
  before.observe(shown(frames[0]));
  after.restore(before.state());
  show(after, frames, 1);
  // without a temperature the state holds what isn't a number, which equals nothing
  CHECK(column(after.findings().tables[0], "density") == column(unbroken.findings().tables[0], "density"));
  CHECK(after.frames() == 4);
  auto open = frames;
  open[0].atoms.cell = Cell(open[0].atoms.cell.vectors(), {true, true, false});
  CHECK_THROWS_WITH(show(before, open), Catch::Contains("isn't periodic in all directions"));
  CHECK_THROWS_AS(Density(DensityOptions{}).findings(), Error);
}
