#include "scatter/local/rings.hpp"

#include <catch2/catch.hpp>
#include <string>
#include <vector>

#include "core/errors.hpp"
#include "core/threads.hpp"
#include "scatter/local/crystals.hpp"
#include "scatter/systems.hpp"

using namespace liquidus;
using namespace liquidus::testing;

namespace {

const std::vector<std::string> all_criteria{"king", "guttman", "primitive"};

RingsOptions options(const std::vector<std::string>& bonds, Index max_size,
                     const std::vector<std::string>& count = {}) {
  RingsOptions options;
  options.bonds = bonds;
  options.criteria = all_criteria;
  options.max_size = max_size;
  options.count = count;
  return options;
}

Findings rings_of(const Structure& atoms, const RingsOptions& options) {
  Rings rings(options);
  show(rings, atoms);
  return rings.findings();
}

struct Expected {
  int n;
  double per_node, found;
};

/// These rings for each node and no others.
void check(const Findings& findings, const std::string& criterion, const std::vector<Expected>& expected) {
  const auto per_node = column(table(findings, criterion), "R_node");
  const auto found = column(table(findings, criterion), "found");
  for (std::size_t k = 0; k < per_node.size(); ++k) {
    double rings = 0.0, at_node = 0.0;
    for (const auto& e : expected)
      if (e.n == static_cast<int>(k) + 1) {
        rings = e.per_node;
        at_node = e.found;
      }
    INFO(criterion << " " << k + 1);
    CHECK(per_node[k] == Approx(rings).epsilon(1e-12));
    CHECK(found[k] == Approx(at_node).epsilon(1e-12));
  }
}

}  // namespace

// The six pairs of bonds of an atom have two hexagons each; every hexagon is found from its six atoms.
TEST_CASE("diamond has twelve hexagons at an atom and two for each, by all criteria", "[rings_test]") {
  const double a = 3.567;
  const Structure two_atoms = crystal({Vec3{0, 0.5 * a, 0.5 * a}, Vec3{0.5 * a, 0, 0.5 * a}, Vec3{0.5 * a, 0.5 * a, 0}},
                                      {{"C", {0, 0, 0}}, {"C", {0.25, 0.25, 0.25}}});
  for (const Structure& atoms : {two_atoms, diamond(a, 1), diamond(a, 3)}) {
    const Findings found = rings_of(atoms, options({"C-C 1.8 Å"}, 6));
    for (const auto& criterion : all_criteria) check(found, criterion, {{6, 2.0, 12.0}});
    CHECK(ring_number(found, "king", "R_C", 6) == 2.0 * static_cast<double>(atoms.size()));
    CHECK(ring_number(found, "king", "P_N", 6) == 1.0);
    CHECK(ring_number(found, "king", "P_max", 6) == 1.0);
    CHECK(ring_number(found, "king", "P_min", 6) == 1.0);
    CHECK(number(found, "mean size of primitive rings").value == 6.0);
  }
}

// Two bonds at 90° close a square, and two in line a rectangle of two squares, four of them. Six rectangles 2 × 1 for
// each atom are found at the two middles of their long sides. King's criterion sees no hexagon, for all its angles are
// of squares; but the hexagon of a cube is primitive: none of its opposite corners are nearer than three edges. The
// rectangle isn't: its middles are one edge apart.
TEST_CASE("in a cubic lattice King's rings are squares and rectangles, the primitive ones squares and hexagons",
          "[rings_test]") {
  for (const Structure& atoms : {primitive_rocksalt(5.64), rocksalt(5.64, 1), rocksalt(5.64, 2)}) {
    const Findings found = rings_of(atoms, options({"Na-Cl 3.2 Å"}, 10));
    check(found, "king", {{4, 3.0, 12.0}, {6, 6.0, 12.0}});
    check(found, "guttman", {{4, 3.0, 12.0}});
    check(found, "primitive", {{4, 3.0, 12.0}, {6, 4.0, 24.0}});
    CHECK(ring_number(found, "king", "P_max", 4) == 0.0);
    CHECK(ring_number(found, "king", "P_max", 6) == 1.0);
    CHECK(ring_number(found, "king", "P_min", 4) == 1.0);
    CHECK(ring_number(found, "king", "P_min", 6) == 0.0);
  }
}

