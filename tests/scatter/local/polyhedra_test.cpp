#include "scatter/local/polyhedra.hpp"

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

PolyhedraOptions options(const std::vector<std::string>& bonds, const std::vector<std::string>& formers = {}) {
  PolyhedraOptions options;
  options.bonds = bonds;
  options.formers = formers;
  return options;
}

Findings polyhedra_of(const Structure& atoms, const PolyhedraOptions& options) {
  Polyhedra polyhedra(options);
  show(polyhedra, atoms);
  return polyhedra.findings();
}

/// Neighbours of a polyhedron that share a corner, an edge, a face.
struct Shared {
  double corners, edges, faces;
};

void check(const Structure& atoms, const std::string& bond, const std::string& centre, int ligands, Shared expected) {
  const Findings found = polyhedra_of(atoms, options({bond}));
  INFO(bond << ", " << atoms.size() << " atoms");
  CHECK(number(found, "fraction " + std::to_string(ligands) + "-fold " + centre).value == 1.0);
  const auto per = column(table(found, "sharing"), "per_" + centre + "-" + centre);
  CHECK(per == std::vector<double>{expected.corners, expected.edges, expected.faces});
  const double all = expected.corners + expected.edges + expected.faces;
  CHECK(number(found, "edge-sharing fraction " + centre + "-" + centre).value == Approx(expected.edges / all));
  CHECK(number(found, "spanning").value == 1.0);
}

}  // namespace

// Each M shares as many ligands with others as its ligands have further M: of rocksalt 6 · 5 = 12 · 2 + 6 · 1, of
// rutile 6 · 2 = 2 · 2 + 8, of ReO3 6 · 1, of NiAs 6 · 5 = 2 · 3 + 6 · 2 + 12, of fluorite's cubes 8 · 3 = 12 · 2, and
// of its tetrahedra 4 · 7 = 6 · 2 + (12 + 4) · 1.
TEST_CASE("polyhedra of crystals share the corners, edges and faces that they share", "[polyhedra_test]") {
  check(primitive_rocksalt(5.64), "Na-Cl 3.2 Å", "Na", 6, {6, 12, 0});
  check(rocksalt(5.64, 1), "Na-Cl 3.2 Å", "Na", 6, {6, 12, 0});
  check(rocksalt(5.64, 3), "Cl-Na 3.2 Å", "Cl", 6, {6, 12, 0});
  check(rutile({1, 1, 1}), "Ti-O 2.2 Å", "Ti", 6, {8, 2, 0});
  check(rutile({3, 2, 3}), "Ti-O 2.2 Å", "Ti", 6, {8, 2, 0});
  check(rhenium_trioxide(3.75, 1), "Re-O 2.2 Å", "Re", 6, {6, 0, 0});
  check(rhenium_trioxide(3.75, 3), "Re-O 2.2 Å", "Re", 6, {6, 0, 0});
  check(nickel_arsenide(3.62, 1), "Ni-As 2.8 Å", "Ni", 6, {12, 6, 2});
  check(nickel_arsenide(3.62, 3), "Ni-As 2.8 Å", "Ni", 6, {12, 6, 2});
  check(fluorite(5.46, 1), "Ca-F 2.6 Å", "Ca", 8, {0, 12, 0});
  check(fluorite(5.46, 2), "F-Ca 2.6 Å", "F", 4, {16, 6, 0});
}

TEST_CASE("pairs of different centres are counted from both sides", "[polyhedra_test]") {
  // Fe - O2 - Si, sharing both O, and another Si on one of them
  Structure s;
  s.cell = Cell::cubic(30.0);
  s.add("Fe", {10, 10, 10}), s.add("O", {11, 11, 10}), s.add("O", {11, 9, 10}), s.add("Si", {12, 10, 10});
  s.add("Si", {11, 12.4, 10});
  const Findings found = polyhedra_of(s, options({"Fe-O 1.6 Å", "Si-O 1.6 Å"}));
  const auto& sharing = table(found, "sharing");
  CHECK(column(sharing, "per_Fe-Si") == std::vector<double>{1.0, 1.0, 0.0});
  CHECK(column(sharing, "per_Si-Fe") == std::vector<double>{0.5, 0.5, 0.0});
  CHECK(column(sharing, "per_Si-Si") == std::vector<double>{1.0, 0.0, 0.0});
  CHECK(column(sharing, "fraction_Fe-Si") == std::vector<double>{0.5, 0.5, 0.0});
  CHECK(number(found, "corner-sharing neighbours Si-Fe").value == 0.5);
  CHECK(number(found, "fraction O of 3 formers").value == 0.5);
  CHECK(number(found, "spanning").value == 0.0);
  CHECK(number(found, "largest cluster").value == 1.0);
}

