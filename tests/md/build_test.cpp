#include "md/build.hpp"

#include <catch2/catch.hpp>
#include <numeric>

#include "core/errors.hpp"
#include "core/random.hpp"
#include "core/units.hpp"
#include "io/helpers.hpp"
#include "io/xyz.hpp"
#include "md/closest_pair.hpp"
#include "md/minimise.hpp"
#include "md/soft_core.hpp"
#include "support.hpp"

using namespace liquidus;
using namespace liquidus::testing;

namespace {

double smallest_distance(const Structure& atoms) {
  double least = 1e300;
  for (std::size_t i = 0; i < atoms.r.size(); ++i)
    for (std::size_t j = 0; j < i; ++j)
      least = std::min(least, norm(atoms.cell.minimum_image(atoms.r[i] - atoms.r[j])));
  return least;
}

}  // namespace

TEST_CASE("formulas are read with parentheses and repeats", "[build_test]") {
  CHECK(parse_formula("NaCl") == Composition{{"Na", 1}, {"Cl", 1}});
  CHECK(parse_formula("Fe2SiO4") == Composition{{"Fe", 2}, {"Si", 1}, {"O", 4}});
  CHECK(parse_formula("Ca(OH)2") == Composition{{"Ca", 1}, {"O", 2}, {"H", 2}});
  CHECK(parse_formula("Al2(Si2O5)(OH)4") == Composition{{"Al", 2}, {"Si", 2}, {"O", 9}, {"H", 4}});
  CHECK(parse_formula("Fe49O51") == Composition{{"Fe", 49}, {"O", 51}});
}

TEST_CASE("formulas that can't be read say where", "[build_test]") {
  const auto refused = [](const std::string& formula, const std::string& why) {
    CHECK_THROWS_WITH(parse_formula(formula), "formula '" + formula + "': " + why);
  };
  refused("", "expected element symbols and counts, such as NaCl or Fe2SiO4");
  refused("nacl", "found 'n' where the symbol of an element should begin");
  refused("NaXx2", "'Xx' is not the symbol of an element");
  refused("Na-Cl", "found '-' where the symbol of an element should begin");
  refused("Ca(OH2", "'(' without ')'");
  refused("CaOH)2", "')' without '('");
  refused("Ca()2", "nothing between '(' and ')'");
  refused("Fe0O", "a count of 0");
  refused("Fe49.5O51", "counts must be whole numbers: Fe49O51 in place of Fe0.98O1.02");
  refused("Fe999999999999", "counts beyond 100000000");
}

TEST_CASE("a count of atoms that isn't whole formulas is refused with the nearest counts", "[build_test]") {
  const auto olivine = parse_formula("Fe2SiO4");
  CHECK(scaled_to(olivine, 70) == Composition{{"Fe", 20}, {"Si", 10}, {"O", 40}});
  CHECK_THROWS_WITH(scaled_to(olivine, 512),
                    "atoms = 512 is not a multiple of the 7 atoms of the formula; the nearest counts are 511 or 518");
  CHECK_THROWS_WITH(scaled_to(olivine, 3),
                    "atoms = 3 is not a multiple of the 7 atoms of the formula; the nearest counts are 7");
}

TEST_CASE("packed atoms have the counts, the density and the distances asked for", "[build_test]") {
  const auto density = parse_quantity("1.515 g/cm^3");
  const Structure melt = pack(scaled_to(parse_formula("NaCl"), 512), density, 7);
  CHECK(melt.size() == 512);
  CHECK(melt.counts() == std::vector<Index>{256, 256});
  CHECK(melt.density() == Approx(density.value).epsilon(1e-12));
  CHECK(melt.cell.vectors()[0][0] == Approx(25.41).margin(0.01));  // notes/melts.md
  CHECK(smallest_distance(melt) >= 0.85 * std::cbrt(melt.cell.volume() / 512.0));

  const Structure again = pack(scaled_to(parse_formula("NaCl"), 512), density, 7);
  CHECK(again.r == melt.r);
  const Structure other = pack(scaled_to(parse_formula("NaCl"), 512), density, 8);
  CHECK(other.r != melt.r);
}

