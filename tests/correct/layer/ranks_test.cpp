#include "core/structure.hpp"
#include "correct/layer/correction_potential.hpp"
#include "correct/layer/layer_samples.hpp"
#include "potential/physics_checks.hpp"
#include "support/random_structure.hpp"

using namespace liquidus;
using namespace liquidus::testing;

TEST_CASE("A correction is the same on any number of ranks", "[ranks_test]") {
  const auto ranks = Communicator::world();
  const auto correction = wavy({"Na", "Cl"}, KnotGrid::up_to(4.5, 0.15, 1.9));
  // In the smaller cell bricks are narrower than the cutoff; in the slab some ranks may own nothing.
  for (const double edge : {9.5, 20.0}) {
    Random random(7, Stream::packing, 0, 0);
    auto atoms = random_structure(random, Cell::cubic(edge), {"Cl", "Na"}, 60, 1.6);
    if (edge > 10.0)
      for (auto& r : atoms.r) r[0] *= 0.4;
    const auto potential = make_correction(correction, atoms.species, 1000.0);
    Evaluation wanted;
    wanted.with_atomic_energies = true;
    const auto expected = evaluate(*potential, atoms, wanted);
    const auto found = evaluate(*potential, ranks.is_root() ? atoms : Structure{}, wanted, ranks);
    double largest = 1e-3;
    for (const auto& f : expected.forces) largest = std::max(largest, norm(f));
    CHECK(found.energy == Approx(expected.energy).epsilon(1e-11));
    CHECK(liquidus::testing::largest_difference(found.virial, expected.virial) < 1e-10);
    if (ranks.is_root()) CHECK(largest_difference(found.forces, expected.forces) < 1e-11 * largest);
  }
}
