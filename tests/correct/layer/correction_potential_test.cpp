#include "correct/layer/correction_potential.hpp"

#include "core/neighbours.hpp"
#include "correct/knots.hpp"
#include "correct/layer/layer_samples.hpp"
#include "potential/physics_checks.hpp"
#include "potential/samples.hpp"
#include "scatter/pair_index.hpp"
#include "support/random_structure.hpp"

using namespace liquidus;
using namespace liquidus::testing;

namespace {

std::vector<Species> kinds(const std::vector<std::string>& names) {
  std::vector<Species> all;
  for (const auto& name : names) all.push_back(make_species(name));
  return all;
}

/// Σ over pairs and images of the spline itself, for a cell of which all images within the cutoff are near ones.
double direct_sum(const Correction& correction, const Structure& atoms, double temperature) {
  double sum = 0.0;
  const double cutoff = correction.knots.cutoff();
  for (std::size_t p = 0; p < correction.pairs(); ++p) {
    const KnotSpline u(correction.knots, correction.at(p, temperature));
    for (std::size_t i = 0; i < atoms.r.size(); ++i)
      for (std::size_t j = 0; j < atoms.r.size(); ++j) {
        const auto a = correction.species.begin(), b = correction.species.end();
        const auto s = std::find(a, b, atoms.name(static_cast<Index>(i))) - a;
        const auto t = std::find(a, b, atoms.name(static_cast<Index>(j))) - a;
        if (pair_index(static_cast<std::size_t>(s), static_cast<std::size_t>(t)) != p) continue;
        for (int x = -3; x <= 3; ++x)
          for (int y = -3; y <= 3; ++y)
            for (int z = -3; z <= 3; ++z) {
              if (i == j && x == 0 && y == 0 && z == 0) continue;
              const Vec3 shift = Vec3{double(x), double(y), double(z)} * atoms.cell.vectors();
              const double r = norm(atoms.r[j] - atoms.r[i] + shift);
              if (r < cutoff) sum += 0.5 * u(r);
            }
      }
  }
  return sum;
}

}  // namespace

TEST_CASE("A correction is a sound potential in cells of every kind", "[correction_potential_test]") {
  const auto correction = wavy({"Na", "Cl"}, KnotGrid::up_to(4.5, 0.15, 1.9), linear_basis());
  for (const auto& sample : samples({"Cl", "Na"}, 1.6, correction.knots.cutoff())) {
    INFO(sample.name);
    const auto potential = make_correction(correction, sample.atoms.species, 1300.0);
    check_physics(*potential, sample.atoms);
  }
}

TEST_CASE("A correction's energy is the sum of its splines over all pairs", "[correction_potential_test]") {
  const auto correction = wavy({"Na", "Cl"}, KnotGrid::up_to(4.5, 0.15, 1.9), linear_basis());
  Random random(5, Stream::packing, 0, 0);
  for (const double edge : {5.0, 7.0}) {
    const auto atoms = random_structure(random, Cell::cubic(edge), {"Cl", "Na"}, 10, 1.5);
    for (const double t : {900.0, 1150.0, 1400.0}) {
      const auto potential = make_correction(correction, atoms.species, t);
      // 0.1 eV times some hundred pairs, each to a few roundings
      CHECK(evaluate(*potential, atoms).energy == Approx(direct_sum(correction, atoms, t)).epsilon(1e-12));
    }
  }
}

TEST_CASE("Two atoms feel the spline and its slope, also below the first knot and at the cutoff",
          "[correction_potential_test]") {
  const auto correction = wavy({"Ar"}, KnotGrid::up_to(6.0, 0.1, 2.5));
  const auto potential = make_correction(correction, kinds({"Ar"}), 85.0, 0.5);
  const KnotSpline u(correction.knots, correction.values[0]);
  Structure atoms;
  atoms.add("Ar", {0, 0, 0});
  atoms.add("Ar", {0, 0, 0});
  for (double r = 0.4; r < 7.0; r += 0.0931) {
    atoms.r[1] = {r, 0, 0};
    const auto found = evaluate(*potential, atoms);
    CHECK(found.energy == Approx(0.5 * u(r)).margin(1e-14).epsilon(1e-12));
    CHECK(found.forces[1][0] == Approx(-0.5 * u.slope(r)).margin(1e-13).epsilon(1e-12));
  }
  // Zero with zero force at the end: both fall with the square and the first power of what is left to it.
  atoms.r[1] = {6.0 - 1e-6, 0, 0};
  const auto end = evaluate(*potential, atoms);
  CHECK(std::abs(end.energy) < 1e-12);
  CHECK(norm(end.forces[1]) < 1e-6);
  CHECK(end.forces[1][0] != 0.0);
}

TEST_CASE("Species are told by name, and those that a correction doesn't know feel nothing",
          "[correction_potential_test]") {
  const auto correction = wavy({"Na", "Cl"}, KnotGrid::up_to(4.5, 0.15, 1.9));
  Structure atoms;
  atoms.species = kinds({"K", "Cl", "Na"});
  atoms.add("Cl", {0, 0, 0});
  atoms.add("Na", {2.7, 0, 0});
  const auto potential = make_correction(correction, atoms.species, 1000.0);
  CHECK(evaluate(*potential, atoms).energy ==
        Approx(KnotSpline(correction.knots, correction.values[pair_index(0, 1)])(2.7)).epsilon(1e-12));
  atoms.add("K", {1.0, 1.0, 1.0});
  const auto found = evaluate(*potential, atoms, true);
  CHECK(norm(found.forces[2]) == 0.0);
  CHECK(found.atomic_energies[2] == 0.0);
  CHECK(error_of([&] {
          make_correction(correction, kinds({"Ar", "Ne"}), 85.0);
        }) == "the correction is for Na, Cl, and of these there are none among Ar, Ne");
}

TEST_CASE("A pair's table holds the spline's values and slopes at the knots", "[correction_potential_test]") {
  const auto correction = wavy({"Na", "Cl"}, KnotGrid::up_to(4.5, 0.15, 1.9), linear_basis());
  const auto table = table_of(correction, pair_index(0, 1), 1265.0, 2.0);
  CHECK(table.r == correction.knots.all());
  for (std::size_t k = 0; k < table.r.size(); ++k)
    CHECK(table.energy[k] == Approx(2.0 * (correction.values[1][k] + 0.1 * correction.values[4][k])).margin(1e-15));
  CHECK(table.force.back() == 0.0);
}
