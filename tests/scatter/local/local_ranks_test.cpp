// The local structure measured by several ranks against that of one, bit for bit where atoms are counted.
#include <catch2/catch.hpp>
#include <cmath>

#include "scatter/local/angles.hpp"
#include "scatter/local/coordination.hpp"
#include "scatter/local/crystals.hpp"
#include "scatter/local/polyhedra.hpp"
#include "scatter/local/rings.hpp"
#include "support/random_structure.hpp"

using namespace liquidus;
using namespace liquidus::testing;

namespace {

/// Frames of changing composition, number and cell, some of fewer atoms than ranks: the same on all ranks.
std::vector<Structure> frames() {
  std::vector<Structure> all;
  Random random(93, Stream::packing, 0, 0);
  for (const int number : {7, 3, 0, 7})
    all.push_back(random_structure(random, random_cell(random, 12.0, periodicity(number), number == 3),
                                   {"Si", "O", "Fe"}, 30 + 10 * number, 1.2));
  all.push_back(random_structure(random, Cell::cubic(2.5), {"O", "Si"}, 2));
  all.push_back(random_structure(random, Cell::cubic(9.0), {"K"}, 1));
  return all;
}

template <class M, class Options>
std::vector<double> state_of(const Options& options, const Communicator& ranks) {
  M measure(options, ranks);
  for (const auto& frame : frames()) show(measure, frame);
  return measure.state();
}

template <class Options>
Options with_bonds() {
  Options options;
  options.bonds = {"Si-O 2.4 Å", "Fe-O 2.8 Å"};
  options.blocks = 2;
  return options;
}

}  // namespace

TEST_CASE("coordination, polyhedra and rings are bit for bit the same on any number of ranks", "[local_ranks_test]") {
  const auto ranks = Communicator::world();
  const auto& self = Communicator::self();
  const auto coordination = with_bonds<CoordinationOptions>();
  CHECK(state_of<Coordination>(coordination, ranks) == state_of<Coordination>(coordination, self));
  const auto polyhedra = with_bonds<PolyhedraOptions>();
  CHECK(state_of<Polyhedra>(polyhedra, ranks) == state_of<Polyhedra>(polyhedra, self));
  auto rings = with_bonds<RingsOptions>();
  rings.criteria = {"king", "guttman", "primitive"};
  rings.max_size = 10;
  CHECK(state_of<Rings>(rings, ranks) == state_of<Rings>(rings, self));
  rings.count = {"Si"};
  CHECK(state_of<Rings>(rings, ranks) == state_of<Rings>(rings, self));
}

// Counts are the same; sums of angles in degrees only to rounding, 1e-12 of them for some thousand.
TEST_CASE("angles are the same on any number of ranks", "[local_ranks_test]") {
  const auto ranks = Communicator::world();
  const auto options = with_bonds<AnglesOptions>();
  const auto found = state_of<Angles>(options, ranks), expected = state_of<Angles>(options, Communicator::self());
  REQUIRE(found.size() == expected.size());
  for (std::size_t k = 0; k < found.size(); ++k)
    if (found[k] != expected[k]) {
      CHECK(std::abs(found[k] - expected[k]) < 1e-12 * std::abs(expected[k]));
      CHECK(expected[k] != std::floor(expected[k]));
    }
}
