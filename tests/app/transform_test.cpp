#include <algorithm>
#include <catch2/catch.hpp>

#include "app/program.hpp"
#include "io/curve.hpp"

using liquidus::read_curve;
using liquidus::read_table;
using liquidus::test::WorkFolder;

namespace {

const std::string s_file = LIQUIDUS_SOURCE_DIR "/datasets/argon/yarnell-1973-sq.csv";
const std::string g_file = LIQUIDUS_SOURCE_DIR "/datasets/argon/yarnell-1973-gr.csv";
const std::string density = " --density '0.02125 1/Å^3'";

bool has(const std::string& text, const std::string& part) { return text.find(part) != std::string::npos; }

/// The user's mistake, with its message.
void expect(const std::string& arguments, const std::string& message) {
  const WorkFolder folder;
  const auto outcome = folder.run("transform " + arguments);
  CHECK(outcome.err == "liquidus: " + message + "\n");
  CHECK(outcome.code == 2);
}

}  // namespace

TEST_CASE("S(Q) becomes g(r) with a header that leaves nothing open", "[transform_test]") {
  const WorkFolder folder;
  const auto outcome =
      folder.run("transform " + s_file + " --holds S --to g --qmax '11.75 1/Å' --step '0.0681 Å' -o g.csv" + density);
  INFO(outcome.err);
  REQUIRE(outcome.code == 0);
  const auto made = read_curve((folder.path() / "g.csv").string());
  double highest = 0.0;
  for (const double g : made.y) highest = std::max(highest, g);
  CHECK(highest == Approx(3.0537).margin(5e-5));
  CHECK(has(made.header, "g(r): pair distribution function, tends to 1"));
  CHECK(has(made.header, "from " + s_file + ": S(Q): total structure factor (Faber-Ziman), tends to 1"));
  CHECK(has(made.header, "ρ = 0.02125 atoms/Å³"));
  CHECK(has(made.header, "window step to Qmax = 11.75 1/Å"));
  CHECK(has(outcome.out, "back-transform with g = 0 below"));
  CHECK(has(outcome.out, "nothing is known beyond r = 106.9 Å"));
}

TEST_CASE("a scan makes a column for each Qmax and a line to choose by", "[transform_test]") {
  const WorkFolder folder;
  const auto outcome = folder.run("transform " + s_file +
                                  " --holds S --to D --window lorch --scan '6:10:2 1/Å, 11.5 1/Å' -o d.csv" + density);
  INFO(outcome.err);
  REQUIRE(outcome.code == 0);
  const auto table = read_table((folder.path() / "d.csv").string());
  CHECK(table.names == std::vector<std::string>{"r", "D_Qmax6", "D_Qmax8", "D_Qmax10", "D_Qmax11.5"});
  CHECK(has(table.header, "D(r) = 4πρ r [g(r) - 1], normalised (divided by <b>²)"));
  CHECK(has(table.header, "units: Å, 1/Å², 1/Å², 1/Å², 1/Å²"));
  // the higher Qmax, the higher the peak
  const auto highest = [&](std::size_t k) {
    return *std::max_element(table.columns[k].begin(), table.columns[k].end());
  };
  for (std::size_t k = 2; k < 5; ++k) CHECK(highest(k) > highest(k - 1));
  CHECK(has(outcome.out, "low-r ρ"));
}

TEST_CASE("g(r) becomes S(Q), and a function of Q another one", "[transform_test]") {
  const WorkFolder folder;
  auto outcome = folder.run("transform " + g_file + " --holds g --end '11.7 1/Å' -o s.csv" + density);
  INFO(outcome.err);
  REQUIRE(outcome.code == 0);
  const auto s = read_curve((folder.path() / "s.csv").string());
  double highest = 0.0;
  for (const double y : s.y) highest = std::max(highest, y);
  CHECK(highest == Approx(2.7).margin(0.05));  // Yarnell's table: 2.7 at 2.0 1/Å
  // ⟨b⟩² = 2 barn: F = 2 (S − 1)
  outcome = folder.run("transform s.csv --holds S --to F --normalisation barn --b2 '200 fm^2' -o f.csv" + density);
  REQUIRE(outcome.code == 0);
  const auto f = read_curve((folder.path() / "f.csv").string());
  CHECK(has(f.header, "F(Q) = <b>² [S(Q) - 1], absolute: <b>² = 2 barn"));
  CHECK(has(f.header, "units: 1/Å, barn"));
  for (std::size_t k = 0; k < s.x.size(); k += 50) CHECK(f.y[k] == Approx(2.0 * (s.y[k] - 1.0)).margin(1e-12));
}

TEST_CASE("errors in a file go through to the function wanted", "[transform_test]") {
  const WorkFolder folder;
  folder.write("s.csv", "Q,S,err\n0.5,0.1,0.02\n1.0,0.2,0.02\n1.5,1.4,0.02\n2.0,0.9,0.02\n2.5,1.0,0.02\n");
  REQUIRE(folder.run("transform s.csv --holds S --to i -o i.csv" + density).code == 0);
  for (const double e : read_curve((folder.path() / "i.csv").string()).error) CHECK(e == Approx(0.02));
  REQUIRE(folder.run("transform s.csv --holds S --to T -o t.csv" + density).code == 0);
  const auto t = read_curve((folder.path() / "t.csv").string());
  REQUIRE(t.error.size() == t.x.size());
  CHECK(t.error[100] > 0.0);
}

TEST_CASE("mistakes in a transform name the option or the file", "[transform_test]") {
  const std::string s = s_file + density + " --holds ";
  expect(s + "s", "--holds: there is no function 's'; known: S, i, F, Qi of Q and g, D, T, G, R of r");
  expect(s + "S --delta '0.1 Å'", "--delta is the width of --window soper-lorch, which isn't asked for");
  expect(s + "S --rmax '10 Å'", "--rmax: the file holds a function of Q, which ends at --qmax");
  expect(s + "S --scan '6:10 1/Å'", "--scan: '6:10 1/Å' isn't from:to:step with a unit, such as \"10:25:2.5 1/Å\"");
  expect(s + "S --to i --scan '6 1/Å'",
         "--scan makes functions of r from one of Q with several Qmax; the file holds S and i is asked for");
  expect(s + "F --normalisation barn", "an absolute function carries <b>², which must be given and positive");
  expect(s + "F --normalisation barn --b2 3",
         "--b2: '3' isn't a positive number in fm^2 or barn, such as \"45.2 fm^2\"");
  expect(s + "S --qmax '15 1/Å'",
         s_file + ": a window that ends at 15 1/Å was asked for; the S(Q) runs from 0.0294 to 11.7474 1/Å");
  expect(s_file + " --holds S --density '3 Å'",
         "--density: '3 Å' is a length; expected a number with a unit such as \"1 1/Å^3\"");
  const WorkFolder folder;
  folder.write("gap.csv", "0.5,0.1\n1.0,0.2\n2.5,1.0\n3.0,1.0\n");
  const auto outcome = folder.run("transform gap.csv --holds S" + density);
  CHECK(outcome.err ==
        "liquidus: gap.csv: the S(Q) that is to be transformed has no point from 1 to 2.5 1/Å; gaps of up to 1 1/Å are "
        "bridged\n");
  CHECK(outcome.code == 2);
}
