#include "scatter/direct/debye_measure.hpp"

#include <catch2/catch.hpp>
#include <cmath>

#include "core/errors.hpp"
#include "scatter/direct/debye_sum.hpp"
#include "scatter/systems.hpp"

using namespace liquidus;
using namespace liquidus::testing;

namespace {

/// MX6 with that bond length, Å, in the open.
Structure octahedron(double bond) {
  Structure s;
  s.add("Na", {0, 0, 0});
  for (const Vec3& x : {Vec3{1, 0, 0}, Vec3{-1, 0, 0}, Vec3{0, 1, 0}, Vec3{0, -1, 0}, Vec3{0, 0, 1}, Vec3{0, 0, -1}})
    s.add("Cl", bond * x);
  return s;
}

DebyeOptions up_to(double q_max, double step) {
  DebyeOptions options;
  options.q_max = q_max;
  options.step = step;
  return options;
}

const std::vector<double>& column(const Findings& found, const std::string& name) {
  for (const auto& c : found.tables.at(0).columns)
    if (c.name == name) return c.values;
  throw std::out_of_range(name);
}

}  // namespace

TEST_CASE("the measure of a cluster finds Debye's sum at each Q", "[debye_measure_test]") {
  DebyeMeasure measure(up_to(5.0, 1.0));
  measure.add(octahedron(2.0));
  const Findings found = measure.findings();
  const auto& total = column(found, "S_total");
  CHECK(column(found, "Q") == std::vector<double>{0.0, 1.0, 2.0, 3.0, 4.0, 5.0});
  CHECK(total[0] == Approx(7.0));
  CHECK(total[1] == Approx(1.990666).margin(1e-6));
  CHECK(total[2] == Approx(0.426382).margin(1e-6));
  CHECK(total[5] == Approx(1.188299).margin(1e-6));
  // six bonds of 2 Å: √6 sin(2Q)/(2Q)
  CHECK(column(found, "S_Na-Cl")[1] == Approx(std::sqrt(6.0) * std::sin(2.0) / 2.0));
}

TEST_CASE("clusters are averaged over frames, with errors, and interrupted bit for bit", "[debye_measure_test]") {
  const auto options = up_to(4.0, 0.5);
  DebyeMeasure whole(options), first(options), second(options);
  double mean = 0.0;
  for (Index f = 0; f < 6; ++f) {
    const Structure frame = octahedron(2.0 + 0.05 * static_cast<double>(f));
    if (f == 3) second.restore(first.state());
    (f < 3 ? first : second).add(frame);
    whole.add(frame);
    const std::vector<double> one(7, 1.0), q{2.5};
    mean += debye_sum(frame.r, one, q)[0] / 6.0;
  }
  CHECK(second.state() == whole.state());
  const Findings found = whole.findings();
  CHECK(column(found, "S_total")[5] == Approx(mean).epsilon(1e-12));
  CHECK(column(found, "err_S_total")[5] > 0.0);
  CHECK(column(found, "err_S_total")[0] == Approx(0.0).margin(1e-12));  // 7 at Q = 0 whatever the bond
  CHECK_THROWS_AS(DebyeMeasure(up_to(4.0, 1.0)).restore(whole.state()), InputError);
  CHECK_THROWS_AS(DebyeMeasure(options).restore({4.0, 0.5}), InputError);
}

TEST_CASE("Debye's measure refuses what is no cluster", "[debye_measure_test]") {
  const std::string who = "[[measure]] type = \"debye\": ";
  DebyeMeasure measure(up_to(4.0, 1.0));
  CHECK_THROWS_WITH(measure.add(rocksalt(5.64, 1)), Catch::StartsWith(who + "the frame is periodic"));
  measure.add(octahedron(2.0));
  Structure more = octahedron(2.0);
  more.add("Cl", {5, 5, 5});
  CHECK_THROWS_WITH(measure.add(more), who + "the first frame has 6 atoms of Cl, this one 7");
  CHECK_THROWS_AS(DebyeMeasure(up_to(4.0, 1.0)).findings(), Error);
  CHECK_THROWS_WITH(DebyeMeasure(up_to(4.0, 0.0)), Catch::StartsWith(who + "step"));
  CHECK_THROWS_WITH(DebyeMeasure(up_to(0.5, 1.0)), Catch::StartsWith(who + "q_max"));
}
