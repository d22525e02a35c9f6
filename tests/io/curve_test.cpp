#include "io/curve.hpp"

#include <sstream>

#include "helpers.hpp"

using namespace liquidus;
using liquidus::testing::contents;
using liquidus::testing::error_of;
using liquidus::testing::shared_data;
using liquidus::testing::TemporaryFolder;

namespace {

Curve curve_of(const std::string& text, CurveColumns columns = {}) {
  std::istringstream in(text);
  return read_curve(in, "gr.csv", columns);
}

std::string mistake(const std::string& text, CurveColumns columns = {}) {
  return error_of([&] { curve_of(text, columns); });
}

}  // namespace

TEST_CASE("A curve is read with commas, semicolons, tabs or blanks between its columns", "[curve_test]") {
  const auto text = GENERATE(as<std::string>(), "r,g\n1,0.5\n2,1.5\n", "1 0.5\n2   1.5", "\t1\t0.5\r\n\t2\t1.5\r\n",
                             "# a comment\n\n1;0.5\n2;1.5 # another\n", "r g\nA 1\n1.0D0 +5e-1\n2 1.5\n",
                             "\xef\xbb\xbfr, g\n1, 0.5\n2, 1.5\n");
  const auto curve = curve_of(text);
  CHECK(curve.x == std::vector<double>{1.0, 2.0});
  CHECK(curve.y == std::vector<double>{0.5, 1.5});
  CHECK(curve.error.empty());
}

TEST_CASE("Names, comments and a third column of errors are kept", "[curve_test]") {
  const auto curve = curve_of("# argon at 85 K\n! Yarnell 1973\nq (1/A),S(q),dS\n0.1,0.2,0.01\n0.2,0.3,0.02\n");
  CHECK(curve.header == "argon at 85 K\nYarnell 1973");
  CHECK(curve.columns == std::vector<std::string>{"q (1/A)", "S(q)", "dS"});
  CHECK(curve.error == std::vector<double>{0.01, 0.02});
}

TEST_CASE("Any two columns of a wider table make a curve", "[curve_test]") {
  const auto curve = curve_of("a b c d\n9 1 5 0.1\n8 2 6 0.2\n", {1, 2, 3});
  CHECK(curve.x == std::vector<double>{1.0, 2.0});
  CHECK(curve.y == std::vector<double>{5.0, 6.0});
  CHECK(curve.error == std::vector<double>{0.1, 0.2});
  CHECK(curve.columns == std::vector<std::string>{"b", "c", "d"});
}

TEST_CASE("A table may have a single row and column", "[curve_test]") {
  std::istringstream in("3.5\n");
  const auto table = read_table(in, "t");
  REQUIRE(table.columns.size() == 1);
  CHECK(table.columns[0] == std::vector<double>{3.5});
  CHECK(table.lines == std::vector<Index>{1});
}

TEST_CASE("A mistake in a curve is met with its line", "[curve_test]") {
  CHECK(mistake("r,g\n1,2\n2,3,4\n") == "gr.csv:3: expected 2 numbers as in the rows before, found 3");
  CHECK(mistake("r,g\n1,2\n2,abc\n") == "gr.csv:3: column 2: 'abc' is not a number");
  CHECK(mistake("1,2\n2,\n") == "gr.csv:2: column 2: '' is not a number");
  CHECK(mistake("1 2\n2 nan\n") == "gr.csv:2: column 2: nan is not a finite number");
  CHECK(mistake("1,5;2,3\n") == "gr.csv:1: column 1: '1,5' is not a number");
  CHECK(mistake("1 2\n3 4\n3 5\n") == "gr.csv:3: x must increase from row to row; 3 follows 3");
  CHECK(mistake("1 2 0.1\n3 4 -0.1\n") == "gr.csv:2: the error is negative (-0.1)");
  CHECK(mistake("1\n2\n") == "gr.csv:1: there is no column 2; the file has 1 column");
  CHECK(mistake("1 2\n", {-1, 1}) == "gr.csv:1: there is no column 0; the file has 2 columns");
  CHECK(mistake("# nothing\nr,g\n") == "gr.csv: there are no numbers in the file");
  CHECK(mistake("") == "gr.csv: there are no numbers in the file");
  CHECK(mistake("1 2\n1e999 3\n") == "gr.csv:2: column 1: '1e999' is not a number");
  CHECK(error_of([] { read_curve("no/such.csv"); }) == "cannot open 'no/such.csv': No such file or directory");
  CHECK(error_of([] { read_curve("/"); }) == "cannot open '/': it is a folder");
}

TEST_CASE("Columns that are written read back bit for bit, with units in a comment", "[curve_test]") {
  const TemporaryFolder folder;
  const std::vector<double> r{0.1, 1.0 / 3.0, 2e300}, g{-0.0, 5e-324, 1.0000000000000002};
  write_curves(folder / "g.csv", {{"r", "Å", r}, {"g", "", g}}, "NaCl, 1150 K\nNa-Cl");
  CHECK(contents(folder / "g.csv").starts_with("# NaCl, 1150 K\n# Na-Cl\n# units: Å, 1\nr,g\n0.1,-0\n"));
  const auto back = read_curve(folder / "g.csv");
  CHECK(back.x == r);
  CHECK(back.y == g);
  CHECK(std::signbit(back.y[0]));
  CHECK_THROWS_AS(write_curves(folder / "no/such/folder.csv", {}), Error);
}

TEST_CASE("Measured curves of the shared data are read", "[curve_test]") {
  const auto argon = shared_data("measured/argon-85K-gr.csv");
  if (argon.empty()) return;
  const auto curve = read_curve(argon);
  CHECK(curve.columns == std::vector<std::string>{"r", "g"});
  CHECK(curve.x[0] == 0.0681);
  for (const auto* name : {"argon-85K-sq.csv", "krypton-199K-gr.csv", "xenon-274K-gr.csv", "neon-42K-gr.csv"})
    CHECK(read_curve(shared_data(std::string("measured/") + name)).x.size() > 40);
  const auto water = shared_data("measured/water-295K-xray.txt");
  const auto oxygen = read_curve(water, {3, 4, 5});
  CHECK(oxygen.columns == std::vector<std::string>{"r", "g_OO(r)", "error"});
  CHECK(oxygen.x[1] == 0.01);
  CHECK(oxygen.error[1] == 0.354929);
  const auto silica = read_table(shared_data("measured/silica-neutron.mint01"));
  CHECK(silica.columns.size() == 3);
}