// The vertex symbols of the nets qtz (6·6·6₂·6₂·8₇·8₇) and sod (4·4·6·6·6·6) say which and how many shortest rings the
// six pairs of bonds have (O'Keeffe & Hyde, Zeolites 19, 370 (1997)), of which they count those that are primitive: the
// 18 octagons that King's criterion finds in quartz are nine for each of two pairs, seven of them primitive
// (ring_counts_test). Sodalite's primitive rings are the faces of its cages: in a cell of 12 Si 6 squares and 8
// hexagons.
TEST_CASE("quartz and sodalite have the rings of their vertex symbols", "[rings_test]") {
  for (const Index n : {1, 3}) {
    const Findings found = rings_of(quartz(n), options({"Si-Si 3.3 Å"}, 10));
    CHECK(ring_number(found, "king", "found", 6) == 6.0);
    CHECK(ring_number(found, "king", "R_node", 6) == 1.0);
    CHECK(ring_number(found, "king", "found", 8) == 18.0);
    CHECK(ring_number(found, "primitive", "R_node", 6) == 1.0);
    CHECK(ring_number(found, "primitive", "R_node", 8) > 0.0);
    const Findings cages = rings_of(sodalite(8.9, n), options({"Si-Si 3.3 Å"}, 8));
    check(cages, "king", {{4, 0.5, 2.0}, {6, 8.0 / 12.0, 4.0}});
    check(cages, "guttman", {{4, 0.5, 2.0}});  // every bond is an edge of a square
    CHECK(ring_number(cages, "primitive", "R_node", 4) == 0.5);
    CHECK(ring_number(cages, "primitive", "R_node", 6) == Approx(8.0 / 12.0));
  }
}

TEST_CASE("silica's rings are counted in Si or in all atoms", "[rings_test]") {
  const Structure net = crystal(Mat3::diagonal(7.16, 7.16, 7.16), diamond_sites("Si"), {1, 1, 1});
  const Structure cristobalite = with_oxygen(net, 3.3);
  REQUIRE(cristobalite.size() == 24);
  const Findings of_si = rings_of(cristobalite, options({"Si-O 2 Å"}, 14, {"Si"}));
  for (const auto& criterion : all_criteria) check(of_si, criterion, {{6, 2.0, 12.0}});
  CHECK(of_si.tables[0].comment.find("nodes, and n, the nodes in a ring: Si\n") != std::string::npos);
  // 16 rings in a cell of 24 atoms; at each O its one pair of bonds has the 2 · 3 hexagons over its Si–Si edge
  const Findings of_all = rings_of(cristobalite, options({"Si-O 2 Å"}, 14));
  for (const auto& criterion : all_criteria) check(of_all, criterion, {{12, 16.0 / 24.0, 8.0}});
  const Findings high_quartz = rings_of(with_oxygen(quartz(2), 3.3), options({"Si-O 2 Å"}, 16, {"Si"}));
  CHECK(ring_number(high_quartz, "king", "found", 6) == 6.0);
  CHECK(ring_number(high_quartz, "king", "found", 8) == 18.0);
}

TEST_CASE("a sheet of graphene has its hexagons, periodic across the sheet or not", "[rings_test]") {
  const double a = 2.46, t = 1.0 / 3.0;
  for (const Index n : {1, 4}) {
    Structure sheet = crystal(hexagonal(a, 10.0), {{"C", {t, 2.0 * t, 0.5}}, {"C", {2.0 * t, t, 0.5}}}, {n, n, 1});
    for (const bool across : {true, false}) {
      sheet.cell = Cell(sheet.cell.vectors(), {true, true, across});
      const Findings found = rings_of(sheet, options({"C-C 1.7 Å"}, 10));
      for (const auto& criterion : all_criteria) check(found, criterion, {{6, 0.5, 3.0}});
    }
  }
}

