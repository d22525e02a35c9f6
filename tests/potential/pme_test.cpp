#include "potential/pme.hpp"

#include <catch2/catch.hpp>

#include "core/threads.hpp"
#include "core/units.hpp"
#include "potential/ewald_reference.hpp"
#include "potential/physics_checks.hpp"
#include "potential/targets.hpp"
#include "support/random_structure.hpp"

using namespace liquidus;
using namespace liquidus::testing;

namespace {

constexpr Cell::Periodic everywhere{true, true, true};
const std::vector<double> charges{1.0, -1.0};
const std::vector<std::string> salt{"Na", "Cl"};

/// Energy per ion pair in units of −q²/4πε0 over the nearest distance.
double madelung(const Structure& crystal, double nearest, const EwaldOptions& options) {
  const double pairs = 0.5 * static_cast<double>(crystal.size());
  return -evaluate(*make_coulomb_pme(charges, options), crystal).energy * nearest / units::coulomb / pairs;
}

/// An ion pair on a lattice: the primitive cells of rocksalt and CsCl.
Structure ion_pair(const Mat3& vectors, const Vec3& middle) {
  Structure s;
  s.cell = Cell(vectors, everywhere);
  s.add("Na", {0.1, 0.2, 0.3});
  s.add("Cl", Vec3{0.1, 0.2, 0.3} + middle);
  return s;
}

Structure disordered(Index n, double edge, bool skew = false) {
  Random random(11, Stream::packing, n, skew ? 1 : 0);
  return random_structure(random, random_cell(random, edge, everywhere, skew), salt, n, 1.7);
}

}  // namespace

TEST_CASE("the Madelung constants of rocksalt and CsCl come out of any cell", "[pme_test]") {
  // the error asked for of a force on a unit charge, and the errors of crystal energies are smaller
  const double a = 5.64, h = 0.5 * a;
  for (const double accuracy : {1e-9, 1e-10}) {
    const EwaldOptions options{9.0, accuracy, 8};
    CHECK(madelung(rocksalt(1, a, 0.0, salt), h, options) == Approx(1.747564594633).margin(1e-8));
    const Mat3 fcc{Vec3{0.0, h, h}, Vec3{h, 0.0, h}, Vec3{h, h, 0.0}};
    CHECK(madelung(ion_pair(fcc, {h, 0.0, 0.0}), h, options) == Approx(1.747564594633).margin(1e-8));
    const Mat3 sheared{Vec3{0.0, h, h}, Vec3{h, h, a}, Vec3{h, a, h} + Vec3{h, 0.0, h}};
    CHECK(madelung(ion_pair(sheared, {h, 0.0, 0.0}), h, options) == Approx(1.747564594633).margin(1e-8));
    const Mat3 cube = Mat3::diagonal(4.0, 4.0, 4.0);
    CHECK(madelung(ion_pair(cube, {2.0, 2.0, 2.0}), 2.0 * std::sqrt(3.0), options) ==
          Approx(1.762674773071).margin(1e-8));
  }
}

TEST_CASE("energy, forces, virial and atomic energies are those of a plain Ewald sum", "[pme_test]") {
  for (const bool skew : {false, true}) {
    const auto atoms = disordered(24, 11.0, skew);
    const auto exact = ewald_by_sum(atoms, charges, 0.45);
    const auto other = ewald_by_sum(atoms, charges, 0.6);
    CHECK(largest_difference(exact, other) < 1e-10);  // the reference itself
    const auto found = evaluate(*make_coulomb_pme(charges, {7.0, 1e-9, 8}), atoms, true);
    // forces: 1e-9 of 14.4 eV/Å, some larger than the rms; energies and virial: times lengths of a few Å, summed
    CHECK(largest_difference(found.forces, exact.forces) < 1e-7);
    CHECK(largest_difference(found, exact) < 2e-6);
  }
}

TEST_CASE("Coulomb forces and virial are derivatives of the energy and keep its symmetries", "[pme_test]") {
  for (const bool skew : {false, true}) {
    const auto atoms = disordered(6, 7.5, skew);
    // what must agree but for rounding elsewhere must agree here as well as the mesh is accurate
    check_physics(*make_coulomb_pme(charges, {6.5, 1e-9, 8}), atoms, {1e-6, 1e-7});
  }
}

