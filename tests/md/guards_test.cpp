#include <catch2/catch.hpp>
#include <limits>

#include "core/errors.hpp"
#include "support.hpp"

using namespace liquidus;
using namespace liquidus::testing;

namespace {

/// Gives atom 5 a force that is no number from the given evaluation on.
class Broken : public NoPotential {
 public:
  explicit Broken(int from) : from_(from) {}
  void add(const Neighbourhood&, Evaluation& out) const override {
    if (++calls_ >= from_) out.forces[5] = {0.0, std::numeric_limits<double>::quiet_NaN(), 0.0};
  }

 private:
  int from_;
  mutable int calls_ = 0;
};

/// Pushes atom 3 along x.
class Pusher : public NoPotential {
 public:
  explicit Pusher(double force) : force_(force) {}
  void add(const Neighbourhood&, Evaluation& out) const override { out.forces[3][0] += force_; }

 private:
  double force_;
};

}  // namespace

TEST_CASE("a force that is not a number stops the run with step, stage and atom", "[guards_test]") {
  const Broken broken(8);  // the first call is that of step 0
  Simulation simulation(argon(2), broken, run_of({stage("nve", 100.0, 50)}));
  CHECK_THROWS_WITH(simulation.run(),
                    "stage 'nve', step 7 (7 of 50 in the stage): the force of atom 5 'Ar' is not finite: (0, nan, 0) "
                    "eV/Å; there is no checkpoint yet");
}

TEST_CASE("a temperature that runs away stops the run and names the hottest atom", "[guards_test]") {
  const Pusher pusher(0.5);
  auto options = run_of({stage("nve", 100.0, 5000)});
  options.guards.hottest = 1000.0;
  Simulation simulation(argon(2), pusher, options);
  // the push wins over the thermal velocity after some 300 steps
  CHECK_THROWS_WITH(simulation.run(), Catch::Contains("K, above guards.hottest = 1000 K; the hottest atom is 3 'Ar'"));
}

TEST_CASE("atoms that come too close stop the run with both named", "[guards_test]") {
  Structure atoms = argon(2, 0.001);
  atoms.r[9] = atoms.r[4] + Vec3{1.05, 0.0, 0.0};
  atoms.v.assign(atoms.r.size(), Vec3{});
  atoms.v[9] = {-0.001, 0.0, 0.0};
  const NoPotential nothing;
  auto options = run_of({stage("nve", 0.0, 1000)});
  options.guards.interval = 50;
  Simulation simulation(atoms, nothing, options);
  // the centre of mass is at rest: atom 9 approaches the others at 0.001 Å/fs all the same, 1.05 Å − 0.002 Å per step
  CHECK_THROWS_WITH(simulation.run(),
                    "stage 'nve', step 300 (300 of 1000 in the stage): atoms 4 'Ar' and 9 'Ar' are "
                    "0.45 Å apart, closer than guards.closest = 0.5 Å; there is no checkpoint yet");
}

TEST_CASE("a structure that begins with atoms on top of each other is refused at step 0", "[guards_test]") {
  Structure atoms = argon(2);
  atoms.r[9] = atoms.r[4] + Vec3{0.1, 0.0, 0.0};
  const NoPotential nothing;
  Simulation simulation(atoms, nothing, run_of({stage("nve", 100.0, 1000)}));
  CHECK_THROWS_WITH(simulation.run(), Catch::StartsWith("stage 'nve', step 0 (0 of 1000 in the stage): atoms 4 'Ar' "
                                                        "and 9 'Ar' are 0.1 Å apart"));
}

TEST_CASE("the message names the last checkpoint", "[guards_test]") {
  struct Keeper : RunSink {
    std::string last;
    void checkpoint(const Checkpoint&) override { last = "run/checkpoint.h5"; }
    std::string last_checkpoint() const override { return last; }
  } keeper;
  const Broken broken(30);
  auto options = run_of({stage("nve", 100.0, 50)});
  options.write.checkpoint = 10;
  Simulation simulation(argon(2), broken, options, &keeper);
  CHECK_THROWS_WITH(simulation.run(), Catch::EndsWith("; the last checkpoint is run/checkpoint.h5"));
  CHECK_THROWS_AS(simulation.run(), SimulationError);
}

TEST_CASE("what a structure can't do is refused before the run", "[guards_test]") {
  const NoPotential nothing;
  Structure one;
  one.cell = Cell::cubic(10.0);
  one.add("Ar", {});
  CHECK_THROWS_WITH(Simulation(one, nothing, run_of({stage("nve", 100.0, 10)})),
                    "a simulation needs at least 2 atoms; there are 1");
  Structure slab = argon(2);
  slab.cell = Cell(slab.cell.vectors(), {true, true, false});
  CHECK_THROWS_WITH(Simulation(slab, nothing, run_of({stage("npt", 100.0, 10)})),
                    "stage 'npt' changes the volume, but the structure is not periodic in all directions");
  CHECK_THROWS_WITH(
      Simulation(argon(2), nothing, run_of({stage("nve", 0.0, 10)})),
      "stage 'nve' is nve and the structure has no velocities; give the temperature at which to draw them");
}
