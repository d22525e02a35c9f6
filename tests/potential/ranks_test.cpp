// Every potential over ranks against the same on one, which each rank evaluates for itself.
#include <array>
#include <catch2/catch.hpp>
#include <functional>

#include "core/threads.hpp"
#include "parallel/domain.hpp"
#include "potential/born_mayer_huggins.hpp"
#include "potential/buckingham.hpp"
#include "potential/damped_shifted_force.hpp"
#include "potential/ewald_reference.hpp"
#include "potential/lennard_jones.hpp"
#include "potential/mie.hpp"
#include "potential/morse.hpp"
#include "potential/physics_checks.hpp"
#include "potential/pme.hpp"
#include "potential/tabulated.hpp"
#include "potential/zbl.hpp"
#include "support/random_structure.hpp"

using namespace liquidus;
using namespace liquidus::testing;

namespace {

using Make = std::function<std::unique_ptr<Potential>(const Communicator&)>;
struct Named {
  std::string name;
  Make make;
};
struct System {
  std::string name;
  Structure atoms;
};

constexpr Cell::Periodic everywhere{true, true, true};
const std::vector<std::string> salt{"Na", "Cl"};
const std::vector<double> charges{1.0, -1.0};

/// Positions drawn towards a corner of the cell: the share `of` it along each direction.
Structure squeezed(Structure atoms, const Vec3& of) {
  for (auto& r : atoms.r) {
    const Vec3 s = atoms.cell.fractional(r);
    r = atoms.cell.cartesian({of[0] * s[0], of[1] * s[1], of[2] * s[2]});
  }
  return atoms;
}

Structure melt(const Cell& cell, Index n, double closest) {
  Random random(29, Stream::packing, n, 0);
  auto atoms = random_structure(random, cell, salt, n, closest);
  scatter_over_images(random, atoms, 1);
  return atoms;
}

/// Fully periodic: more atoms than ranks, ranks without atoms, all atoms on one rank, a flat cell narrower than the
/// ghosts are wide, and one atom.
std::vector<System> closed_systems() {
  const double edge = 5.64;
  Random random(31, Stream::packing, 0, 0);
  const Structure crystal = rocksalt(3, edge, 0.2, salt);
  Structure one = melt(Cell::cubic(4.0), 2, 1.0);
  one.r.pop_back();
  one.type.pop_back();
  Structure slab = rocksalt(2, edge, 0.2, salt), cluster = slab;
  slab.cell = Cell::orthorhombic({2.0 * edge, 2.0 * edge, 40.0});
  for (auto& r : cluster.r) r += Vec3{1.0, 1.0, 1.0};
  cluster.cell = Cell::cubic(33.0);
  return {{"crystal", crystal},
          {"slab with vacuum", slab},
          {"all in a corner", cluster},
          {"narrow triclinic cell", melt(random_cell(random, 7.5, everywhere, true), 8, 1.8)},
          {"one ion", one}};
}

std::vector<System> open_systems() {
  std::vector<System> all;
  Random random(37, Stream::packing, 0, 0);
  for (const int number : {0, 3, 4, 6})
    all.push_back({"periodicity " + std::to_string(number),
                   melt(random_cell(random, number == 4 ? 9.0 : 15.0, periodicity(number), number == 6), 40, 1.8)});
  all.push_back({"a corner of an open cell",
                 squeezed(melt(Cell(Cell::cubic(40.0).vectors(), {false, false, true}), 30, 8.0), {0.25, 0.25, 0.25})});
  return all;
}

std::vector<Named> pair_forms() {
  const auto lennard_jones = [](Truncation truncation, bool tail) {
    return [=](const Communicator&) {
      const std::vector<double> epsilon{0.01, 0.012, 0.012, 0.015}, sigma{2.2, 2.4, 2.4, 2.6};
      return make_lennard_jones(2, epsilon, sigma,
                                {6.5, truncation, truncation == Truncation::switched ? 5.5 : 0.0, tail});
    };
  };
  std::vector<Named> all{{"Lennard-Jones", lennard_jones(Truncation::plain, false)},
                         {"Lennard-Jones, tail", lennard_jones(Truncation::plain, true)},
                         {"Lennard-Jones, shift", lennard_jones(Truncation::shift, false)},
                         {"Lennard-Jones, shifted force", lennard_jones(Truncation::shifted_force, false)},
                         {"Lennard-Jones, switched, tail", lennard_jones(Truncation::switched, true)}};
  all.push_back({"Born-Mayer-Huggins", [](const Communicator&) {
                   const std::vector<BornMayerHugginsPair> pairs(4, {0.2, 2.7, 0.317, 7.0, 8.0});
                   return make_born_mayer_huggins(2, pairs, {6.0, Truncation::plain});
                 }});
  all.push_back({"Buckingham", [](const Communicator&) {
                   const std::vector<BuckinghamPair> pairs(4, {1000.0, 0.3, 5.0});
                   return make_buckingham(2, pairs, {6.0, Truncation::shift});
                 }});
  all.push_back({"Morse", [](const Communicator&) {
                   const std::vector<MorsePair> pairs(4, {0.2, 1.6, 2.6, 10.0});
                   return make_morse(2, pairs, {6.0, Truncation::switched, 4.0});
                 }});
  all.push_back({"Mie", [](const Communicator&) {
                   const std::vector<MiePair> pairs(4, {0.01, 2.4, 11.0, 5.5});
                   return make_mie(2, pairs, {6.0, Truncation::plain, 0.0, true});
                 }});
  all.push_back(
      {"damped shifted force", [](const Communicator&) { return make_damped_shifted_force(charges, 0.2, 7.0); }});
  all.push_back({"ZBL", [](const Communicator&) { return make_zbl(std::array{11, 17}, 1.5, 3.5); }});
  all.push_back({"tabulated", [](const Communicator&) {
                   const std::vector<PairTable> tables(4, {{1.0, 3.0, 6.0}, {0.3, 0.1, 0.0}, {}});
                   return make_tabulated(2, tables, {5.0, Truncation::shifted_force});
                 }});
  return all;
}

Named mesh(const std::string& name, const EwaldOptions& options, const std::vector<double>& q = charges) {
  return {name, [=](const Communicator& ranks) { return make_coulomb_pme(q, options, ranks); }};
}

/// Meshes of all orders, finer and coarser, and of fewer planes than ranks times the order, and cells with a net charge
/// and with ions that have none.
std::vector<Named> coulomb_sums() {
  return {mesh("order 4", {6.0, 1e-3, 4, 0.4, 1.5}),
          mesh("order 5", {6.0, 1e-3, 5, 0.4, 1.2}),
          mesh("order 6", {6.0, 1e-3, 6, 0.4, 0.9}),
          mesh("order 7", {6.0, 1e-3, 7, 0.4, 1.1}),
          mesh("order 8", {6.0, 1e-4, 8}),
          mesh("the smallest mesh", {6.0, 1e-3, 8, 0.4, 50.0}),
          mesh("a charged cell", {6.0, 1e-3, 6}, {2.0, -1.0}),
          mesh("neutral ions among them", {6.0, 1e-3, 6}, {1.0, 0.0})};
}

/// The worst of energy, forces, virial and atomic energies, each relative to its own size.
double disagreement(const Evaluation& found, const Evaluation& expected, bool on_root) {
  const auto size = [](auto values) {
    double largest = 1e-3;  // eV, eV/Å: below it rounding of what cancels shows
    for (const auto& v : values) largest = std::max(largest, norm(v));
    return largest;
  };
  double worst = std::abs(found.energy - expected.energy) / std::max(1e-3, std::abs(expected.energy));
  worst =
      std::max(worst, largest_difference(found.virial, expected.virial) / size(std::span<const Vec3>(expected.virial)));
  if (!on_root) return worst;
  worst = std::max(worst, largest_difference(found.forces, expected.forces) / size(std::span(expected.forces)));
  REQUIRE(found.atomic_energies.size() == expected.atomic_energies.size());
  double largest = 1e-3;
  for (const double e : expected.atomic_energies) largest = std::max(largest, std::abs(e));
  for (std::size_t i = 0; i < expected.atomic_energies.size(); ++i)
    worst = std::max(worst, std::abs(found.atomic_energies[i] - expected.atomic_energies[i]) / largest);
  return worst;
}

Evaluation with_all() {
  Evaluation wanted;
  wanted.with_atomic_energies = true;
  return wanted;
}

void check_ranks(const Communicator& ranks, const std::vector<Named>& potentials, const std::vector<System>& systems) {
  for (const auto& [name, make] : potentials) {
    const auto together = make(ranks), alone = make(Communicator::self());
    for (const auto& system : systems) {
      INFO(name << ", " << system.name);
      const auto expected = evaluate(*alone, system.atoms, with_all());
      const auto found = evaluate(*together, ranks.is_root() ? system.atoms : Structure{}, with_all(), ranks);
      CHECK(disagreement(found, expected, ranks.is_root()) < 1e-10);
    }
  }
}

}  // namespace