TEST_CASE("Q counts the bridging ligands of network formers", "[polyhedra_test]") {
  const Structure net = crystal(Mat3::diagonal(7.16, 7.16, 7.16), diamond_sites("Si"), {1, 1, 1});
  const Findings cristobalite = polyhedra_of(with_oxygen(net, 3.3), options({"Si-O 2 Å"}));
  CHECK(number(cristobalite, "fraction Q4 Si").value == 1.0);
  CHECK(number(cristobalite, "mean Q Si").value == 4.0);
  CHECK(number(cristobalite, "fraction O of 2 formers").value == 1.0);
  CHECK(number(cristobalite, "spanning").value == 1.0);
  // Si-O-Si with another O on one end: Q¹ twice; a lone Si: Q⁰. Na isn't part of the network that it would close.
  Structure s;
  s.cell = Cell::cubic(30.0);
  s.add("Si", {5, 5, 5}), s.add("O", {6.5, 5, 5}), s.add("Si", {8, 5, 5}), s.add("O", {9.5, 5, 5});
  s.add("Na", {11.5, 5, 5}), s.add("O", {13.5, 5, 5}), s.add("Si", {15, 5, 5}), s.add("Si", {25, 5, 5});
  const Findings found = polyhedra_of(s, options({"Si-O 1.7 Å", "Na-O 2.1 Å"}, {"Si"}));
  CHECK(column(found.tables[0], "Q_Si") == std::vector<double>{0.5, 0.5, 0.0});
  CHECK(number(found, "largest cluster").value == 0.5);
  CHECK(number(found, "spanning").value == 0.0);
  CHECK_FALSE(has_number(found, "mean Q Na"));
  CHECK(number(found, "mean ligands of Na").value == 2.0);
  const Findings with_sodium = polyhedra_of(s, options({"Si-O 1.7 Å", "Na-O 2.1 Å"}));
  CHECK(number(with_sodium, "largest cluster").value == Approx(4.0 / 5.0));
}

TEST_CASE("polyhedra don't depend on threads, and restored ones go on bit for bit", "[polyhedra_test]") {
  const auto wanted = options({"Na-Cl 3.3 Å"});
  Polyhedra unbroken(wanted), before(wanted), after(wanted), threaded(wanted);
  const auto frame = [](Index f) { return shaken(rocksalt(5.64, 2), 0.1 * static_cast<double>(f), f); };
  for (Index f = 0; f < 9; ++f) {
    show(unbroken, frame(f));
    if (f < 4) show(before, frame(f));
  }
  after.restore(before.state());
  for (Index f = 4; f < 9; ++f) show(after, frame(f));
  CHECK(after.state() == unbroken.state());
  const int threads_before = threads();
  set_threads(3);
  for (Index f = 0; f < 9; ++f) show(threaded, frame(f));
  set_threads(threads_before);
  CHECK(threaded.state() == unbroken.state());
  const Findings found = unbroken.findings();
  CHECK(column(found.tables[0], "err_ligands_Na").size() == column(found.tables[0], "n").size());
  CHECK(number(found, "fraction 6-fold Na").error.has_value());
  CHECK_THROWS_AS(Polyhedra(options({"Na-Cl 3.2 Å"})).restore(unbroken.state()), InputError);
}

TEST_CASE("mistakes in the options of polyhedra are named", "[polyhedra_test]") {
  CHECK_THROWS_WITH(
      Polyhedra(options({"Si-O 2 Å", "O-Fe 2 Å"})),
      "[[measure]] type = \"polyhedra\": bonds: O is centre and ligand at once; of every bond the centre is "
      "named first and the ligand second");
  CHECK_THROWS_WITH(Polyhedra(options({"Si-O 2 Å"}, {"Sj"})),
                    "[[measure]] type = \"polyhedra\": formers: 'Sj' is no centre of a bond; did you mean 'Si'?");
  CHECK_THROWS_WITH(polyhedra_of(rocksalt(5.64, 1), options({"Na-Br 3 Å"})), Catch::Contains("no species 'Br'"));
  const Findings far = polyhedra_of(rocksalt(5.64, 1), options({"Na-Cl 1 Å"}));
  CHECK(far.remarks == std::vector<std::string>{"No Na has a ligand in any frame."});
}
