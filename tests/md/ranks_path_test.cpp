#include "potential/born_mayer_huggins.hpp"
#include "potential/pme.hpp"
#include "ranks.hpp"

using namespace liquidus;
using namespace liquidus::testing;

namespace {

const auto make_argon = [](const Communicator&) { return argon_potential(); };

MdOptions path(const std::string& ensemble, double temperature, double timestep = 2.0) {
  auto options = run_of({stage(ensemble, temperature, 200, timestep)}, 20);
  options.write.trajectory = 100;
  options.guards.interval = 50;
  options.neighbours.skin = 0.4;  // many new lists, at which atoms change ranks
  return options;
}

/// Rocksalt pushed a little out of its places.
Structure salt(int cells) {
  const double a = 5.9;
  Structure s;
  s.cell = Cell::cubic(a * cells);
  for (int i = 0; i < 2 * cells; ++i)
    for (int j = 0; j < 2 * cells; ++j)
      for (int k = 0; k < 2 * cells; ++k)
        s.add(
            (i + j + k) % 2 == 0 ? "Na" : "Cl",
            0.5 * a *
                Vec3{i + 0.05 * std::sin(3.0 * j + k), j + 0.05 * std::sin(2.0 * k + i), k + 0.05 * std::sin(5.0 * i)});
  return s;
}

}  // namespace

TEST_CASE("200 steps of argon are the same on any number of ranks", "[ranks_path_test]") {
  const auto ranks = Communicator::world();
  require_equal(run_both(argon(3), make_argon, path("nve", 200.0), ranks), ranks);
}

TEST_CASE("a slab that vacuum ends is the same on any number of ranks", "[ranks_path_test]") {
  const auto ranks = Communicator::world();
  Structure slab = argon(2);
  Mat3 h = slab.cell.vectors();
  h[2] = Vec3{0.0, 0.0, 60.0};
  slab.cell = Cell(h, {true, true, false});
  require_equal(run_both(slab, make_argon, path("nve", 60.0), ranks), ranks);
}

TEST_CASE("ranks without atoms take part", "[ranks_path_test]") {
  const auto ranks = Communicator::world();
  Structure three;
  three.cell = Cell(Mat3{Vec3{30.0, 0.0, 0.0}, Vec3{0.0, 30.0, 0.0}, Vec3{0.0, 0.0, 30.0}}, {true, true, false});
  three.add("Ar", {1.0, 1.0, 5.0});
  three.add("Ar", {29.0, 1.5, 7.5});
  three.add("Ar", {1.0, 27.0, 6.0});
  for (const char* ensemble : {"nve", "nvt"})
    require_equal(run_both(three, make_argon, path(ensemble, 50.0), ranks), ranks);
}

TEST_CASE("a triclinic box narrower than its halo is the same on any number of ranks", "[ranks_path_test]") {
  const auto ranks = Communicator::world();
  Structure box = argon(2);
  const Mat3 shear = {Vec3{0.8, 0.0, 0.0}, Vec3{0.25, 1.05, 0.0}, Vec3{-0.15, 0.2, 1.2}};
  box.cell = Cell(box.cell.vectors() * shear, {true, true, true});
  for (auto& r : box.r) r = r * shear;
  require_equal(run_both(box, make_argon, path("nve", 150.0), ranks), ranks);
}

TEST_CASE("200 steps of molten salt with its long-range forces are the same on any number of ranks",
          "[ranks_path_test]") {
  const auto ranks = Communicator::world();
  const auto make = [](const Communicator& over) {
    const BornMayerHugginsPair NaNa{0.26370, 2.340, 0.317, 1.0486, 0.4993}, NaCl{0.21096, 2.755, 0.317, 6.9905, 8.6757},
        ClCl{0.15822, 3.170, 0.317, 72.402, 145.43};
    const BornMayerHugginsPair pairs[] = {NaNa, NaCl, NaCl, ClCl};
    const double charges[] = {1.0, -1.0};
    auto sum = std::make_unique<Sum>();
    sum->append(make_born_mayer_huggins(2, pairs, {7.0, Truncation::switched, 6.0, false}));
    sum->append(make_coulomb_pme(charges, {.cutoff = 7.0, .accuracy = 1e-5}, over));
    return sum;
  };
  require_equal(run_both(salt(2), make, path("nve", 1500.0, 1.0), ranks), ranks);
}