TEST_CASE("pair forms are the same on any number of ranks", "[ranks_test]") {
  const auto ranks = Communicator::world();
  check_ranks(ranks, pair_forms(), closed_systems());
  check_ranks(ranks, pair_forms(), open_systems());
}

TEST_CASE("the Lennard-Jones liquid of one species is the same on any number of ranks", "[ranks_test]") {
  const auto ranks = Communicator::world();
  Random random(41, Stream::packing, 0, 0);
  const auto argon = random_structure(random, Cell::cubic(24.0), {"Ar"}, 250, 3.0);
  const Named form{
      "argon", [](const Communicator&) {
        return make_lennard_jones(1, std::array{0.0104}, std::array{3.4}, {8.5, Truncation::plain, 0.0, true});
      }};
  check_ranks(ranks, {form}, {{"liquid", argon}});
}

TEST_CASE("particle-mesh Ewald is the same on any number of ranks", "[ranks_test]") {
  const auto ranks = Communicator::world();
  check_ranks(ranks, coulomb_sums(), closed_systems());
}

TEST_CASE("particle-mesh Ewald over ranks is the same with threads within them", "[ranks_test]") {
  const auto ranks = Communicator::world();
  const int before = threads();
  set_threads(2);
  check_ranks(ranks, {mesh("order 6", {6.0, 1e-3, 6, 0.4, 0.9})}, closed_systems());
  set_threads(before);
}