TEST_CASE("mesh forces and virial are the exact gradient of the mesh energy, however coarse the mesh", "[pme_test]") {
  for (const int order : {5, 6, 7, 8}) {
    INFO("order " << order);
    const ParticleMeshEwald mesh(charges, {9.0, 1e-3, order, 0.35, 1.1});
    auto atoms = disordered(7, 10.0, true);
    CHECK(virial_error(mesh, atoms) < 1e-8);
    // the mean force was taken off: take it off the differences too, by moving atoms against each other
    const auto forces = evaluate(mesh, atoms).forces;
    for (std::size_t k = 0; k < 3; ++k) {
      const auto start = atoms;
      const double slope = derivative(
          [&](double step) {
            atoms.r[2][k] = start.r[2][k] + step;
            atoms.r[5][k] = start.r[5][k] - step;
            return evaluate(mesh, atoms).energy;
          },
          difference_step);
      atoms = start;
      CHECK(forces[2][k] - forces[5][k] == Approx(-slope).margin(1e-8));
    }
    CHECK(net_force(mesh, atoms) < 1e-12);
  }
}

TEST_CASE("a Coulomb energy doesn't depend on how it is split", "[pme_test]") {
  const auto atoms = disordered(24, 11.0);
  const auto first = evaluate(*make_coulomb_pme(charges, {8.0, 1e-9, 8, 0.6}), atoms, true);
  for (const double beta : {0.65, 0.75})
    for (const int order : {7, 8}) {
      const EwaldOptions options{8.0, 1e-9, order, beta, order == 7 ? 0.2 : 0.0};
      CHECK(largest_difference(first, evaluate(*make_coulomb_pme(charges, options), atoms, true)) < 2e-6);
    }
}

TEST_CASE("a crystal has one Coulomb energy in every cell that describes it", "[pme_test]") {
  // two sheared descriptions of the lattice of an orthorhombic cell of disordered ions
  const auto straight = disordered(20, 10.0);
  const EwaldOptions options{7.0, 1e-9, 8};
  const auto found = evaluate(*make_coulomb_pme(charges, options), straight, true);
  for (const int times : {1, -2}) {
    Structure sheared = straight;
    Mat3 m = straight.cell.vectors();
    m[1] += times * m[0];
    m[2] += m[1];
    sheared.cell = Cell(m, everywhere);
    CHECK(largest_difference(found, evaluate(*make_coulomb_pme(charges, options), sheared, true)) < 2e-6);
  }
}

TEST_CASE("a charged cell is neutralised by a uniform background", "[pme_test]") {
  Structure alone;
  alone.cell = Cell::cubic(10.0);
  alone.add("Na", {1.0, 2.0, 3.0});
  const auto ion = evaluate(*make_coulomb_pme(charges, {6.0, 1e-9, 8}), alone, true);
  // the energy of a simple cubic Wigner lattice, −2.837297479 q²/2L
  CHECK(ion.energy == Approx(-2.837297479 * units::coulomb / 20.0).epsilon(1e-8));
  CHECK(ion.atomic_energies[0] == Approx(ion.energy).epsilon(1e-12));
  auto atoms = disordered(15, 9.0);
  const auto exact = ewald_by_sum(atoms, charges, 0.5);
  const auto potential = make_coulomb_pme(charges, {6.5, 1e-9, 8});
  CHECK(largest_difference(evaluate(*potential, atoms, true), exact) < 2e-6);
  CHECK(virial_error(*potential, atoms) < 1e-5);
}

