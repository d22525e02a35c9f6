#include <catch2/catch.hpp>
#include <sstream>

#include "core/errors.hpp"
#include "io/h5md.hpp"
#include "io/helpers.hpp"
#include "io/xyz.hpp"
#include "support.hpp"

using namespace liquidus;
using namespace liquidus::testing;

namespace {

/// Argon, with a disagreement that depends on where an atom is: 1 + cos(2π x/Å), between 0 and 2 eV/Å.
class Disagreeing : public Potential {
 public:
  Reach reach() const override { return argon_->reach(); }
  std::vector<ListRequest> lists() const override { return argon_->lists(); }
  bool gives_deviations() const override { return true; }
  void add(const Neighbourhood& atoms, Evaluation& out) const override {
    argon_->add(atoms, out);
    if (!out.with_deviations) return;
    for (std::size_t i = 0; i < static_cast<std::size_t>(atoms.own); ++i) {
      out.deviations.push_back(at(atoms.r[i]));
      out.relative_deviations.push_back(0.5 * at(atoms.r[i]));
    }
  }
  static double at(const Vec3& r) { return 1.0 + std::cos(2.0 * units::pi * r[0]); }

 private:
  std::unique_ptr<Potential> argon_ = argon_potential();
};

struct Collector : Memory {
  std::vector<Frame> candidates;
  void candidate(const Frame& frame) override { candidates.push_back(frame); }
};

double largest(const Frame& frame) {
  double most = 0.0;
  for (const auto& r : frame.atoms.r) most = std::max(most, Disagreeing::at(r));
  return most;
}

MdOptions npt(Index steps) {
  auto options = stage("npt", 120.0, steps);
  options.compressibility = 30.0;
  return run_of({options}, 10);
}

}  // namespace

TEST_CASE("rows and frames have a committee's deviations, also after moves of a barostat", "[committee_test]") {
  const Disagreeing potential;
  auto options = npt(100);
  options.write.trajectory = 20;
  options.committee.interval = 1000;
  Memory memory;
  Simulation simulation(argon(2), potential, options, &memory);
  simulation.run();
  REQUIRE(memory.frames.size() == 6);
  for (const auto& frame : memory.frames) {
    const auto& found = frame.arrays.at("force_deviation");
    REQUIRE(found.size() == 32);
    // wrapping adds whole cells, which are no whole Å
    CHECK(*std::max_element(found.begin(), found.end()) == largest(frame));
    CHECK(frame.arrays.at("relative_force_deviation")[7] == 0.5 * found[7]);
  }
  REQUIRE(memory.rows.size() == 11);
  for (const auto& row : memory.rows) {
    REQUIRE(row.deviations);
    CHECK(row.deviations->largest > row.deviations->mean);
  }
  CHECK(memory.rows[4].deviations->largest == largest(memory.frames[2]));
}

TEST_CASE("a committee that disagrees too much stops the run with step and atom", "[committee_test]") {
  const Disagreeing potential;
  auto options = run_of({stage("nvt", 120.0, 1000)}, 0);
  options.guards.max_deviation = 1.99;
  options.committee.interval = 3;
  Structure atoms = argon(2);
  for (auto& r : atoms.r) r[0] = std::floor(r[0]) + 0.4;  // cos(0.8 π) = −0.81: no one disagrees
  Simulation simulation(atoms, potential, options);
  CHECK_THROWS_AS(simulation.run(), SimulationError);
  CHECK(simulation.step() % 3 == 0);
  CHECK(simulation.step() > 0);
  Structure broken = atoms;
  broken.r[7][0] = std::floor(broken.r[7][0]);
  Simulation other(broken, potential, options);
  CHECK_THROWS_WITH(other.run(),
                    Catch::Contains("step 0") &&
                        Catch::Contains("the committee disagrees by 2 eV/Å on the force on atom 7 'Ar', above "
                                        "guards.max_deviation = 1.99 eV/Å"));
}

