#include "active/curation/statistics.hpp"

#include <catch2/catch.hpp>
#include <cmath>

#include "active/curation/labelled_melts.hpp"
#include "core/units.hpp"
#include "support/random_structure.hpp"
#include "support/temporary_folder.hpp"

using namespace liquidus;
using liquidus::testing::melt;

namespace {

bool has(const std::string& text, const std::string& part) { return text.find(part) != std::string::npos; }

const Distribution& of(const DatasetStatistics& statistics, const std::string& key) {
  for (const auto& d : statistics.distributions)
    if (d.key == key) return d;
  throw std::runtime_error("no " + key);
}

}  // namespace

TEST_CASE("Closest pairs are those of all pairs and images", "[statistics_test]") {
  for (Index seed = 0; seed < 4; ++seed) {
    Random random(3, Stream::curation, 0, seed);
    const auto cell = testing::random_cell(random, 9.0, testing::periodicity(static_cast<int>(7 - seed)));
    const auto atoms = testing::random_structure(random, cell, {"Na", "Cl", "K"}, 20);
    const double cutoff = 4.0;
    std::map<std::string, double> expected;
    for (Index i = 0; i < atoms.size(); ++i)
      for (Index j = 0; j < atoms.size(); ++j)
        for (int m = 0; m < 125; ++m) {  // images −2 … 2 of each direction
          const Image shift{m % 5 - 2, m / 5 % 5 - 2, m / 25 - 2};
          bool possible = i != j || shift != Image{};
          for (std::size_t k = 0; k < 3; ++k) possible = possible && (shift[k] == 0 || cell.periodic()[k]);
          if (!possible) continue;
          const auto &a = atoms.name(i), &b = atoms.name(j);
          const double r =
              norm(cell.translated(atoms.r[static_cast<std::size_t>(j)], shift) - atoms.r[static_cast<std::size_t>(i)]);
          const auto name = a <= b ? a + "-" + b : b + "-" + a;
          if (r < cutoff && (!expected.contains(name) || expected[name] > r)) expected[name] = r;
        }
    const auto pairs = closest_pairs(atoms, cutoff);
    REQUIRE(pairs.size() == expected.size());
    for (const auto& pair : pairs) {
      CHECK(pair.r == Approx(expected.at(pair.name())).epsilon(1e-12));
      CHECK(atoms.name(pair.i) == pair.a);
      CHECK(atoms.name(pair.j) == pair.b);
    }
  }
}

TEST_CASE("Two atoms on one another have no distance", "[statistics_test]") {
  Structure atoms;
  atoms.cell = Cell::cubic(10.0);
  atoms.add("Na", {1.0, 1.0, 1.0});
  atoms.add("Cl", {11.0, 1.0, 1.0});
  const auto pairs = closest_pairs(atoms);
  REQUIRE(pairs.size() == 1);
  CHECK(pairs[0].r == Approx(0.0).margin(1e-12));
  CHECK(formula_of(atoms) == "Cl1Na1");
}

TEST_CASE("Numbers of a set", "[statistics_test]") {
  LabelledSet set;
  for (Index k = 0; k < 3; ++k) set.frames.push_back(melt(k));
  set.frames[2].config_type = "hot";
  set.frames[2].frame.energy.reset();
  set.frames[1].frame.stress = Mat3::diagonal(units::GPa, 2.0 * units::GPa, 6.0 * units::GPa);
  set.frames[1].frame.info["parent"] = std::string("run-2");
  const auto statistics = statistics_of(set);
  CHECK(statistics.frames == 3);
  CHECK(statistics.atoms == 192);
  CHECK(statistics.types == std::map<std::string, Index>{{"Default", 2}, {"hot", 1}});
  CHECK(statistics.formulas == std::map<std::string, Index>{{"Cl32Na32", 3}});
  CHECK(statistics.labels == std::map<std::string, Index>{{"energy", 2}, {"forces", 3}, {"stress", 1}});
  CHECK(statistics.sources.at("parent").at("run-2") == 1);
  CHECK_FALSE(statistics.determined);
  CHECK(of(statistics, "energy").values.size() == 2);
  CHECK(of(statistics, "force").values.size() == 192);
  CHECK(of(statistics, "pressure").values.at(0) == Approx(-3.0));
  // 32 ion pairs of 58.44 u in a cube of 11.6 Å
  CHECK(of(statistics, "density").values[0] == Approx(32.0 * 58.44 * 1.66054 / std::pow(11.6, 3)).epsilon(1e-3));
  const auto& numbers = statistics.numbers[1];
  Vec3 net{};
  for (const auto& f : set.frames[1].frame.forces) net += f;
  CHECK(numbers.net_force == Approx(norm(net)));
  CHECK(std::isnan(statistics.numbers[2].energy));
}

TEST_CASE("Moments of known numbers", "[statistics_test]") {
  const auto m = moments_of({4.0, 1.0, std::nan(""), 2.0, 3.0});
  CHECK(m.count == 4);
  CHECK(m.least == 1.0);
  CHECK(m.largest == 4.0);
  CHECK(m.mean == 2.5);
  CHECK(m.median == 2.5);
  CHECK(m.deviation == Approx(std::sqrt(5.0 / 3.0)));
  CHECK(moments_of({}).count == 0);
}

TEST_CASE("A table and a page that stands by itself", "[statistics_test]") {
  const testing::TemporaryFolder folder;
  LabelledSet set;
  for (Index k = 0; k < 5; ++k) set.frames.push_back(melt(k));
  set.frames[1].config_type = "a,\"b\"<c>";
  const auto statistics = statistics_of(set);
  write_frame_table(folder / "frames.csv", set, statistics);
  const auto table = testing::contents(folder / "frames.csv");
  CHECK(has(table, "\nmelts.extxyz,1,\"a,\"\"b\"\"<c>\",Cl32Na32,64,"));
  CHECK(std::count(table.begin(), table.end(), '\n') == 7);
  write_statistics_page(folder / "page.html", "Salt & more", statistics);
  const auto page = testing::contents(folder / "page.html");
  CHECK(has(page, "<h1>Salt &amp; more</h1>"));
  CHECK(has(page, "a,\"b\"&lt;c&gt;"));
  CHECK(has(page, "Closest Cl-Na of a frame (Å)"));
  CHECK_FALSE(has(page, "http"));
  CHECK(has(page, "</html>"));
}
