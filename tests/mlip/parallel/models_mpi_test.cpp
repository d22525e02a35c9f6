#include <catch2/catch.hpp>

#include "core/neighbours.hpp"
#include "mlip/committee.hpp"
#include "mlip/mace_model.hpp"
#include "over_ranks.hpp"
#include "parallel/domain.hpp"

/// Learned potentials with ghosts out to cutoff × layers.
using namespace liquidus;
using namespace liquidus::testing;

namespace {

/// A MACE of random weights, in double precision.
std::string random_mace(const Communicator& ranks, std::uint64_t seed) {
  return shared_file(ranks, "-mace-" + std::to_string(seed) + ".pt", [&](const std::string& file) {
    MaceConfig config;
    config.atomic_numbers = {11, 17};
    config.atomic_energies = {-1.0, -2.0};
    config.r_max = 4.0;
    config.channels = 4;
    config.max_ell = 2;
    config.correlation = 2;
    config.radial_mlp = {8};
    config.neighbours = 4.0;
    make_mace_file(config, seed, file);
  });
}

std::unique_ptr<Potential> committee(const std::vector<std::string>& files, const Structure& atoms,
                                     const Communicator& ranks) {
  std::vector<std::unique_ptr<Potential>> members;
  for (const auto& file : files) members.push_back(make_model_potential(file, atoms.species, {}, ranks));
  return make_committee(std::move(members));
}

template <class Make>
void compare(const Structure& atoms, const Communicator& ranks, Make make) {
  INFO(atoms.size() << " atoms on " << ranks.size() << " ranks");
  const auto found = evaluate(*make(ranks), atoms, all_wanted(), ranks);
  on_root(ranks, [&] {
    const auto expected = evaluate(*make(Communicator::self()), atoms, all_wanted());
    check_same(found, expected, relative(expected));
  });
}

}  // namespace

TEST_CASE("MACE gives the same on any number of ranks", "[models_mpi_test]") {
  const auto ranks = Communicator::world();
  const auto file = random_mace(ranks, 1);
  for (const Structure& atoms : {rock_salt(2, 5.6), slab(5.6), skewed(), two_ions()})
    compare(atoms, ranks, [&](const Communicator& on) { return make_model_potential(file, atoms.species, {}, on); });
  on_root(ranks, [&] { std::filesystem::remove(file); });
}

TEST_CASE("a committee gives the same means and deviations on any number of ranks", "[models_mpi_test]") {
  const auto ranks = Communicator::world();
  const std::vector files{random_mace(ranks, 1), random_mace(ranks, 2)};
  for (const Structure& atoms : {rock_salt(2, 5.6), two_ions()})
    compare(atoms, ranks, [&](const Communicator& on) { return committee(files, atoms, on); });
  on_root(ranks, [&] {
    for (const auto& file : files) std::filesystem::remove(file);
  });
}

TEST_CASE("chunks on several ranks add up to the whole", "[models_mpi_test]") {
  const auto ranks = Communicator::world();
  if (ranks.alone()) return;
  const auto file = random_mace(ranks, 1);
  const Structure atoms = rock_salt(2, 5.6);
  ModelOptions little;
  little.memory = 0.75 * make_model_potential(file, atoms.species, {}, ranks)->plan(atoms).bytes;
  ranks.broadcast(little.memory);
  compare(atoms, ranks, [&](const Communicator& on) {
    auto potential = make_model_potential(file, atoms.species, on.alone() ? ModelOptions{} : little, on);
    if (!on.alone()) CHECK(potential->plan(atoms).chunks > 1);
    return potential;
  });
  on_root(ranks, [&] { std::filesystem::remove(file); });
}

TEST_CASE("lists that are kept while atoms move show a model all its neighbours", "[models_mpi_test]") {
  const auto ranks = Communicator::world();
  const auto file = random_mace(ranks, 1);
  Structure atoms = rock_salt(2, 5.6);
  const auto potential = make_model_potential(file, atoms.species, {}, ranks);
  Domain domain(ranks);
  OwnAtoms own = domain.scatter(atoms);
  Neighbours neighbours(potential->lists(), Skin{1.0}, domain.ghosts(), potential->reach().width());
  neighbours.update(own.atoms);
  const auto move = [](Vec3& r, Index id) { r += 0.2 * Vec3{std::sin(2.0 * static_cast<double>(id)), 0.7, -0.4}; };
  for (Index i = 0; i < atoms.size(); ++i) move(atoms.r[static_cast<std::size_t>(i)], i);
  for (std::size_t i = 0; i < own.id.size(); ++i) move(own.atoms.r[i], own.id[i]);
  const Neighbourhood& all = neighbours.update(own.atoms);
  CHECK(neighbours.rebuilds() == 1);
  Evaluation found;
  found.reset(all.total());
  potential->add(all, found);
  neighbours.halo().reverse(std::span<double>(found.forces.front().data(), 3 * found.forces.size()), 3);
  found.forces.resize(own.id.size());
  const double energy = ranks.sum(found.energy);
  const auto forces = gather_by_id(ranks, std::span<const Index>(own.id), std::span<const Vec3>(found.forces));
  on_root(ranks, [&] {
    const auto expected = evaluate(*make_model_potential(file, atoms.species), atoms);
    CHECK(energy == Approx(expected.energy).epsilon(1e-10));
    CHECK(largest_difference(forces, expected.forces) < 1e-10);
    std::filesystem::remove(file);
  });
}

TEST_CASE("NequIP-OAM-S gives the same on any number of ranks", "[models_mpi_test]") {
  const auto ranks = Communicator::world();
  const auto file = data_file("models/nequip-oam-s-0.1.pth");
  if (!file) return;
  for (const Structure& atoms : {rock_salt(2, 5.6), skewed(), two_ions()}) {
    const auto found = evaluate(*make_model_potential(*file, atoms.species, {}, ranks), atoms, all_wanted(), ranks);
    on_root(ranks, [&] {
      const auto expected = evaluate(*make_model_potential(*file, atoms.species), atoms, all_wanted());
      check_same(found, expected, {5e-6, 1e-5, 5e-5});
    });
  }
}