TEST_CASE("frames that a committee disagrees on are handed over without energy and forces", "[committee_test]") {
  const Disagreeing potential;
  auto options = run_of({stage("nvt", 120.0, 300)}, 0);
  options.committee.interval = 5;
  options.committee.collect_above = 1.9;
  options.committee.collect_below = 1.98;
  options.write.trajectory = 5;
  Collector all;
  Simulation simulation(argon(2), potential, options, &all);
  simulation.run();
  std::vector<Index> expected, found;
  for (const auto& frame : all.frames)
    if (largest(frame) > 1.9 && largest(frame) < 1.98) expected.push_back(frame.step);
  for (const auto& frame : all.candidates) {
    found.push_back(frame.step);
    CHECK(std::get<double>(frame.info.at("max_force_deviation")) == largest(frame));
    CHECK(frame.arrays.at("force_deviation").size() == 32);
    CHECK_FALSE(frame.energy);
    CHECK(frame.forces.empty());
  }
  CHECK(found == expected);
  CHECK(found.size() > 3);
  CHECK(found.size() < all.frames.size());
}

TEST_CASE("deviations are asked for in vain of a single potential", "[committee_test]") {
  const auto potential = argon_potential();
  auto options = npt(10);
  options.guards.max_deviation = 1.0;
  CHECK(error_of([&] { Simulation(argon(2), *potential, options); }) ==
        "guards.max_deviation needs a committee of learned potentials, and this potential is none");
  options.guards.max_deviation = not_given;
  options.committee.collect_above = 1.0;
  CHECK(error_of([&] { Simulation(argon(2), *potential, options); }) ==
        "committee.collect_above needs a committee of learned potentials, and this potential is none");
}

TEST_CASE("a run with a committee that is broken off and resumed leaves the same files", "[committee_test]") {
  const Disagreeing potential;
  auto options = npt(200);
  options.write.trajectory = 20;
  options.write.checkpoint = 70;
  options.committee = {5, 1.0, 1.9, not_given};
  const TemporaryFolder folder;
  {
    RunFolder sink(folder / "whole", options.write);
    Simulation(argon(2), potential, options, &sink).run();
  }
  {
    RunFolder sink(folder / "broken", options.write);
    Simulation simulation(argon(2), potential, options, &sink);
    simulation.run(70);
    const auto checkpoint = Checkpoint::load(RunFolder::checkpoint_path(folder / "broken"));
    simulation.run(47);
    checkpoint.save(RunFolder::checkpoint_path(folder / "broken"));  // as if it had been killed at step 117
  }
  const auto checkpoint = Checkpoint::load(RunFolder::checkpoint_path(folder / "broken"));
  RunFolder sink = RunFolder::resume(folder / "broken", options.write, checkpoint);
  Simulation simulation(argon(2), potential, options, &sink);
  simulation.restore(checkpoint);
  simulation.run();
  CHECK(contents(folder / "whole/thermo.csv") == contents(folder / "broken/thermo.csv"));
  CHECK(contents(folder / "whole/thermo.csv")
            .find("gamma/deg,max_force_deviation/(eV/Å),mean_force_deviation/(eV/Å)\n") != std::string::npos);
  CHECK(contents(folder / "whole/candidates.extxyz") == contents(folder / "broken/candidates.extxyz"));
  CHECK(read_xyz(folder / "whole/candidates.extxyz").size() > 5);
  const H5mdReader whole(folder / "whole/trajectory.h5"), broken(folder / "broken/trajectory.h5");
  REQUIRE(whole.steps() == broken.steps());
  for (Index i = 0; i < whole.frames(); ++i) {
    CHECK(whole.read(i).arrays == broken.read(i).arrays);
    CHECK(whole.read(i).arrays.at("relative_force_deviation").size() == 32);
    CHECK(whole.read(i).atoms.r == broken.read(i).atoms.r);
  }
  RunFolder(folder / "whole", options.write);
  CHECK_FALSE(std::filesystem::exists(folder / "whole/candidates.extxyz"));
}
