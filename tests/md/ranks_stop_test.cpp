#include <limits>

#include "core/errors.hpp"
#include "ranks.hpp"

using namespace liquidus;
using namespace liquidus::testing;

namespace {

/// Argon with one atom of krypton, by which a potential can tell it on whichever rank it is.
Structure with_one(Index which, double density = 0.0209) {
  Structure atoms = argon(2, density);
  atoms.type[static_cast<std::size_t>(which)] = atoms.species_index("Kr");
  return atoms;
}

/// Gives it a force from the given evaluation on.
class OnOne : public NoPotential {
 public:
  OnOne(Vec3 force, int from) : force_(force), from_(from) {}
  void add(const Neighbourhood& atoms, Evaluation& out) const override {
    if (++calls_ < from_) return;
    for (std::size_t i = 0; i < static_cast<std::size_t>(atoms.own); ++i)
      if (atoms.type[i] == 1) out.forces[i] += force_;
  }

 private:
  Vec3 force_;
  int from_;
  mutable int calls_ = 0;
};

/// A disagreement on it alone.
class Doubtful : public NoPotential {
 public:
  bool gives_deviations() const override { return true; }
  void add(const Neighbourhood& atoms, Evaluation& out) const override {
    if (!out.with_deviations) return;
    out.deviations.assign(static_cast<std::size_t>(atoms.own), 0.1);
    out.relative_deviations.assign(static_cast<std::size_t>(atoms.own), 0.01);
    for (std::size_t i = 0; i < static_cast<std::size_t>(atoms.own); ++i)
      if (atoms.type[i] == 1) out.deviations[i] = 0.9;
  }
};

}  // namespace

TEST_CASE("a force that is not a number on one rank stops all with the atom's number in the whole",
          "[ranks_stop_test]") {
  const auto ranks = Communicator::world();
  for (const Index which : {0, 5, 31}) {
    const OnOne broken({0.0, std::numeric_limits<double>::quiet_NaN(), 0.0}, 8);
    Simulation simulation(with_one(which), broken, run_of({stage("nve", 100.0, 50)}), nullptr, ranks);
    REQUIRE_THROWS_WITH(simulation.run(), "stage 'nve', step 7 (7 of 50 in the stage): the force of atom " +
                                              std::to_string(which) +
                                              " 'Kr' is not finite: (0, nan, 0) eV/Å; there is no checkpoint yet");
  }
}

TEST_CASE("a temperature that runs away on one rank stops all and names the hottest atom", "[ranks_stop_test]") {
  const auto ranks = Communicator::world();
  const OnOne pusher({0.5, 0.0, 0.0}, 1);
  auto options = run_of({stage("nve", 100.0, 5000)});
  options.guards.hottest = 1000.0;
  Simulation simulation(with_one(19), pusher, options, nullptr, ranks);
  REQUIRE_THROWS_WITH(simulation.run(), Catch::Contains("guards.hottest = 1000 K; the hottest atom is 19 'Kr'"));
}

TEST_CASE("atoms that come too close within a rank, over a face or between ranks stop all, both named",
          "[ranks_stop_test]") {
  const auto ranks = Communicator::world();
  const double a = std::cbrt(32.0 / 0.001);
  for (const double x : {0.1, 0.5, 0.999})
    for (const std::size_t direction : {0, 1, 2}) {
      Structure atoms = with_one(9, 0.001);
      atoms.r[4][direction] = x * a - 0.2;
      atoms.r[9] = atoms.r[4];
      atoms.r[9][direction] += 0.4;
      const NoPotential nothing;
      Simulation simulation(atoms, nothing, run_of({stage("nve", 100.0, 1000)}), nullptr, ranks);
      INFO(x << " along " << direction);
      REQUIRE_THROWS_WITH(simulation.run(), Catch::Contains("atoms 4 'Ar' and 9 'Kr' are 0.4 Å apart"));
    }
}

