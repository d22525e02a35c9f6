#include "potential/pair_potential.hpp"

#include <catch2/catch.hpp>

#include "core/threads.hpp"
#include "core/units.hpp"
#include "potential/form_checks.hpp"
#include "potential/lennard_jones.hpp"

using namespace liquidus;
using namespace liquidus::testing;

namespace {

const std::vector<std::string> one{"Ar"}, two{"Ar", "Ne"};
const std::vector<double> epsilon1{0.0105}, sigma1{3.4}, epsilon2{0.0105, 0.0067, 0.0067, 0.0032},
    sigma2{3.4, 3.1, 3.1, 2.8};
constexpr double rc = 6.0;

std::unique_ptr<PairPotential> argon(const PairCutoff& cutoff) {
  return make_lennard_jones(1, epsilon1, sigma1, cutoff);
}
std::unique_ptr<PairPotential> mixture(const PairCutoff& cutoff) {
  return make_lennard_jones(2, epsilon2, sigma2, cutoff);
}

/// Lennard-Jones cut off in the way given, one or two species, as scalar code.
FormCase case_of(Truncation truncation, bool many) {
  PairCutoff cutoff{rc, truncation};
  if (truncation == Truncation::switched) cutoff.switch_from = 4.5;
  const auto bare = many ? std::shared_ptr<PairPotential>(mixture({rc})) : std::shared_ptr<PairPotential>(argon({rc}));
  const auto point = [=](int a, int b, double r) -> PairPotential::Point {
    const auto u = bare->at(a, b, r), end = bare->at(a, b, rc);
    if (truncation == Truncation::shift) return {u.energy - end.energy, u.slope};
    if (truncation == Truncation::shifted_force)
      return {u.energy - end.energy - (r - rc) * end.slope, u.slope - end.slope};
    if (truncation == Truncation::plain || r < 4.5) return u;
    const double t = (r - 4.5) / 1.5, s = 1.0 - t * t * t * (10.0 - 15.0 * t + 6.0 * t * t),
                 slope = -30.0 * t * t * (1.0 - t) * (1.0 - t) / 1.5;
    return {s * u.energy, s * u.slope + slope * u.energy};
  };
  return {many ? two : one,
          2.2,
          rc,
          [=](int a, int b, double r) { return point(a, b, r).energy; },
          [=](int a, int b, double r) { return point(a, b, r).slope; },
          [=] { return many ? mixture(cutoff) : argon(cutoff); }};
}

Structure dimer(double r) {
  Structure s;
  s.add("Ar", {0.0, 0.0, 0.0});
  s.add("Ar", {r, 0.0, 0.0});
  return s;
}

}  // namespace

TEST_CASE("a pair energy is cut off as it was asked for", "[pair_potential_test]") {
  for (const bool many : {false, true}) {
    for (const auto truncation :
         {Truncation::plain, Truncation::shift, Truncation::shifted_force, Truncation::switched}) {
      INFO("truncation " << static_cast<int>(truncation) << (many ? ", two species" : ", one species"));
      check_form(case_of(truncation, many));
    }
  }
}

TEST_CASE("energy and force end at the cutoff as promised", "[pair_potential_test]") {
  const double inside = rc - 1e-7, outside = rc + 1e-7;
  const auto end = argon({rc})->at(0, 0, rc);
  for (const auto truncation :
       {Truncation::plain, Truncation::shift, Truncation::shifted_force, Truncation::switched}) {
    INFO("truncation " << static_cast<int>(truncation));
    const auto potential = argon({rc, truncation, 4.5});
    const auto last = evaluate(*potential, dimer(inside)), gone = evaluate(*potential, dimer(outside));
    CHECK(gone.energy == 0.0);
    CHECK(gone.forces[0] == Vec3{});
    // what a slope of 1e-3 eV/Å and a curvature of 1e-3 eV/Å² leave over 1e-7 Å
    CHECK(std::abs(last.energy - (truncation == Truncation::plain ? end.energy : 0.0)) < 1e-9);
    const bool forces_step = truncation == Truncation::plain || truncation == Truncation::shift;
    CHECK(std::abs(last.forces[0][0] - (forces_step ? end.slope : 0.0)) < 1e-9);
  }
}

TEST_CASE("a switch leaves the energy alone below its beginning", "[pair_potential_test]") {
  const auto bare = argon({rc}), switched = argon({rc, Truncation::switched, 4.5});
  for (const double r : {3.0, 3.8, 4.4999})
    CHECK(evaluate(*switched, dimer(r)).energy == evaluate(*bare, dimer(r)).energy);
}