TEST_CASE("a number density and a closest distance of one's own are kept", "[build_test]") {
  const Structure melt = pack({{"Fe3+", 20}, {"O", 30}}, parse_quantity("0.08 1/Å^3"), 1, 2.2);
  CHECK(melt.number_density() == Approx(0.08).epsilon(1e-12));
  CHECK(melt.name(0) == "Fe3+");
  CHECK(smallest_distance(melt) >= 2.2);
  CHECK_THROWS_WITH(pack({{"Na", 10}}, parse_quantity("0.08 1/Å^3"), 1, 2.6),
                    "closest = 2.6 Å does not fit: at this density atoms can be packed at random with distances up to "
                    "2.321 Å");
}

TEST_CASE("the closest pair is the one that all pairs give, in skewed, small and open cells", "[build_test]") {
  const Mat3 skewed{Vec3{9.0, 0.0, 0.0}, Vec3{4.0, 8.0, 0.0}, Vec3{-3.0, 2.0, 7.0}};
  for (const auto& periodic :
       {Cell::Periodic{true, true, true}, Cell::Periodic{true, false, true}, Cell::Periodic{false, false, false}})
    for (Index seed = 1; seed <= 10; ++seed) {
      Structure atoms;
      atoms.cell = Cell(skewed, periodic);
      for (Index i = 0; i < 40; ++i) {
        Random random(static_cast<std::uint64_t>(seed), Stream::packing, i, 1);
        atoms.add("Ar", atoms.cell.cartesian({3.0 * random.uniform() - 1.0, random.uniform(), random.uniform()}));
      }
      const double least = smallest_distance(atoms);
      ClosestPair finder;
      const auto found = finder.find(atoms, 1.3 * least);
      REQUIRE(found.has_value());
      CHECK(found->distance == Approx(least).epsilon(1e-12));
      CHECK_FALSE(finder.find(atoms, 0.99 * least).has_value());
      CHECK(finder.find(atoms, 50.0)->distance == Approx(least).epsilon(1e-12));
    }
}

TEST_CASE("a structure from a file is the frame asked for, repeated", "[build_test]") {
  const TemporaryFolder folder;
  {
    XyzWriter writer(folder / "argon.xyz");
    for (const double density : {0.02, 0.021, 0.022}) {
      Frame frame;
      frame.atoms = argon(1, density);
      writer.write(frame);
    }
  }
  StructureOptions options;
  options.file = folder / "argon.xyz";
  CHECK(build_structure(options, 1).number_density() == Approx(0.022));
  options.frame = 0;
  CHECK(build_structure(options, 1).number_density() == Approx(0.02));
  options.frame = -2;
  options.replicate = {2, 3, 4};
  const Structure crystal = build_structure(options, 1);
  CHECK(crystal.size() == 96);
  CHECK(crystal.number_density() == Approx(0.021));
  options.frame = 3;
  CHECK(error_of([&] { build_structure(options, 1); }) == "frame = 3: '" + folder / "argon.xyz" + "' has 3 frames");
  options.frame = 0;
  options.replicate = {100000, 100000, 100000};
  CHECK(error_of([&] { build_structure(options, 1); }) ==
        "replicate: the copies would have more atoms than a 32-bit number counts");
}

TEST_CASE("minimisation finds the crystal's lattice again", "[build_test]") {
  const auto potential = argon_potential();
  Structure atoms = argon(2, 0.026);
  const double lowest = evaluate(*potential, atoms).energy;
  for (std::size_t i = 0; i < atoms.r.size(); ++i)
    atoms.r[i] += 0.3 * Random(1, Stream::packing, static_cast<Index>(i), 2).normal3();
  const double shaken = evaluate(*potential, atoms).energy;
  MinimiseOptions options;
  options.steps = 1000;
  options.force = 1e-5;
  const Minimised result = minimise(atoms, *potential, options);
  CHECK(shaken > lowest + 0.1);
  CHECK(result.largest_force <= 1e-5);
  CHECK(result.energy == Approx(lowest).margin(1e-6));
  CHECK(evaluate(*potential, atoms).energy == Approx(result.energy).epsilon(1e-12));
}

