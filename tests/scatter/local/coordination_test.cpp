#include "scatter/local/coordination.hpp"

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

CoordinationOptions bonds(const std::vector<std::string>& bonds) {
  CoordinationOptions options;
  options.bonds = bonds;
  return options;
}

Findings coordination_of(const std::vector<Structure>& frames, const std::vector<std::string>& rules) {
  Coordination coordination(bonds(rules));
  for (const auto& frame : frames) show(coordination, frame);
  return coordination.findings();
}

}  // namespace

TEST_CASE("crystals have the coordination that they have", "[coordination_test]") {
  for (const Structure& atoms : {primitive_rocksalt(5.64), rocksalt(5.64, 2)}) {
    const Findings found = coordination_of({atoms}, {"Na-Cl 3.2 Å"});
    CHECK(number(found, "coordination Na-Cl").value == 6.0);
    CHECK(number(found, "fraction NaCl6").value == 1.0);
    CHECK(column(found.tables[0], "P_Cl-Na") == std::vector<double>{0, 0, 0, 0, 0, 0, 1});
  }
  const Findings like = coordination_of({primitive_rocksalt(5.64)}, {"Na-Cl 3.2 Å", "Na-Na 4.2 Å"});
  CHECK(number(like, "coordination Na-Na").value == 12.0);
  CHECK(number(like, "coordination Na-all").value == 18.0);
  CHECK(number(like, "fraction NaNa12Cl6").value == 1.0);
  const Findings fluor = coordination_of({fluorite(5.46, 1)}, {"Ca-F 2.6 Å"});
  CHECK(number(fluor, "coordination Ca-F").value == 8.0);
  CHECK(number(fluor, "coordination F-Ca").value == 4.0);
}

TEST_CASE("fractions are of all atoms in all frames, with the standard error of blocks", "[coordination_test]") {
  // 2 Fe: in one frame both have one O, in the other one has two and one has none; then a frame with one Fe alone
  Structure one, two, alone;
  for (auto* s : {&one, &two, &alone}) s->cell = Cell::cubic(30.0);
  one.add("Fe", {5, 5, 5}), one.add("O", {6, 5, 5}), one.add("Fe", {15, 5, 5}), one.add("O", {16, 5, 5});
  two.add("O", {6, 5, 5}), two.add("O", {4, 5, 5}), two.add("Fe", {5, 5, 5}), two.add("Fe", {15, 5, 5});
  alone.add("Fe", {1, 1, 1});
  const Findings found = coordination_of({one, two}, {"Fe-O 2 Å"});
  CHECK(number(found, "coordination Fe-O").value == 1.0);
  CHECK(*number(found, "coordination Fe-O").error == 0.0);
  CHECK(column(found.tables[0], "P_Fe-O") == std::vector<double>{0.25, 0.5, 0.25});
  // two values 0 and 1/2: their standard error is half their difference
  CHECK(*number(found, "fraction FeO2").error == Approx(0.25));
  CHECK(column(table(found, "around_Fe"), "n_O") == std::vector<double>{1, 0, 2});
  const Findings more = coordination_of({one, two, alone}, {"Fe-O 2 Å"});
  CHECK(number(more, "fraction FeO0").value == Approx(2.0 / 5.0));
  CHECK(number(more, "coordination Fe-O").value == Approx(4.0 / 5.0));
}

TEST_CASE("mixtures of neighbours are told apart", "[coordination_test]") {
  Structure s;
  s.cell = Cell::cubic(30.0);
  for (const double x : {5.0, 15.0, 25.0}) s.add("O", {x, 5, 5});
  s.add("Fe", {5, 6, 5}), s.add("Fe", {15, 6, 5}), s.add("Fe", {15, 4, 5}), s.add("Si", {5, 5, 6});
  const Findings found = coordination_of({s}, {"Fe-O 2 Å", "Si-O 2 Å"});
  const double third = 1.0 / 3.0;
  CHECK(number(found, "fraction OFe1Si1").value == Approx(third));
  CHECK(number(found, "fraction OFe2").value == Approx(third));
  CHECK(number(found, "fraction OFe0Si0").value == Approx(third));
  CHECK(number(found, "coordination O-all").value == Approx(4.0 / 3.0));
  CHECK(column(found.tables[0], "P_O-all") == std::vector<double>{third, 0.0, 2.0 * third});
  CHECK(column(found.tables[0], "P_O-Si") == std::vector<double>{2.0 * third, third, 0.0});
  CHECK(found.tables[0].comment.find("bonds: Fe-O below 2 Å, Si-O below 2 Å") != std::string::npos);
}