TEST_CASE("the tail of Lennard-Jones is the textbook's", "[pair_potential_test]") {
  // Allen & Tildesley: E/N = 8πρεσ³ [(σ/r_c)⁹/9 − (σ/r_c)³/3], P = 32πρ²εσ³ [(σ/r_c)⁹/9 − (σ/r_c)³/6]
  Random random(59, Stream::packing, 0, 0);
  const auto atoms = random_structure(random, random_cell(random, 20.0, {true, true, true}), two, 41, 2.5);
  const auto with = evaluate(*mixture({rc, Truncation::plain, 0.0, true}), atoms, true),
             without = evaluate(*mixture({rc}), atoms, true);
  const double volume = atoms.cell.volume();
  const std::vector<double> count{21.0, 20.0};
  double energy = 0.0, pressure = 0.0;
  std::vector<double> per_atom(2, 0.0);
  for (std::size_t a = 0; a < 2; ++a)
    for (std::size_t b = 0; b < 2; ++b) {
      const double sigma = sigma2[2 * a + b], epsilon = epsilon2[2 * a + b], x3 = std::pow(sigma / rc, 3);
      const double density = count[b] / volume, unit = units::pi * density * epsilon * sigma * sigma * sigma;
      per_atom[a] += 8.0 * unit * (x3 * x3 * x3 / 9.0 - x3 / 3.0);
      pressure += count[a] / volume * 32.0 * unit * (x3 * x3 * x3 / 9.0 - x3 / 6.0);
    }
  energy = count[0] * per_atom[0] + count[1] * per_atom[1];
  // an infinite series summed by quadrature with 1500 points: to about 1e-12 of the terms
  CHECK(with.energy - without.energy == Approx(energy).epsilon(1e-10));
  CHECK(trace(with.virial - without.virial) / (3.0 * volume) == Approx(pressure).epsilon(1e-10));
  CHECK(with.virial[0][1] == without.virial[0][1]);
  CHECK(largest_difference(with.forces, without.forces) == 0.0);
  for (std::size_t i = 0; i < atoms.r.size(); ++i)
    CHECK(with.atomic_energies[i] - without.atomic_energies[i] ==
          Approx(per_atom[static_cast<std::size_t>(atoms.type[i])]).epsilon(1e-10));
  // and it takes away most of what the cutoff does: per atom, the energy with a cutoff of 6 Å against one of 14 Å
  Random again(61, Stream::packing, 0, 0);
  const auto fluid = random_structure(again, Cell::cubic(22.0), one, 200, 3.0);
  const double exact = evaluate(*argon({16.0, Truncation::plain, 0.0, true}), fluid).energy,
               tail = evaluate(*argon({rc, Truncation::plain, 0.0, true}), fluid).energy,
               cut = evaluate(*argon({rc}), fluid).energy;
  CHECK(std::abs(tail - exact) < 0.2 * std::abs(cut - exact));
}

TEST_CASE("the tail of a switched pair makes up for the switch, and its virial is exact", "[pair_potential_test]") {
  const PairCutoff with{rc, Truncation::switched, 4.5, true}, without{rc, Truncation::switched, 4.5, false};
  Random random(73, Stream::packing, 0, 0);
  const auto atoms = random_structure(random, random_cell(random, 14.0, {true, true, true}), two, 30, 2.5);
  check_physics(*mixture(with), atoms);
  // W = U − S U is smooth and falls off as U does: ∫ 4πr² W by the trapezoidal rule, with r⁻⁶ alone beyond 60 Å
  const auto bare = argon({rc});
  const auto taken = [&](double r) {
    const double t = std::clamp((r - 4.5) / 1.5, 0.0, 1.0);
    return t * t * t * (10.0 - 15.0 * t + 6.0 * t * t) * bare->at(0, 0, r).energy * 4.0 * units::pi * r * r;
  };
  double integral = -16.0 * units::pi / 3.0 * epsilon1[0] * std::pow(sigma1[0], 6) / std::pow(60.0, 3);
  const double h = 1e-3;
  for (double r = 4.5; r < 60.0; r += h) integral += 0.5 * h * (taken(r) + taken(r + h));
  Structure one_atom;
  one_atom.cell = Cell::cubic(20.0);
  one_atom.add("Ar", {1.0, 1.0, 1.0});
  const double tail = evaluate(*argon(with), one_atom).energy - evaluate(*argon(without), one_atom).energy;
  CHECK(tail == Approx(0.5 * integral / 8000.0).epsilon(1e-6));  // the rule's error is h² times the slope at 60 Å
}

TEST_CASE("threads share the work and change nothing but the rounding", "[pair_potential_test]") {
  Random random(67, Stream::packing, 0, 0);
  const auto atoms = random_structure(random, random_cell(random, 22.0, {true, true, true}), two, 150, 2.5);
  const int before = threads();
  std::vector<Evaluation> found;
  for (const int count : {1, 2, 3, 7}) {
    set_threads(count);
    const auto potential = mixture({rc, Truncation::shift});
    found.push_back(evaluate(*potential, atoms, true));
    CHECK(largest_difference(found.front(), found.back()) < 1e-13 * magnitude(found.front()));
    const auto again = evaluate(*potential, atoms, true);
    CHECK(largest_difference(again, found.back()) == 0.0);  // the same number of threads: bit for bit
  }
  set_threads(before);
}

TEST_CASE("one potential serves structures of any size in turn", "[pair_potential_test]") {
  const auto potential = mixture({rc, Truncation::shift});
  Random random(71, Stream::packing, 0, 0);
  const auto large = random_structure(random, Cell::cubic(18.0), two, 60, 2.5),
             small = random_structure(random, Cell::cubic(9.0), two, 7, 2.5);
  Structure none;
  none.cell = Cell::cubic(9.0);
  const auto first = evaluate(*potential, small, true);
  evaluate(*potential, large);
  CHECK(largest_difference(first, evaluate(*potential, small, true)) == 0.0);
  CHECK(evaluate(*potential, none).energy == 0.0);
}

TEST_CASE("wrong options of a pair potential are refused", "[pair_potential_test]") {
  using Catch::Contains;
  CHECK_THROWS_WITH(argon({0.0}), Contains("cutoff") && Contains("positive"));
  CHECK_THROWS_WITH(argon({-1.0}), Contains("positive"));
  CHECK_THROWS_WITH(argon({std::nan("")}), Contains("positive"));
  CHECK_THROWS_WITH(argon({6.0, Truncation::switched, 6.0}), Contains("switch") && Contains("below the cutoff"));
  CHECK_THROWS_WITH(argon({6.0, Truncation::switched, -0.1}), Contains("switch"));
  CHECK_THROWS_WITH(argon({6.0, Truncation::shift, 0.0, true}), Contains("tail") && Contains("plain"));
  CHECK_THROWS_AS(make_lennard_jones(2, epsilon1, sigma1, PairCutoff{6.0}), std::invalid_argument);
}
