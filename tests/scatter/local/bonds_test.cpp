#include "scatter/local/bonds.hpp"

#include <catch2/catch.hpp>
#include <limits>
#include <string>
#include <vector>

#include "core/errors.hpp"
#include "scatter/local/bond_graph.hpp"
#include "support/random_structure.hpp"

using namespace liquidus;
using namespace liquidus::testing;

TEST_CASE("bonds are read with their species and length", "[bonds_test]") {
  const auto rules = bond_rules("rings", {"Fe-O 2.6 Å", "  Si-O\t0.22 nm", "Fe3+-O2- 2 Å", "Cl--Na+ 3Å", "O_b-Si 2 Å"});
  REQUIRE(rules.size() == 5);
  CHECK(rules[0].name() == "Fe-O");
  CHECK(rules[0].length == Approx(2.6));
  CHECK(rules[1].length == Approx(2.2));
  CHECK(rules[2].a == "Fe3+");
  CHECK(rules[2].b == "O2-");
  CHECK(rules[3].a == "Cl-");
  CHECK(rules[3].b == "Na+");
  CHECK(rules[4].a == "O_b");
  CHECK(species_of({rules[0], rules[1]}) == std::vector<std::string>{"Fe", "O", "Si"});
  CHECK(formula("Fe", {"O"}, {4}) == "FeO4");
  CHECK(formula("O", {"Fe", "Si"}, {2, 1}) == "OFe2Si1");
  CHECK(formula("O", {"Fe", "Si"}, {0, 1}) == "OSi1");
  CHECK(formula("O", {"Si"}, {0}) == "OSi0");
  CHECK(formula("Fe3+", {"O2-"}, {4}) == "(Fe3+)(O2-)4");
}

TEST_CASE("a text that is no bond is refused", "[bonds_test]") {
  const auto refused = [](const std::vector<std::string>& bonds, const std::string& why) {
    CHECK_THROWS_WITH(bond_rules("angles", bonds), Catch::StartsWith("[[measure]] type = \"angles\": bonds: " + why));
  };
  refused({}, "there is none");
  refused({"Fe-O"}, "'Fe-O' has no length");
  refused({"FeO 2 Å"}, "'FeO 2 Å' doesn't begin with two species");
  refused({"Fe-Xq 2 Å"}, "'Fe-Xq 2 Å' doesn't begin with two species");
  refused({"Fe-O 2"}, "'Fe-O 2' has a length given as number");
  refused({"Fe-O 2 eV"}, "'Fe-O 2 eV' has a length given as energy");
  refused({"Fe-O two"}, "'Fe-O two' has a length that can't be read");
  refused({"Fe-O 0 Å"}, "'Fe-O 0 Å' has a length that isn't positive");
  refused({"Fe-O 2 Å", "O-Fe 3 Å"}, "O-Fe is named twice");
}

TEST_CASE("bonds are those that trying all images finds, in any cell", "[bonds_test]") {
  Random random(92, Stream::packing, 0, 0);
  const std::vector<BondRule> rules{{"Fe", "O", 2.9}, {"Fe", "Fe", 1.9}, {"O", "Si", 3.3}};
  BondFinder finder(rules);
  std::size_t bonds = 0;
  for (int trial = 0; trial < 16; ++trial) {
    // from cells smaller than the bonds are long on; "K" has no bonds
    const double edge = 2.0 + 0.4 * trial;
    Structure atoms = random_structure(random, random_cell(random, edge, periodicity(trial % 8), trial % 3 == 0),
                                       {"Fe", "O", "Si", "K"}, 1 + static_cast<Index>(0.05 * edge * edge * edge));
    scatter_over_images(random, atoms, 2);
    const BondGraph& graph = finder.find(atoms);
    REQUIRE(graph.size() == atoms.size());
    const auto length = [&](Index i, Index j) {
      for (const auto& rule : rules)
        if ((rule.a == atoms.name(i) && rule.b == atoms.name(j)) ||
            (rule.b == atoms.name(i) && rule.a == atoms.name(j)))
          return rule.length;
      return 0.0;
    };
    const auto most = [&](std::size_t k) { return !atoms.cell.periodic()[k] ? 0 : trial < 5 ? 16 : 9; };
    for (Index i = 0; i < atoms.size(); ++i) {
      std::size_t expected = 0;
      for (Index j = 0; j < atoms.size(); ++j)
        for (int a = -most(0); a <= most(0); ++a)
          for (int b = -most(1); b <= most(1); ++b)
            for (int c = -most(2); c <= most(2); ++c) {
              if (i == j && a == 0 && b == 0 && c == 0) continue;
              const auto wrapped = [&](Index k) { return atoms.cell.wrapped(atoms.r[static_cast<std::size_t>(k)]); };
              expected += norm(atoms.cell.translated(wrapped(j), {a, b, c}) - wrapped(i)) < length(i, j);
            }
      const auto found = graph.of(i);
      INFO("trial " << trial << ", atom " << i);
      CHECK(found.size() == expected);
      bonds += expected;
      for (const Bond& bond : found) {
        const auto wrapped = [&](Index k) { return atoms.cell.wrapped(atoms.r[static_cast<std::size_t>(k)]); };
        CHECK(norm(atoms.cell.translated(wrapped(bond.to), bond.shift) - wrapped(i) - bond.d) < 1e-12);
        const Bond& back = graph.bonds[static_cast<std::size_t>(bond.reverse)];
        CHECK(back.to == i);
        CHECK(back.shift == Image{} - bond.shift);
        CHECK(norm(back.d + bond.d) == 0.0);
      }
    }
  }
  CHECK(bonds > 100);
}

TEST_CASE("an atom nowhere is named", "[bonds_test]") {
  Structure atoms;
  atoms.cell = Cell::cubic(5.0);
  atoms.add("Fe", {0, 0, 0});
  atoms.add("O", {std::numeric_limits<double>::quiet_NaN(), 0, 0});
  BondFinder finder({{"Fe", "O", 2.0}});
  CHECK_THROWS_AS(finder.find(atoms), SimulationError);
  CHECK_THROWS_WITH(finder.find(atoms), Catch::StartsWith("atom 1 'O' has a position"));
}