// Neighbours of an ideal gas are counted with the mean density · 4π/3 r³ and nearly the variance of Poisson's law.
TEST_CASE("an ideal gas has its density in neighbours", "[coordination_test]") {
  std::vector<Structure> frames;
  for (Index f = 0; f < 40; ++f) frames.push_back(ideal_gas(400, 20.0, {"Na", "Cl"}, f));
  const Findings found = coordination_of(frames, {"Na-Cl 3 Å"});
  const double expected = 200.0 / 8000.0 * 4.0 / 3.0 * units::pi * 27.0;
  const Estimate mean = number(found, "coordination Na-Cl");
  CHECK(std::abs(mean.value - expected) < 5.0 * *mean.error);
  CHECK(*mean.error == Approx(std::sqrt(expected / (40.0 * 200.0))).epsilon(0.7));
  const Estimate none = number(found, "fraction NaCl0");
  CHECK(std::abs(none.value - std::exp(-expected)) < 5.0 * *none.error);
}

TEST_CASE("what a bond names must be in the first frame, later it may come and go", "[coordination_test]") {
  Coordination wrong(bonds({"Fe-O 2 Å", "Sn-O 2 Å"}));
  Structure first;
  first.cell = Cell::cubic(9.0);
  first.add("Fe", {0, 0, 0}), first.add("O", {1, 0, 0}), first.add("Si", {5, 0, 0});
  CHECK_THROWS_WITH(
      show(wrong, first),
      "[[measure]] type = \"coordination\": bonds: there is no species 'Sn' in the first frame; did you mean "
      "'Si'?");
  CHECK_THROWS_WITH(show(wrong, Structure{}), Catch::Contains("a frame without atoms"));
  CHECK_THROWS_WITH(wrong.findings(), Catch::StartsWith("no frame was shown to the measure of type coordination"));
  Structure later;
  later.cell = Cell::cubic(7.0);
  later.add("K", {0, 0, 0}), later.add("Fe", {1, 0, 0});
  const Findings found = coordination_of({first, later}, {"Fe-O 2 Å", "Si-O 2 Å"});
  CHECK(number(found, "fraction FeO1").value == 0.5);
  CHECK(number(found, "fraction SiO0").value == 1.0);
  CHECK(found.remarks == std::vector<std::string>{"No frame has a bond O-Si.", "No frame has a bond Si-O."});
}

TEST_CASE("a restored coordination goes on bit for bit and refuses what isn't its own", "[coordination_test]") {
  const auto options = bonds({"Na-Cl 3 Å"});
  Coordination unbroken(options), before(options), after(options);
  const auto frame = [](Index f) { return ideal_gas(60 + 5 * f, 11.0, {"Na", "Cl"}, f); };
  for (Index f = 0; f < 23; ++f) {
    show(unbroken, frame(f));
    if (f < 9) show(before, frame(f));
  }
  show(after, frame(99));  // is forgotten
  after.restore(before.state());
  CHECK(after.state() == before.state());
  for (Index f = 9; f < 23; ++f) show(after, frame(f));
  CHECK(after.state() == unbroken.state());
  CHECK(after.frames() == 23);
  const auto state = unbroken.state();
  Coordination same(options);
  for (std::size_t n = 0; n < state.size(); ++n)
    CHECK_THROWS_AS(same.restore({state.begin(), state.begin() + static_cast<std::ptrdiff_t>(n)}), InputError);
  CHECK_THROWS_AS(Coordination(bonds({"Na-Cl 3.1 Å"})).restore(state), InputError);
  CHECK(same.frames() == 0);
}