TEST_CASE("the soft core's forces and virial are the gradients of its energy", "[build_test]") {
  const SoftCore core(2.5, 3.0);
  Structure atoms;
  atoms.cell = Cell(Mat3{Vec3{4.0, 0.0, 0.0}, Vec3{1.0, 4.0, 0.0}, Vec3{0.0, -1.0, 4.0}}, {true, true, true});
  for (Index i = 0; i < 12; ++i) {
    Random random(5, Stream::packing, i, 0);
    atoms.add("Ar", atoms.cell.cartesian({random.uniform(), random.uniform(), random.uniform()}));
  }
  atoms.r[1] = atoms.r[0];  // on top of each other
  const Evaluation at = evaluate(core, atoms, true);
  CHECK(std::accumulate(at.atomic_energies.begin(), at.atomic_energies.end(), 0.0) == Approx(at.energy));
  // Central differences with a step of 1e-4 Å are off by 1e-8 of the third derivative, some 10 eV/Å³.
  const double h = 1e-4;
  for (std::size_t i = 2; i < atoms.r.size(); ++i)
    for (std::size_t k = 0; k < 3; ++k) {
      Structure up = atoms, down = atoms;
      up.r[i][k] += h;
      down.r[i][k] -= h;
      const double slope = (evaluate(core, up).energy - evaluate(core, down).energy) / (2.0 * h);
      CHECK(at.forces[i][k] == Approx(-slope).margin(1e-6));
    }
  for (std::size_t a = 0; a < 3; ++a)
    for (std::size_t b = 0; b < 3; ++b) {
      const auto energy_at = [&](double e) {
        Mat3 m = Mat3::identity();
        m[a][b] += e;
        Structure bent = atoms;
        bent.cell = Cell(atoms.cell.vectors() * m, {true, true, true});
        for (auto& r : bent.r) r = r * m;
        return evaluate(core, bent).energy;
      };
      CHECK(at.virial[a][b] == Approx(-(energy_at(1e-5) - energy_at(-1e-5)) / 2e-5).margin(1e-5));
    }
}

TEST_CASE("atoms are packed with a least distance for each pair of species", "[build_test]") {
  // Na-Na, Na-Cl; Cl-Na, Cl-Cl: like ions far apart, unlike ones near. A third of the box's volume by Na-Na and Cl-Cl.
  const std::vector<double> closest = {3.4, 2.2, 2.2, 3.0};
  const auto density = parse_quantity("1.515 g/cm^3");
  const Composition ions = {{"Na", 30}, {"Cl", 30}};
  const Structure melt = pack(ions, density, 5, closest);
  double unlike = 1e300;
  for (std::size_t i = 0; i < melt.r.size(); ++i)
    for (std::size_t j = 0; j < i; ++j) {
      const double d = norm(melt.cell.minimum_image(melt.r[i] - melt.r[j]));
      CHECK(d >= closest[static_cast<std::size_t>(2 * melt.type[i] + melt.type[j])]);
      if (melt.type[i] != melt.type[j]) unlike = std::min(unlike, d);
    }
  CHECK(unlike < 3.0);
  CHECK(melt.density() == Approx(density.value));
  CHECK(pack(ions, density, 5, closest).r == melt.r);
  CHECK(pack(ions, density, 6, closest).r != melt.r);
  CHECK_THROWS_WITH(pack(ions, density, 5, {6.0, 2.0, 2.0, 6.0}),
                    "could not pack 60 atoms into a box of 12.43 Å with their least distances; ask for smaller ones, a "
                    "lower density or another seed");
}
