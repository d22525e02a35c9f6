// What structure factors are asked, told and saved: options, messages, states, tables.
#include <catch2/catch.hpp>
#include <limits>
#include <string>

#include "core/errors.hpp"
#include "scatter/direct/measured.hpp"
#include "scatter/systems.hpp"

using namespace liquidus;
using namespace liquidus::testing;

TEST_CASE("an interrupted structure factor goes on bit for bit", "[structure_factor_input_test]") {
  auto options = up_to(6.0, 0.1, 40);
  options.blocks = 2;
  DirectStructureFactor whole(options), first(options), second(options);
  for (Index f = 0; f < 7; ++f) {
    Structure frame = ideal_gas(50, 10.0 + 0.05 * static_cast<double>(f), {"Na", "Cl"}, f);  // the cell changes
    whole.add(frame);
    if (f == 3) second.restore(first.state());
    (f < 3 ? first : second).add(frame);
  }
  CHECK(second.state() == whole.state());
  CHECK(second.frames() == 7);
  DirectStructureFactor empty(options);
  empty.restore(DirectStructureFactor(options).state());
  CHECK(empty.frames() == 0);
}

TEST_CASE("a state of something else is refused", "[structure_factor_input_test]") {
  const auto options = up_to(4.0, 0.1);
  DirectStructureFactor measure(options);
  measure.add(ideal_gas(20, 8.0, {"Na"}, 0));
  const auto state = measure.state();
  auto other = options;
  other.width = 0.2;
  CHECK_THROWS_AS(DirectStructureFactor(other).restore(state), InputError);
  other = options;
  other.seed = 2;
  CHECK_THROWS_AS(DirectStructureFactor(other).restore(state), InputError);
  for (std::size_t cut = 0; cut < state.size(); cut += 7)
    CHECK_THROWS_AS(
        DirectStructureFactor(options).restore({state.begin(), state.begin() + static_cast<std::ptrdiff_t>(cut)}),
        InputError);
}

TEST_CASE("frames that have no structure factor are refused in words", "[structure_factor_input_test]") {
  const auto message = [](const std::vector<Structure>& frames) -> std::string {
    try {
      measured(frames, up_to(4.0, 0.1));
    } catch (const Error& error) {
      return error.what();
    }
    return "";
  };
  const std::string who = "[[measure]] type = \"structure-factor\": ";
  const Structure gas = ideal_gas(20, 8.0, {"Na", "Cl"}, 0);
  Structure open = gas;
  open.cell = Cell(open.cell.vectors(), {true, false, false});
  CHECK(message({open}) == who +
                               "the cell isn't periodic along b, c, so there are no wave vectors that fit it; for a "
                               "cluster in the open there is Debye's sum (type = \"debye\")");
  CHECK(message({gas, ideal_gas(21, 8.0, {"Na", "Cl"}, 0)}) == who + "the first frame has 10 atoms of Na, this one 11");
  CHECK(message({gas, ideal_gas(20, 8.0, {"Na", "K"}, 0)}) == who + "there is K in this frame and wasn't in the first");
  CHECK(message({ideal_gas(20, 0.5, {"Na", "Cl"}, 0)}) ==
        who + "there is no wave vector up to q_max: the box is too small");
  Structure broken = gas;
  broken.r[13][1] = std::numeric_limits<double>::quiet_NaN();
  CHECK_THROWS_AS(measured({broken}, up_to(4.0, 0.1)), SimulationError);
  CHECK(message({broken}) == "atom 13 has a position that is not a finite number");
  CHECK(message({Structure{}}) == who + "a frame without atoms has no structure factor");
  CHECK_THROWS_AS(measured({}, up_to(4.0, 0.1)), Error);
}

TEST_CASE("keys out of range are named", "[structure_factor_input_test]") {
  const auto refused = [](auto change, const std::string& key) {
    auto options = up_to(4.0, 0.1);
    change(options);
    CHECK_THROWS_WITH(DirectStructureFactor(options),
                      Catch::StartsWith("[[measure]] type = \"structure-factor\": " + key));
  };
  refused([](auto& o) { o.width = 0.0; }, "width");
  refused([](auto& o) { o.q_max = 0.05; }, "q_max");
  refused([](auto& o) { o.q_max = std::numeric_limits<double>::infinity(); }, "q_max");
  refused([](auto& o) { o.vectors = 0; }, "vectors");
  refused([](auto& o) { o.seed = -1; }, "seed");
  refused([](auto& o) { o.blocks = 0; }, "blocks");
  refused([](auto& o) { o.interval = 0; }, "interval");
}

TEST_CASE("what is found names its columns, units and limits", "[structure_factor_input_test]") {
  DirectStructureFactor measure(up_to(6.0, 0.1, 40));
  for (Index f = 0; f < 12; ++f) measure.add(ideal_gas(50, 10.0, {"Na", "Cl"}, f));
  const Findings found = measure.findings();
  REQUIRE(found.tables.size() == 1);
  std::string names;
  for (const auto& column : found.tables[0].columns) names += column.name + " ";
  CHECK(names ==
        "Q vectors A_Na-Na err_A_Na-Na A_Na-Cl err_A_Na-Cl A_Cl-Cl err_A_Cl-Cl S_Na-Na err_S_Na-Na S_Na-Cl err_S_Na-Cl "
        "S_Cl-Cl err_S_Cl-Cl S_NN err_S_NN S_NC err_S_NC S_CC err_S_CC ");
  CHECK(found.tables[0].columns[0].unit == "1/Å");
  REQUIRE(found.remarks.size() == 2);
  CHECK(found.remarks[0] == "The smallest wave vectors of the box are at Q = 0.628 1/Å: below, nothing can be said.");
  CHECK(found.remarks[1] ==
        "From Q = 3.20 1/Å on bins hold more than 40 wave vectors, of which as many were chosen at random.");
}