TEST_CASE("a chain round the cell is no ring", "[rings_test]") {
  Structure chain;
  chain.cell = Cell::orthorhombic({8.0, 20.0, 20.0});
  for (int k = 0; k < 4; ++k) chain.add("S", {2.0 * k, 0, 0});
  const Findings found = rings_of(chain, options({"S-S 2.2 Å"}, 12));
  for (const auto& criterion : all_criteria) check(found, criterion, {});
  CHECK(found.numbers.empty());
  CHECK(found.remarks.size() == 3);
  CHECK(found.remarks[0] == "No frame has a king ring of up to 12 atoms.");
  // closed by itself it is one
  Structure ring;
  ring.cell = Cell::cubic(20.0);
  for (int k = 0; k < 8; ++k)
    ring.add("S", {2.7 * std::cos(0.25 * units::pi * k), 2.7 * std::sin(0.25 * units::pi * k), k % 2 ? 0.3 : -0.3});
  const Findings crown = rings_of(ring, options({"S-S 2.3 Å"}, 12));
  for (const auto& criterion : all_criteria) check(crown, criterion, {{8, 1.0 / 8.0, 1.0}});
  CHECK(ring_number(crown, "primitive", "R_C", 8) == 1.0);
}

TEST_CASE("rings don't depend on the number of threads, and a restored measure goes on bit for bit", "[rings_test]") {
  const RingsOptions wanted = options({"Na-Cl 3.4 Å", "Na-Na 3.3 Å"}, 8);
  const auto frame = [](Index f) { return shaken(rocksalt(5.64, 2), 0.35, f); };
  Rings unbroken(wanted), before(wanted), after(wanted), threaded(wanted);
  for (Index f = 0; f < 5; ++f) {
    show(unbroken, frame(f));
    if (f < 2) show(before, frame(f));
  }
  after.restore(before.state());
  for (Index f = 2; f < 5; ++f) show(after, frame(f));
  CHECK(after.state() == unbroken.state());
  const int threads_before = threads();
  set_threads(3);
  for (Index f = 0; f < 5; ++f) show(threaded, frame(f));
  set_threads(threads_before);
  CHECK(threaded.state() == unbroken.state());
  const Findings found = unbroken.findings();
  CHECK(column(table(found, "king"), "err_R_node").size() == 8);
  CHECK(number(found, "mean size of king rings").error.has_value());

  RingsOptions longer = wanted;
  longer.max_size = 10;
  CHECK_THROWS_WITH(Rings(longer).restore(unbroken.state()),
                    "the state of a measure can't be used: it has other bonds or options than the one asked for");
}

TEST_CASE("mistakes in the options of rings are named", "[rings_test]") {
  const auto refused = [](auto change, const std::string& message) {
    RingsOptions wrong = options({"Si-O 2.2 Å"}, 12);
    change(wrong);
    CHECK_THROWS_WITH(Rings(wrong), "[[measure]] type = \"rings\": " + message);
  };
  refused([](auto& o) { o.max_size = 2; }, "max_size must be 3 to 62 atoms");
  refused([](auto& o) { o.max_size = 63; }, "max_size must be 3 to 62 atoms");
  refused([](auto& o) { o.criteria = {"kings"}; }, "criteria: 'kings' is none; did you mean 'king'?");
  refused([](auto& o) { o.criteria = {}; }, "criteria: there is none");
  refused([](auto& o) { o.criteria = {"king", "king"}; }, "criteria: king is named twice");
  refused([](auto& o) { o.count = {"Fe"}; }, "count: 'Fe' has no bonds; known: Si, O");
  refused([](auto& o) { o.blocks = 0; }, "blocks must be at least 1");
  refused([](auto& o) { o.interval = 0; }, "interval must be at least 1 step");
}