TEST_CASE("a committee's disagreement on one rank is that of all", "[ranks_stop_test]") {
  const auto ranks = Communicator::world();
  const Doubtful doubtful;
  auto options = run_of({stage("nve", 100.0, 50)}, 5);
  options.write.trajectory = 5;
  options.committee.collect_above = 0.5;
  struct Candidates : Memory {
    std::vector<Frame> all;
    void candidate(const Frame& frame) override { all.push_back(frame); }
  } memory;
  Simulation simulation(with_one(21), doubtful, options, &memory, ranks);
  simulation.run();
  if (ranks.is_root()) {
    CHECK(memory.rows.back().deviations->largest == 0.9);
    CHECK(memory.rows.back().deviations->mean == Approx((31 * 0.1 + 0.9) / 32.0));
    CHECK(memory.all.size() == 6);
    for (const Frame& frame : {memory.frames.back(), memory.all.back()}) {
      const auto& deviations = frame.arrays.at("force_deviation");
      REQUIRE(deviations.size() == 32);
      for (std::size_t i = 0; i < 32; ++i) CHECK(deviations[i] == (i == 21 ? 0.9 : 0.1));
    }
  } else {
    CHECK(memory.rows.empty());
    CHECK(memory.frames.empty());
  }
  options.guards.max_deviation = 0.6;
  Simulation stopped(with_one(21), doubtful, options, nullptr, ranks);
  REQUIRE_THROWS_WITH(stopped.run(), Catch::Contains("by 0.9 eV/Å on the force on atom 21 'Kr', above"));
}

TEST_CASE("what the root cannot write stops all ranks with its message", "[ranks_stop_test]") {
  const auto ranks = Communicator::world();
  struct Full : RunSink {
    int when = 0, rows = 0;
    void thermo(const ThermoRow&) override {
      if (when == 0 && ++rows == 3) throw Error("cannot write the rows; is the disk full?");
    }
    void frame(const Frame&) override {
      if (when == 1) throw Error("cannot write the frames; is the disk full?");
    }
    void checkpoint(const Checkpoint&) override {
      if (when == 2) throw Error("cannot write the checkpoint; is the disk full?");
    }
  };
  const auto potential = argon_potential();
  auto options = run_of({stage("nve", 100.0, 50)});
  options.write.trajectory = 20;
  options.write.checkpoint = 30;
  for (const int when : {0, 1, 2}) {
    Full full;
    full.when = when;
    Simulation simulation(argon(2), *potential, options, &full, ranks);
    REQUIRE_THROWS_WITH(simulation.run(), Catch::EndsWith("is the disk full?"));
  }
}

TEST_CASE("a wish to stop on any one rank stops all at the same step, with a checkpoint", "[ranks_stop_test]") {
  const auto ranks = Communicator::world();
  struct Stopper : Memory {
    bool asked = false;
    bool progress(const Progress& now) override { return !(asked && now.step > 20); }
  };
  const auto potential = argon_potential();
  const auto options = run_of({stage("nve", 100.0, 1000000)});
  for (int who = 0; who < ranks.size(); ++who) {
    Stopper sink;
    sink.asked = ranks.rank() == who;
    Simulation simulation(argon(2), *potential, options, &sink, ranks);
    REQUIRE_FALSE(simulation.run());
    REQUIRE(same_on_all(ranks, static_cast<double>(simulation.step())));
    REQUIRE(sink.checkpoints.size() == (ranks.is_root() ? 1 : 0));
  }
}

TEST_CASE("what a structure can't do is refused by all ranks", "[ranks_stop_test]") {
  const auto ranks = Communicator::world();
  const NoPotential nothing;
  Structure one;
  one.cell = Cell::cubic(10.0);
  if (ranks.is_root()) one.add("Ar", {});
  REQUIRE_THROWS_WITH(Simulation(one, nothing, run_of({stage("nve", 100.0, 10)}), nullptr, ranks),
                      "a simulation needs at least 2 atoms; there are 1");
  Structure broken = argon(2);
  broken.r[7][1] = std::numeric_limits<double>::quiet_NaN();
  Simulation simulation(broken, nothing, run_of({stage("nve", 100.0, 10)}), nullptr, ranks);
  REQUIRE_THROWS_WITH(simulation.run(), Catch::Contains("atom 7 'Ar' has a position that is not a finite number"));
}
