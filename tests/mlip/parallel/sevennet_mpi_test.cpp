#include <catch2/catch.hpp>

#include "over_ranks.hpp"

/// SevenNet-0 whole, with ghosts out to 25 Å, and cut into five parts, with ghosts out to 5 Å and an exchange of
/// features before each layer. In single precision forces of some eV/Å have errors of some 1e-6.
using namespace liquidus;
using namespace liquidus::testing;

namespace {

constexpr Tolerance single{5e-6, 1e-5, 5e-5};

/// @param share of the memory that an evaluation takes, to force chunks; 1: as much as there is
void compare(const std::string& file, const std::vector<Structure>& systems, double share = 1.0) {
  const auto ranks = Communicator::world();
  const auto model = data_file("models/" + file), whole = data_file("models/sevennet-0-serial.pt");
  if (!model || !whole) return;
  for (const Structure& atoms : systems) {
    INFO(atoms.size() << " atoms on " << ranks.size() << " ranks");
    auto potential = make_model_potential(*model, atoms.species, {}, ranks);
    if (share < 1.0) {
      ModelOptions little;
      little.memory = share * potential->plan(atoms).bytes;
      ranks.broadcast(little.memory);
      potential = make_model_potential(*model, atoms.species, little, ranks);
      CHECK(potential->plan(atoms).chunks > 1);
    }
    const auto found = evaluate(*potential, atoms, all_wanted(), ranks);
    on_root(ranks, [&] {
      const auto expected = evaluate(*make_model_potential(*whole, atoms.species), atoms, all_wanted());
      check_same(found, expected, single);
    });
  }
}

}  // namespace

TEST_CASE("SevenNet-0 whole gives the same on any number of ranks", "[sevennet_mpi_test]") {
  compare("sevennet-0-serial.pt", {skewed(), two_ions()});
}

TEST_CASE("SevenNet-0 in parts gives the same as the whole on any number of ranks", "[sevennet_mpi_test]") {
  compare("sevennet-0-parallel-0.pt", {rock_salt(2, 5.6), slab(5.6), skewed(), two_ions()});
}

TEST_CASE("SevenNet-0 in parts takes ghosts out to one cutoff", "[sevennet_mpi_test]") {
  const auto ranks = Communicator::world();
  const auto file = data_file("models/sevennet-0-parallel-0.pt");
  if (!file || ranks.alone()) return;
  const auto potential = make_model_potential(*file, two_ions().species, {}, ranks);
  CHECK(potential->reach().width() == 5.0);
  CHECK(potential->info().layers == 5);
}

TEST_CASE("SevenNet-0 in parts can be evaluated in chunks", "[sevennet_mpi_test]") {
  if (Communicator::world().size() != 2) return;  // its memory is measured twice on each rank, which takes its time
  compare("sevennet-0-parallel-3.pt", {skewed()}, 0.6);
}
