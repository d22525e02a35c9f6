#include "potential/potential.hpp"

#include <catch2/catch.hpp>

#include "potential/lennard_jones.hpp"
#include "potential/physics_checks.hpp"
#include "potential/samples.hpp"

using namespace liquidus;
using namespace liquidus::testing;

namespace {

std::unique_ptr<Potential> argon(double cutoff) {
  const std::vector<double> epsilon{0.0105}, sigma{3.4};
  return make_lennard_jones(1, epsilon, sigma, PairCutoff{cutoff});
}

/// Reaches as it is told and does nothing.
class Reaching : public Potential {
 public:
  explicit Reaching(Reach reach) : reach_(reach) {}
  Reach reach() const override { return reach_; }
  std::vector<ListRequest> lists() const override { return {{reach_.cutoff, ListKind::full}}; }
  void add(const Neighbourhood&, Evaluation&) const override {}

 private:
  Reach reach_;
};

Reach reach_of(std::vector<Reach> terms) {
  Sum sum;
  for (const auto& reach : terms) sum.append(std::make_unique<Reaching>(reach));
  return sum.reach();
}

}  // namespace

TEST_CASE("a sum is the sum of its terms, each with its own list", "[potential_test]") {
  Sum sum;
  sum.append(argon(4.0));
  sum.append(argon(7.5));
  REQUIRE(sum.size() == 2);
  REQUIRE(sum.lists().size() == 2);
  CHECK(sum.lists()[0].cutoff == 4.0);
  CHECK(sum.lists()[1].cutoff == 7.5);
  for (const auto& [name, atoms] : samples({"Ar"}, 2.4, 7.5)) {
    INFO(name);
    auto expected = evaluate(*argon(4.0), atoms, true);
    const auto longer = evaluate(*argon(7.5), atoms, true), found = evaluate(sum, atoms, true);
    expected.energy += longer.energy;
    expected.virial += longer.virial;
    for (std::size_t i = 0; i < atoms.r.size(); ++i) {
      expected.forces[i] += longer.forces[i];
      expected.atomic_energies[i] += longer.atomic_energies[i];
    }
    CHECK(largest_difference(found, expected) < 1e-12 * std::max(1.0, std::abs(expected.energy)));
    if (!has_pair_at(atoms, 4.0, 0.002)) check_physics(sum, atoms);
  }
}

TEST_CASE("a sum reaches as far as the widest of its terms", "[potential_test]") {
  const auto check = [](const Reach& found, const Reach& expected) {
    CHECK(found.cutoff == expected.cutoff);
    CHECK(found.hops == expected.hops);
    CHECK(found.exchanges_features == expected.exchanges_features);
  };
  check(reach_of({}), {0.0, 1, false});
  check(reach_of({{5.0, 1, false}, {7.0, 1, false}}), {7.0, 1, false});
  check(reach_of({{5.0, 2, false}, {7.0, 1, false}}), {5.0, 2, false});  // 10 Å against 7 Å
  check(reach_of({{5.0, 3, true}, {7.0, 1, false}}), {7.0, 1, true});    // features travel: one cutoff is enough
  check(reach_of({{5.0, 3, true}, {4.0, 3, false}}), {12.0, 1, true});   // but the other still looks three hops out
}

TEST_CASE("an empty sum is zero", "[potential_test]") {
  Structure atoms;
  atoms.add("Ar", {0, 0, 0});
  const auto found = evaluate(Sum(), atoms, true);
  CHECK(found.energy == 0.0);
  CHECK(found.forces == std::vector<Vec3>(1));
  CHECK(found.atomic_energies == std::vector<double>(1));
}
