#include "active/bias/biased_potential.hpp"

#include <catch2/catch.hpp>

#include "core/threads.hpp"
#include "mlip/committee.hpp"
#include "potential/lennard_jones.hpp"
#include "potential/physics_checks.hpp"
#include "potential/samples.hpp"

using namespace liquidus;
using namespace liquidus::testing;

namespace {

constexpr double cutoff = 6.0;
const std::vector<std::string> oxide{"Fe", "O", "Na"};

std::unique_ptr<Potential> lennard_jones(double depth = 0.02) {
  std::vector<double> epsilon(9, depth), sigma(9, 2.1);
  epsilon[1] = epsilon[3] = 2.5 * depth;
  return make_lennard_jones(3, epsilon, sigma, {cutoff, Truncation::switched, 0.5 * cutoff, false});
}

/// Hills around where the atoms are, so that both V and V' count.
void fill(AdaptiveBias& bias, double s) {
  for (Index n = 0; n < 5; ++n) bias.deposit(n, 0.0, s + 0.07 * (static_cast<double>(n) - 1.0));
}

const HillRule wide{0.1, 3.0, 10.0, 10000.0};

/// The s of atoms, by way of the potential.
double variable_of(AdaptiveBias& bias, const Potential& potential, const Structure& atoms) {
  evaluate(potential, atoms);
  return bias.seen_in(atoms.cell);
}

/// check_physics() without what holds for energies that grow with the system alone.
void check(const Potential& potential, const Structure& atoms) {
  double scale = 1.0;
  const auto found = evaluate(potential, atoms, true);
  for (const auto& f : found.forces) scale = std::max(scale, norm(f));
  for (const auto& row : found.virial) scale = std::max(scale, norm(row));
  // as there: differences of a function that varies over 0.1 Å; the grid's cubics have steps in their third derivative
  CHECK(force_error(potential, atoms) < 2e-7 * scale);
  CHECK(virial_error(potential, atoms) < 2e-7 * scale);
  scale = std::max(scale, std::abs(found.energy));
  CHECK(net_force(potential, atoms) < 1e-10 * scale);
  CHECK(translation_error(potential, atoms) < 1e-10 * scale);
  CHECK(rotation_error(potential, atoms) < 1e-10 * scale);
  CHECK(permutation_error(potential, atoms) < 1e-10 * scale);
  CHECK(atomic_energy_error(potential, atoms) < 1e-10 * scale);
  CHECK(option_error(potential, atoms) < 1e-10 * scale);
}

}  // namespace

TEST_CASE("Forces and virial under a bias on the energy are the gradients", "[biased_potential_test]") {
  set_threads(1);
  const auto base = lennard_jones();
  for (const auto& sample : samples(oxide, 1.9, cutoff)) {
    INFO(sample.name);
    AdaptiveBias bias(wide);
    const auto biased = bias_energy(*base, bias, Communicator::self());
    fill(bias, variable_of(bias, *biased, sample.atoms));
    REQUIRE(std::abs(bias.at(bias.seen_in(sample.atoms.cell)).slope) > 1.0);
    check(*biased, sample.atoms);
  }
}

TEST_CASE("Forces and virial under a bias on an intensity are the gradients", "[biased_potential_test]") {
  set_threads(1);
  const auto base = lennard_jones();
  for (const double range : {5.0, 8.0})
    for (const auto& sample : samples(oxide, 1.9, cutoff)) {
      INFO(sample.name << ", cutoff " << range);
      AdaptiveBias bias(wide);
      const auto biased = bias_intensity(*base, {2.2, range, {3.0, 1.0, -0.5}}, bias, Communicator::self());
      fill(bias, variable_of(bias, *biased, sample.atoms));
      REQUIRE(std::abs(bias.at(bias.seen_in(sample.atoms.cell)).slope) > 1.0);
      check(*biased, sample.atoms);
    }
}

TEST_CASE("The energy is that of the potential and V of its share per atom", "[biased_potential_test]") {
  const auto base = lennard_jones();
  const auto atoms = samples(oxide, 1.9, cutoff).front().atoms;
  const auto plain = evaluate(*base, atoms);
  AdaptiveBias bias(wide);
  const auto biased = bias_energy(*base, bias, Communicator::self());
  const double s = variable_of(bias, *biased, atoms);
  CHECK(s == Approx(plain.energy / static_cast<double>(atoms.size())).epsilon(1e-14));
  CHECK(evaluate(*biased, atoms).energy == plain.energy);  // no hills yet
  fill(bias, s);
  CHECK(evaluate(*biased, atoms).energy == Approx(plain.energy + bias.at(s).value).epsilon(1e-14));
}

TEST_CASE("A committee's deviations are those that it has without a bias", "[biased_potential_test]") {
  std::vector<std::unique_ptr<Potential>> members;
  for (const double depth : {0.02, 0.025, 0.018}) members.push_back(lennard_jones(depth));
  const auto committee = make_committee(std::move(members));
  const auto atoms = samples(oxide, 1.9, cutoff).front().atoms;
  Evaluation wanted;
  wanted.with_deviations = true;
  const auto plain = evaluate(*committee, atoms, wanted);
  REQUIRE(plain.deviations.size() == atoms.r.size());
  for (const bool by_energy : {true, false}) {
    AdaptiveBias bias(wide);
    const auto biased = by_energy ? bias_energy(*committee, bias, Communicator::self())
                                  : bias_intensity(*committee, {2.2, 8.0, {1.0, 1.0, 1.0}}, bias, Communicator::self());
    fill(bias, variable_of(bias, *biased, atoms));
    REQUIRE(biased->gives_deviations());
    const auto found = evaluate(*biased, atoms, wanted);
    CHECK(largest_difference(found.forces, plain.forces) > 1e-3);
    for (std::size_t i = 0; i < atoms.r.size(); ++i) {  // the order of sums over pairs is another where lists are
      CHECK(found.deviations[i] == Approx(plain.deviations[i]).epsilon(1e-12));
      CHECK(found.relative_deviations[i] == Approx(plain.relative_deviations[i]).epsilon(1e-12));
    }
  }
}
