#include "mlip/committee.hpp"

#include <catch2/catch.hpp>

#include "models.hpp"
#include "potential/lennard_jones.hpp"
#include "potential/physics_checks.hpp"

using namespace liquidus;
using namespace liquidus::testing;

namespace {

std::unique_ptr<Potential> argon(double epsilon) {
  const double sigma = 3.4;
  return make_lennard_jones(1, {&epsilon, 1}, {&sigma, 1}, {6.0, Truncation::shifted_force, 0.0, false});
}

std::unique_ptr<Potential> two_argons(double level = 1.0) {
  std::vector<std::unique_ptr<Potential>> members;
  members.push_back(argon(0.01));
  members.push_back(argon(0.014));
  return make_committee(std::move(members), level);
}

Evaluation with_deviations() {
  Evaluation wanted;
  wanted.with_deviations = wanted.with_atomic_energies = true;
  return wanted;
}

}  // namespace

TEST_CASE("a committee gives the mean of its members", "[committee_test]") {
  const Structure atoms = rattled({"Ar"}, 2, 4.4);
  const auto committee = two_argons();
  CHECK(committee->gives_deviations());
  CHECK_FALSE(committee->gives_atomic_virials());
  CHECK(committee->reach().cutoff == 6.0);
  // energies are proportional to ε, so that the mean is the potential of the mean ε
  CHECK(largest_difference(evaluate(*committee, atoms, true), evaluate(*argon(0.012), atoms, true)) < 1e-13);
  check_physics(*committee, atoms);
}

TEST_CASE("deviations are the standard deviations of the members' forces", "[committee_test]") {
  const Structure atoms = rattled({"Ar"}, 2, 4.4);
  const double level = 0.05;
  const auto found = evaluate(*two_argons(level), atoms, with_deviations());
  REQUIRE(found.deviations.size() == atoms.r.size());
  REQUIRE(found.relative_deviations.size() == atoms.r.size());
  for (std::size_t i = 0; i < atoms.r.size(); ++i) {
    // of two members, half their difference: ε from 0.010 to 0.014 is 1/6 of the mean force, per component
    const Vec3& f = found.forces[i];
    const double largest = std::max({std::abs(f[0]), std::abs(f[1]), std::abs(f[2])});
    CHECK(found.deviations[i] == Approx(largest / 6.0).epsilon(1e-10));
    CHECK(found.relative_deviations[i] == Approx(largest / 6.0 / (norm(f) + level)).epsilon(1e-10));
  }
}

TEST_CASE("a step has the same bits with and without deviations", "[committee_test]") {
  const Structure atoms = rattled({"Ar"}, 2, 4.4);
  const auto committee = two_argons();
  const auto with = evaluate(*committee, atoms, with_deviations()), without = evaluate(*committee, atoms, true);
  CHECK(with.forces == without.forces);
  CHECK(with.energy == without.energy);
  CHECK(without.deviations.empty());
}

TEST_CASE("models and pair potentials sit in one committee", "[committee_test]") {
  const Structure atoms = rattled({"Na", "Cl"}, 2, 3.3);
  std::vector<std::unique_ptr<Potential>> members;
  members.push_back(load_model("nequip-oam-s-0.1.pth", atoms));
  if (!members.front()) return;
  const std::vector<double> epsilon(4, 0.01), sigma(4, 2.5);
  members.push_back(make_lennard_jones(2, epsilon, sigma, PairCutoff{6.0, Truncation::shifted_force}));
  const auto model = evaluate(*members[0], atoms), pairs = evaluate(*members[1], atoms);
  const auto committee = make_committee(std::move(members));
  CHECK(committee->reach().cutoff == 4.5);  // twice that is wider than 6
  CHECK(committee->reach().hops == 2);
  const auto found = evaluate(*committee, atoms, with_deviations());
  for (std::size_t i = 0; i < atoms.r.size(); ++i) {
    CHECK(norm(found.forces[i] - 0.5 * (model.forces[i] + pairs.forces[i])) < 1e-10);
    const Vec3 half = 0.5 * (model.forces[i] - pairs.forces[i]);
    CHECK(found.deviations[i] ==
          Approx(std::max({std::abs(half[0]), std::abs(half[1]), std::abs(half[2])})).margin(1e-10));
  }
}

TEST_CASE("a committee of one, or without a level, is refused", "[committee_test]") {
  std::vector<std::unique_ptr<Potential>> one;
  one.push_back(argon(0.01));
  CHECK_THROWS_AS(make_committee(std::move(one)), std::invalid_argument);
  CHECK_THROWS_AS(two_argons(0.0), std::invalid_argument);
}
