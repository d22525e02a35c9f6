#include "scatter/local/angles.hpp"

#include <catch2/catch.hpp>
#include <cmath>
#include <string>
#include <vector>

#include "core/errors.hpp"
#include "scatter/local/crystals.hpp"
#include "scatter/systems.hpp"

using namespace liquidus;
using namespace liquidus::testing;

namespace {

constexpr double degree = units::pi / 180.0;

AnglesOptions options(const std::vector<std::string>& bonds, double width) {
  AnglesOptions options;
  options.bonds = bonds;
  options.width = width * degree;
  return options;
}

Findings angles_of(const std::vector<Structure>& frames, const AnglesOptions& options) {
  Angles angles(options);
  for (const auto& frame : frames) show(angles, frame);
  return angles.findings();
}

}  // namespace

TEST_CASE("the angles of tetrahedra and octahedra are where they are", "[angles_test]") {
  const Findings tetrahedra = angles_of({diamond(3.567, 1)}, options({"C-C 1.8 Å"}, 1.0));
  const auto p = column(tetrahedra.tables[0], "P_C-C-C");
  REQUIRE(p.size() == 180);
  CHECK(p[109] == Approx(1.0));  // all of them at 109.47°
  CHECK(number(tetrahedra, "mean angle C-C-C").value == Approx(std::acos(-1.0 / 3.0) / degree).epsilon(1e-12));
  // bins of 4°: 90° in the middle of one. Of 15 angles of an octahedron 12 are right and 3 straight.
  for (const Structure& atoms : {primitive_rocksalt(5.64), rocksalt(5.64, 1)}) {
    const Findings octahedra = angles_of({atoms}, options({"Na-Cl 3.2 Å"}, 4.0));
    const auto q = column(octahedra.tables[0], "P_Cl-Na-Cl");
    REQUIRE(q.size() == 45);
    CHECK(q[22] == Approx(0.8 / 4.0));
    CHECK(q[44] == Approx(0.2 / 4.0));
    CHECK(column(octahedra.tables[0], "P_Na-Cl-Na") == q);
    CHECK(number(octahedra, "mean angle Na-Cl-Na").value == Approx(0.8 * 90.0 + 0.2 * 180.0));
  }
}

TEST_CASE("every pair of species around every species has its angles", "[angles_test]") {
  Structure s;
  s.cell = Cell::cubic(30.0);
  s.add("O", {10, 10, 10}), s.add("Fe", {11, 10, 10}), s.add("Fe", {10, 11, 10}), s.add("Si", {9, 10, 10});
  const Findings found = angles_of({s}, options({"Fe-O 2 Å", "Si-O 2 Å"}, 4.0));
  CHECK(number(found, "mean angle Fe-O-Fe").value == Approx(90.0));
  CHECK(number(found, "mean angle Fe-O-Si").value == Approx(135.0));
  CHECK(column(found.tables[0], "P_Fe-O-Si")[22] == Approx(0.5 / 4.0));
  CHECK(column(found.tables[0], "P_Fe-O-Si")[44] == Approx(0.5 / 4.0));
  CHECK(found.tables[0].columns.size() == 3);
  CHECK(found.remarks == std::vector<std::string>{"No frame has two bonds that form an angle O-Fe-O.",
                                                  "No frame has two bonds that form an angle Si-O-Si.",
                                                  "No frame has two bonds that form an angle O-Si-O."});
}

// Bonds of an ideal gas have independent directions: the density of the angle is sin θ / 2 per radian. Angles that
// share a bond are pairwise independent too, so that the count of a bin has nearly the variance of Poisson's law.
TEST_CASE("random bonds have the density sin θ / 2, and 1 relative to it", "[angles_test]") {
  std::vector<Structure> frames;
  for (Index f = 0; f < 40; ++f) frames.push_back(ideal_gas(300, 14.0, {"Na", "Cl"}, f));
  auto wanted = options({"Na-Cl 3 Å"}, 10.0);
  const Findings plain = angles_of(frames, wanted);
  wanted.divide_by_sin = true;
  const Findings relative = angles_of(frames, wanted);
  const auto theta = column(plain.tables[0], "theta"), p = column(plain.tables[0], "P_Cl-Na-Cl"),
             error = column(plain.tables[0], "err_P_Cl-Na-Cl"), ratio = column(relative.tables[0], "P_Cl-Na-Cl");
  double sum = 0.0;
  for (std::size_t k = 0; k < p.size(); ++k) {
    const double lower = (theta[k] - 5.0) * degree, upper = (theta[k] + 5.0) * degree;
    const double expected = 0.5 * (std::cos(lower) - std::cos(upper)) / 10.0;
    CHECK(std::abs(p[k] - expected) < 5.0 * error[k]);
    CHECK(error[k] < 0.2 * expected);
    CHECK(ratio[k] == Approx(p[k] / expected).epsilon(1e-12));
    sum += 10.0 * p[k];
  }
  CHECK(sum == Approx(1.0));
  const Estimate mean = number(plain, "mean angle Na-Cl-Na");
  CHECK(std::abs(mean.value - 90.0) < 5.0 * *mean.error);
  CHECK(plain.tables[0].comment.find("not divided by sin theta") != std::string::npos);
  CHECK(relative.tables[0].comment.find("divided by that of bonds of random directions") != std::string::npos);
}

TEST_CASE("widths that don't make up 180° are refused", "[angles_test]") {
  const auto refused = [](double width, const std::string& message) {
    CHECK_THROWS_WITH(Angles(options({"C-C 2 Å"}, width)), "[[measure]] type = \"angles\": " + message);
  };
  refused(7.0, "180 deg must be a whole number of widths");
  refused(0.0, "width must be above 0 and at most 180 deg");
  refused(181.0, "width must be above 0 and at most 180 deg");
  refused(1e-5, "width must be at least 180e-6 deg");
}

TEST_CASE("restored angles go on bit for bit", "[angles_test]") {
  const auto wanted = options({"Na-Cl 3 Å"}, 5.0);
  Angles unbroken(wanted), before(wanted), after(wanted);
  for (Index f = 0; f < 15; ++f) {
    show(unbroken, ideal_gas(60, 9.0, {"Na", "Cl"}, f));
    if (f < 7) show(before, ideal_gas(60, 9.0, {"Na", "Cl"}, f));
  }
  after.restore(before.state());
  for (Index f = 7; f < 15; ++f) show(after, ideal_gas(60, 9.0, {"Na", "Cl"}, f));
  CHECK(after.state() == unbroken.state());
  CHECK_THROWS_AS(Angles(options({"Na-Cl 3 Å"}, 2.0)).restore(unbroken.state()), InputError);
}