TEST_CASE("atoms without charge take no part in a Coulomb sum", "[pme_test]") {
  auto atoms = disordered(12, 9.0);
  const auto without = evaluate(*make_coulomb_pme(charges, {6.0, 1e-6}), atoms);
  const auto n = atoms.r.size();
  for (int k = 0; k < 5; ++k) atoms.add("Ar", {1.3 * k, 0.7 * k, 2.1});
  const std::vector<double> three{1.0, -1.0, 0.0};
  const auto with = evaluate(*make_coulomb_pme(three, {6.0, 1e-6}), atoms);
  CHECK(with.energy == Approx(without.energy).epsilon(1e-13));
  for (std::size_t i = 0; i < atoms.r.size(); ++i)
    CHECK(norm(with.forces[i] - (i < n ? without.forces[i] : Vec3{})) < 1e-12);
  const std::vector<double> none{0.0, 0.0, 0.0};
  const auto nothing = evaluate(*make_coulomb_pme(none), atoms);
  CHECK(nothing.energy == 0.0);
  CHECK(nothing.virial == Mat3::zero());
}

TEST_CASE("the mesh of a Coulomb sum follows from cell and charges alone", "[pme_test]") {
  const ParticleMeshEwald mesh(charges, {9.0, 1e-5, 6});
  const auto atoms = disordered(40, 14.0);
  const auto before = evaluate(mesh, atoms, true);
  evaluate(mesh, strained(atoms, Mat3::diagonal(0.2, 0.3, 0.1)));  // another mesh in between
  CHECK(mesh.mesh(atoms.cell, atoms.counts()) != mesh.mesh(Cell::cubic(20.0), atoms.counts()));
  const auto after = evaluate(mesh, atoms, true);
  CHECK(after.energy == before.energy);
  CHECK(after.forces == before.forces);
}

TEST_CASE("the mesh part is the same on any number of threads, and in every run", "[pme_test]") {
  const auto atoms = rocksalt(3, 6.35, 0.9, salt);
  const int usual = threads();
  std::vector<Evaluation> all;
  for (const int count : {1, 1, 2, 3, 7}) {
    set_threads(count);
    all.push_back(evaluate(ParticleMeshEwald(charges, {9.0, 1e-5}), atoms, true));
  }
  set_threads(usual);
  for (const auto& found : all) {
    CHECK(found.energy == all[0].energy);
    CHECK(found.virial == all[0].virial);
    CHECK(found.forces == all[0].forces);
    CHECK(found.atomic_energies == all[0].atomic_energies);
  }
}

TEST_CASE("every instruction set computes the same mesh part", "[pme_test]") {
  const auto atoms = disordered(31, 11.0, true);
  for (const int order : {4, 5, 6, 7, 8}) {
    const ParticleMeshEwald mesh(charges, {8.0, 1e-4, order});
    const auto usual = evaluate(mesh, atoms, true);
    for_each_target([&](const std::string& target) {
      INFO(target << ", order " << order);
      CHECK(largest_difference(usual, evaluate(ParticleMeshEwald(charges, {8.0, 1e-4, order}), atoms, true)) < 1e-11);
    });
  }
}

TEST_CASE("a Coulomb sum refuses what it can't compute", "[pme_test]") {
  const auto made = [](const EwaldOptions& options) { return make_coulomb_pme(charges, options); };
  CHECK_THROWS_WITH(made({0.0}), "the cutoff of an Ewald sum must be positive");
  CHECK_THROWS_WITH(made({9.0, 0.0}), "the accuracy of an Ewald sum must lie between 0 and 1");
  CHECK_THROWS_WITH(made({9.0, 1e-5, 9}), "the order of the splines must be 4 to 8, not 9");
  CHECK_THROWS_WITH(made({9.0, 1e-5, 6, -0.3}), "the beta of an Ewald sum must not be negative");
  CHECK_THROWS_WITH(made({9.0, 1e-5, 6, 0.0, -1.0}), "the mesh spacing must not be negative");
  CHECK_THROWS_WITH(make_coulomb_pme(std::vector<double>{}), "a Coulomb sum needs at least one type of atom");
  auto slab = disordered(4, 9.0);
  slab.cell = Cell(slab.cell.vectors(), {true, true, false});
  CHECK_THROWS_WITH(evaluate(*made({}), slab),
                    "particle-mesh Ewald needs a cell that is periodic in all three directions");
  CHECK_THROWS_WITH(evaluate(*made({6.0, 1e-9, 4}), disordered(4, 9.0)), Catch::Contains("a higher spline order"));
}
