#include "active/labels/accept_label.hpp"

#include <catch2/catch.hpp>
#include <limits>

using namespace liquidus;
using Catch::Matchers::Contains;

namespace {

Structure asked() {
  Structure atoms;
  atoms.cell = Cell(Mat3{Vec3{6.0, 0.0, 0.0}, Vec3{1.0, 6.0, 0.0}, Vec3{0.0, 0.0, 7.0}}, {true, true, true});
  atoms.add("Na+", {0.1, 0.2, 0.3});
  atoms.add("Cl-", {3.0, 3.0, 3.0});
  atoms.add("Na+", {0.1, 3.2, 5.3});
  return atoms;
}

/// What a program says that sorts by element, numbers its kinds and folds atoms into the cell.
LabelOutput sorted() {
  LabelOutput output;
  output.end = OutputEnd::finished;
  output.energy = -12.5;
  output.elements = {"Na1", "Na1", "Cl"};
  output.r = {{0.1004, 0.2, 0.3}, {0.1 + 6.0, 3.2, 5.3 - 7.0}, {3.0, 3.0, 3.0}};
  output.forces = {{1.0, 0.0, 0.0}, {0.0, 1.0, 0.0}, {-1.0, -1.0, 0.0}};
  output.stress = Mat3::diagonal(0.01, 0.02, 0.03);
  output.cell = asked().cell.vectors();
  return output;
}

std::string refusal(const LabelOutput& output, const LabelRules& rules = {}) {
  const auto result = accept_label(output, asked(), rules);
  CHECK(result.frame.has_value() == result.reason.empty());
  return result.reason;
}

}  // namespace

TEST_CASE("A label comes in the order of the atoms that were asked for", "[accept_label_test]") {
  const auto result = accept_label(sorted(), asked());
  INFO(result.reason);
  REQUIRE(result.frame);
  CHECK(result.frame->atoms.r == asked().r);
  CHECK(result.frame->energy == -12.5);
  CHECK(result.frame->forces == std::vector<Vec3>{{1.0, 0.0, 0.0}, {-1.0, -1.0, 0.0}, {0.0, 1.0, 0.0}});
  CHECK(result.frame->stress == Mat3::diagonal(0.01, 0.02, 0.03));
}

TEST_CASE("Labels of other atoms, places or cells are refused", "[accept_label_test]") {
  auto moved = sorted();
  moved.r[2][0] += 0.01;
  CHECK(refusal(moved) == "the output has no Cl- where atom 2 is");
  CHECK(refusal(moved, {.displacement = 0.02}).empty());
  auto other = sorted();
  other.elements[2] = "Br";
  CHECK(refusal(other) == "the output has no Cl- where atom 2 is");
  auto twice = sorted();  // two atoms of the output in one place leave another without
  twice.r[1] = twice.r[0];
  CHECK(refusal(twice) == "the output has no Na+ where atom 3 is");
  auto wide = sorted();
  (*wide.cell)[1][1] += 0.01;
  CHECK(refusal(wide) == "the output's cell is another one: vector b is off by 0.01 Å");
}

TEST_CASE("Labels that are unfinished, incomplete or not finite are refused", "[accept_label_test]") {
  auto output = sorted();
  output.end = OutputEnd::unconverged;
  output.message = "SCF run NOT converged";
  CHECK(refusal(output) == "SCF run NOT converged");
  output = sorted();
  output.energy.reset();
  CHECK(refusal(output) == "the output has no energy");
  output = sorted();
  output.forces.pop_back();
  CHECK(refusal(output) == "the output has forces of 2 atoms; expected 3");
  output = sorted();
  output.r.clear();
  CHECK_THAT(refusal(output), Contains("the output shows 0 atoms"));
  output = sorted();
  output.stress.reset();
  CHECK(refusal(output) == "the output has no stress");
  CHECK(refusal(output, {.stress = false}).empty());
  const double nan = std::numeric_limits<double>::quiet_NaN();
  output = sorted();
  output.forces[1][2] = nan;
  CHECK(refusal(output) == "the force on atom 2 is not finite");
  output = sorted();
  output.energy = nan;
  CHECK(refusal(output) == "the energy is not a finite number");
  output = sorted();
  (*output.stress)[0][1] = nan;
  CHECK(refusal(output) == "the stress is not finite");
}

TEST_CASE("Forces that don't add up to nothing show a grid that is too coarse", "[accept_label_test]") {
  auto output = sorted();
  output.forces[0][1] -= 0.06;
  CHECK(refusal(output) == "the forces add up to 0.06 eV/Å, more than 0.05: the grid is too coarse");
  CHECK(refusal(output, {.net_force = 0.1}).empty());
}