TEST_CASE("a sum of short and long ranges is the same on any number of ranks", "[ranks_test]") {
  const auto ranks = Communicator::world();
  const Named sum{"ions", [](const Communicator& these) {
                    auto all = std::make_unique<Sum>();
                    const std::vector<BornMayerHugginsPair> pairs(4, {0.2, 2.7, 0.317, 7.0, 8.0});
                    all->append(make_born_mayer_huggins(2, pairs, {6.0, Truncation::switched, 5.0}));
                    all->append(make_coulomb_pme(charges, {8.0, 1e-4}, these));
                    all->append(make_zbl(std::array{11, 17}, 0.8, 1.4));
                    return all;
                  }};
  check_ranks(ranks, {sum}, closed_systems());
}

namespace {

/// A step's forces by all ranks, in the order of the whole structure on the root.
std::vector<Vec3> forces_of(const Potential& potential, const Communicator& ranks, const Structure& atoms,
                            bool in_halves, Evaluation out) {
  Domain domain(ranks);
  const OwnAtoms mine = domain.scatter(ranks.is_root() ? atoms : Structure{});
  Neighbours neighbours(potential.lists(), Skin{0.5}, domain.ghosts(), ranks.alone() ? 0.0 : potential.reach().width());
  Neighbourhood all = neighbours.update(mine.atoms);
  all.far = in_halves;  // as if the others were on other machines
  out.reset(all.total());
  if (in_halves) {
    potential.add_across(all, out);
    const auto ghosts = std::vector<Vec3>(out.forces.begin() + all.own, out.forces.end());
    potential.add_within(all, out);
    CHECK(std::equal(ghosts.begin(), ghosts.end(), out.forces.begin() + all.own));
  } else {
    potential.add(all, out);
  }
  std::span<double> values(out.forces.empty() ? nullptr : out.forces.front().data(), 3 * out.forces.size());
  neighbours.halo().reverse(values, 3);
  out.forces.resize(static_cast<std::size_t>(all.own));
  return gather_by_id(ranks, std::span<const Index>(mine.id), std::span<const Vec3>(out.forces));
}

}  // namespace

TEST_CASE("forces are the same in two halves, and whether or not energies are asked for", "[ranks_test]") {
  const auto ranks = Communicator::world();
  const auto atoms = closed_systems().front().atoms;
  Sum ions;
  ions.append(make_coulomb_pme(charges, {7.0, 1e-4}, ranks));
  ions.append(make_lennard_jones(2, std::vector(4, 0.01), std::vector(4, 2.3), {6.0, Truncation::plain, 0.0, true}));
  Evaluation bare;
  bare.with_energy = bare.with_virial = false;
  const auto full = forces_of(ions, ranks, atoms, false, Evaluation{});
  CHECK(largest_difference(forces_of(ions, ranks, atoms, true, Evaluation{}), full) < 1e-12);
  CHECK(largest_difference(forces_of(ions, ranks, atoms, false, bare), full) < 1e-12);
}

TEST_CASE("a Coulomb sum over ranks follows the cell and needs no memory of the cells before", "[ranks_test]") {
  const auto ranks = Communicator::world();
  const auto alone = make_coulomb_pme(charges, {6.0, 1e-4}), together = make_coulomb_pme(charges, {6.0, 1e-4}, ranks);
  for (const double edge : {16.0, 16.05, 24.0, 13.0, 16.0}) {
    INFO("edge " << edge);
    const auto atoms = melt(Cell::cubic(edge), 40, 1.8);
    const auto expected = evaluate(*alone, atoms, with_all());
    CHECK(disagreement(evaluate(*together, atoms, with_all(), ranks), expected, ranks.is_root()) < 1e-10);
  }
}
