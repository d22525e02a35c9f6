#include "app/potential_file.hpp"

#include <algorithm>
#include <catch2/catch.hpp>
#include <cstdlib>

#include "app/parameter_file.hpp"
#include "core/units.hpp"
#include "potential/lennard_jones.hpp"
#include "potential/physics_checks.hpp"
#include "potential/samples.hpp"

using namespace liquidus;
using namespace liquidus::test;
using namespace liquidus::testing;

namespace {

Structure dimer(const std::string& a, const std::string& b, double r) {
  Structure s;
  s.species = species({"Na", "Cl"});
  s.add(a, {0.0, 0.0, 0.0});
  s.add(b, {r, 0.0, 0.0});
  return s;
}

double energy(const LoadedPotential& loaded, const std::string& a, const std::string& b, double r) {
  return evaluate(*loaded.potential, dimer(a, b, r)).energy;
}

}  // namespace

TEST_CASE("the shipped parameter sets are listed in order, each with its source", "[potential_file_test]") {
  const auto all = list_potentials();
  std::vector<std::string> names;
  for (const auto& entry : all) {
    names.push_back(entry.name);
    CHECK(!entry.title.empty());
    CHECK(entry.source.find_first_of("0123456789") != std::string::npos);  // a year
  }
  CHECK(std::is_sorted(names.begin(), names.end()));
  for (const char* name : {"argon", "feo-guillot-sator", "feo-pedone", "krypton", "nacl-fumi-tosi", "neon", "xenon"})
    CHECK(std::find(names.begin(), names.end(), name) != names.end());
}

TEST_CASE("every shipped parameter set is a sound potential", "[potential_file_test]") {
  const std::pair<const char*, std::vector<std::string>> sets[] = {{"neon", {"Ne"}},
                                                                   {"argon", {"Ar"}},
                                                                   {"krypton", {"Kr"}},
                                                                   {"xenon", {"Xe"}},
                                                                   {"feo-pedone", {"Fe", "O"}},
                                                                   {"feo-guillot-sator", {"Fe3+", "O", "Fe"}},
                                                                   {"nacl-fumi-tosi", {"Na", "Cl"}}};
  for (const auto& [name, names] : sets) {
    INFO(name);
    const auto loaded = load_potential(name, species(names));
    CHECK(loaded.name == name);
    Random random(89, Stream::packing, 0, 0);
    const double cutoff = loaded.potential->reach().cutoff, closest = names.size() == 1 ? 2.6 : 1.9;
    Structure atoms;
    do atoms = random_structure(random, random_cell(random, 1.2 * cutoff, {true, true, true}), names, 12, closest);
    while (has_pair_at(atoms, cutoff, 0.002));
    const auto found = evaluate(*loaded.potential, atoms);
    double scale = 1.0;
    for (const auto& f : found.forces) scale = std::max(scale, norm(f));
    // forces of the Coulomb mesh are 1e-5 of 14.4 eV/Å from being the energy's exact slope
    CHECK(force_error(*loaded.potential, atoms) < (names.size() == 1 ? 1e-7 : 1e-3) * scale);
    CHECK(net_force(*loaded.potential, atoms) < 1e-9 * scale);
    CHECK(atomic_energy_error(*loaded.potential, atoms) < 1e-9 * std::max(scale, std::abs(found.energy)));
  }
}

TEST_CASE("shipped melts repel at every short distance", "[potential_file_test]") {
  for (const auto& [name, a, b] : {std::tuple{"nacl-fumi-tosi", "Na", "Cl"},
                                   {"feo-guillot-sator", "Fe", "O"},
                                   {"feo-guillot-sator", "O", "O"},
                                   {"feo-pedone", "Fe", "O"}}) {
    INFO(name << " " << a << "-" << b);
    // in a large box the mesh's part is smooth: what is left is the pair
    Structure pair;
    pair.cell = Cell::cubic(20.0);
    pair.add(a, {0.0, 0.0, 0.0});
    pair.add(b, {0.0, 0.0, 0.0});
    const auto loaded = load_potential(name, pair.species);
    for (double r = 0.1; r < 1.3; r *= 1.07) {
      pair.r[1] = {0.6 * r, 0.0, 0.8 * r};
      CHECK(dot(evaluate(*loaded.potential, pair).forces[1], pair.r[1]) > 0.0);
    }
  }
}

TEST_CASE("numbers of a file arrive in their units, pairs in any order of species", "[potential_file_test]") {
  const std::string text = lj("cutoff = \"0.9 nm\"\n");
  const std::vector<double> epsilon{0.1, 0.2, 0.2, 0.1 * units::kJ_per_mol}, sigma{2.0, 2.5, 2.5, 3.5};
  const auto direct = make_lennard_jones(2, epsilon, sigma, PairCutoff{9.0});
  const auto loaded = load(text), reversed = load(text, {"Cl", "Na"});
  CHECK(loaded.name == "set");
  CHECK(loaded.title == "For tests");
  CHECK(loaded.source == "nowhere");
  CHECK(loaded.potential->reach().cutoff == 9.0);
  for (const auto& [a, b] : {std::pair{"Na", "Na"}, {"Na", "Cl"}, {"Cl", "Cl"}}) {
    auto atoms = dimer(a, b, 2.9);
    const double expected = evaluate(*direct, atoms).energy;
    CHECK(evaluate(*loaded.potential, atoms).energy == Approx(expected).epsilon(1e-14));
    for (auto& type : atoms.type) type = 1 - type;
    std::swap(atoms.species[0], atoms.species[1]);
    CHECK(evaluate(*reversed.potential, atoms).energy == Approx(expected).epsilon(1e-14));
  }
}

TEST_CASE("species that a structure lacks don't matter", "[potential_file_test]") {
  const auto loaded = load(lj("cutoff = \"9 Å\"\n"), {"Cl"});
  Structure atoms;
  atoms.add("Cl", {0, 0, 0});
  atoms.add("Cl", {3.5, 0, 0});
  CHECK(std::abs(evaluate(*loaded.potential, atoms).energy) < 1e-15);
}

TEST_CASE("unlike pairs mix by the rule that is asked for", "[potential_file_test]") {
  const std::string like =
      "[[term.pair]]\npair = \"Na-Na\"\nepsilon = \"0.1 eV\"\nsigma = \"2 Å\"\n"
      "[[term.pair]]\npair = \"Cl-Cl\"\nepsilon = \"0.4 eV\"\nsigma = \"4.5 Å\"\n";
  const auto lorentz = load(lj("cutoff = \"9 Å\"\nmixing = \"lorentz-berthelot\"\n", like)),
             geometric = load(lj("cutoff = \"9 Å\"\nmixing = \"geometric\"\n", like));
  CHECK(std::abs(energy(lorentz, "Na", "Cl", 3.25)) < 1e-15);
  CHECK(energy(lorentz, "Na", "Cl", 3.25 * std::pow(2.0, 1.0 / 6.0)) == Approx(-0.2).epsilon(1e-13));
  CHECK(std::abs(energy(geometric, "Na", "Cl", 3.0)) < 1e-15);
  CHECK(energy(geometric, "Na", "Cl", 3.0 * std::pow(2.0, 1.0 / 6.0)) == Approx(-0.2).epsilon(1e-13));
  // what is given is not mixed
  CHECK(std::abs(energy(load(lj("cutoff = \"9 Å\"\nmixing = \"geometric\"\n")), "Na", "Cl", 2.5)) < 1e-15);
  CHECK(mistake(lj("cutoff = \"9 Å\"\n", like)) ==
        "set.toml:9: the term has no parameters for Na-Cl; give them, or say missing = \"none\" if there is no such "
        "term");
}

TEST_CASE("pairs that are said to be missing don't interact", "[potential_file_test]") {
  const auto loaded = load(lj("cutoff = \"9 Å\"\nmissing = \"none\"\n",
                              "[[term.pair]]\npair = \"Na-Cl\"\nepsilon = \"0.1 eV\"\nsigma = \"2 Å\"\n"));
  CHECK(energy(loaded, "Na", "Na", 2.3) == 0.0);
  CHECK(energy(loaded, "Na", "Cl", 2.3) < 0.0);
}

TEST_CASE("truncations and tails are those that the file names", "[potential_file_test]") {
  const auto plain = load(lj("cutoff = \"6 Å\"\n")), shift = load(lj("cutoff = \"6 Å\"\ntruncation = \"shift\"\n")),
             force = load(lj("cutoff = \"6 Å\"\ntruncation = \"shifted_force\"\n")),
             switched = load(lj("cutoff = \"6 Å\"\ntruncation = \"switched\"\nswitch_from = \"5 Å\"\n"));
  const double r = 4.9, end = energy(plain, "Na", "Cl", 6.0 - 1e-9);
  CHECK(energy(shift, "Na", "Cl", r) == Approx(energy(plain, "Na", "Cl", r) - end).epsilon(1e-7));
  CHECK(energy(force, "Na", "Cl", r) > energy(shift, "Na", "Cl", r));
  CHECK(energy(switched, "Na", "Cl", r) == energy(plain, "Na", "Cl", r));
  auto atoms = dimer("Na", "Cl", 5.0);
  atoms.cell = Cell::cubic(10.0);
  CHECK(evaluate(*load(lj("cutoff = \"6 Å\"\ntail = true\n")).potential, atoms).energy <
        evaluate(*plain.potential, atoms).energy);
}

TEST_CASE("every form can be read", "[potential_file_test]") {
  const auto one = [](const std::string& type, const std::string& keys, const std::string& pair) {
    return load(file("[[term]]\ntype = \"" + type + "\"\n" + keys +
                     "missing = \"none\"\n[[term.pair]]\npair = \"Na-Cl\"\n" + pair));
  };
  const std::string cutoff = "cutoff = \"8 Å\"\n";
  const double r = 2.4, r6 = std::pow(r, 6);
  CHECK(energy(one("mie", cutoff, "epsilon = \"0.1 eV\"\nsigma = \"2.4 Å\"\nn = 13.5\nm = 6\n"), "Na", "Cl", r) ==
        Approx(0.0).margin(1e-15));
  CHECK(energy(one("born-mayer-huggins", cutoff,
                   "A = \"0.2 eV\"\nsigma = \"2.7 Å\"\nrho = \"0.3 Å\"\nC = \"7 eV*Å^6\"\nD = \"8 eV*Å^8\"\n"),
               "Na", "Cl", r) == Approx(0.2 * std::exp(1.0) - 7.0 / r6 - 8.0 / (r6 * r * r)).epsilon(1e-13));
  CHECK(energy(one("buckingham", cutoff + "core = \"none\"\n", "A = \"1000 eV\"\nrho = \"0.3 Å\"\nC = \"7 eV*Å^6\"\n"),
               "Na", "Cl", r) == Approx(1000.0 * std::exp(-8.0) - 7.0 / r6).epsilon(1e-13));
  CHECK(energy(one("morse", cutoff, "D = \"0.1 eV\"\na = \"1.5 1/Å\"\nr0 = \"2.4 Å\"\nC = \"2 eV*Å^12\"\n"), "Na", "Cl",
               r) == Approx(-0.1 + 2.0 / (r6 * r6)).epsilon(1e-13));
  const auto zbl = load(file("[[term]]\ntype = \"zbl\"\ninner = \"1 Å\"\nouter = \"2 Å\"\n"));
  CHECK(energy(zbl, "Na", "Cl", 0.1) > 1000.0);
  CHECK(energy(zbl, "Na", "Cl", 2.0) == 0.0);
  const auto dsf = load(file("[[term]]\ntype = \"coulomb-dsf\"\nalpha = \"0.2 1/Å\"\ncutoff = \"12 Å\"\n"));
  CHECK(energy(dsf, "Na", "Cl", 2.4) < energy(dsf, "Na", "Cl", 4.8));
  const auto pme = load(file("[[term]]\ntype = \"coulomb-pme\"\ncutoff = \"8 Å\"\naccuracy = 1e-4\norder = 6\n"));
  auto atoms = dimer("Na", "Cl", 2.4);
  atoms.cell = Cell::cubic(30.0);
  // a dipole of 2.4 e Å in a periodic box of 30 Å is within 2π/3 p²/V of its energy alone
  CHECK(evaluate(*pme.potential, atoms).energy == Approx(-units::coulomb / 2.4).margin(0.01));
}

TEST_CASE("terms add up", "[potential_file_test]") {
  const std::string dsf = "[[term]]\ntype = \"coulomb-dsf\"\n", cutoff = "cutoff = \"8 Å\"\n";
  const double sum = energy(load(lj(cutoff) + dsf), "Na", "Cl", 2.4);
  CHECK(sum ==
        Approx(energy(load(lj(cutoff)), "Na", "Cl", 2.4) + energy(load(file(dsf)), "Na", "Cl", 2.4)).epsilon(1e-13));
}

TEST_CASE("tables are read from files beside the parameter file, in their units", "[potential_file_test]") {
  const WorkFolder folder;
  std::string rows = "# r, U, F\nr, energy, force\n";
  for (int k = 0; k <= 80; ++k) {
    const double r = 0.1 + 0.01 * k;  // nm
    rows += std::to_string(r) + ", " + std::to_string(1.0 / r) + ", " + std::to_string(1.0 / (r * r)) + "\n";
  }
  folder.write("pair.csv", rows);
  const auto text = [](const std::string& more) {
    return file(
        "[[term]]\ntype = \"tabulated\"\ncutoff = \"9 Å\"\nmissing = \"none\"\n[[term.pair]]\npair = \"Na-Cl\"\n" +
        more);
  };
  folder.write("set.toml", text("file = \"pair.csv\"\nlength = \"nm\"\nenergy = \"kJ/mol\"\n"));
  const auto loaded = load_potential((folder.path() / "set.toml").string(), species({"Na", "Cl"}));
  // 1 kJ/mol nm over r, to the six decimals of the file
  CHECK(energy(loaded, "Na", "Cl", 4.0) == Approx(units::kJ_per_mol / 0.4).epsilon(1e-5));
  const auto message = [&](const std::string& more) { return mistake_in(folder, text(more)); };
  CHECK(message("file = \"pair.cvs\"\n").starts_with("set.toml:14: "));
  CHECK(message("file = \"pair.cvs\"\n").find("pair.cvs") != std::string::npos);
  CHECK(message("file = \"pair.csv\"\n") == "set.toml:14: Na-Cl: the table ends below the cutoff");
  CHECK(message("file = \"pair.csv\"\nlength = \"eV\"\n") ==
        "set.toml:14: 'eV' is a unit of energy; expected one of length such as \"Å\"");
  folder.write("one.csv", "1\n2\n3\n");
  CHECK(message("file = \"one.csv\"\n") ==
        "set.toml:14: one.csv: expected columns r, U and perhaps the force, found 1");
  folder.write("down.csv", "2, 1\n1, 2\n10, 3\n");
  CHECK(message("file = \"down.csv\"\n") ==
        "set.toml:14: Na-Cl: the distances of a table must increase from 0 or more");
}

TEST_CASE("a path is a file, and a name is looked for in the models", "[potential_file_test]") {
  const WorkFolder folder;
  std::filesystem::create_directories(folder.path() / "classical");
  folder.write("classical/argon.toml", lj("cutoff = \"9 Å\"\n"));
  REQUIRE(setenv("LIQUIDUS_MODELS", folder.path().c_str(), 1) == 0);
  CHECK(load_potential("argon", species({"Na"})).title == "For tests");
  CHECK(load_potential("neon", species({"Ne"})).source.find("Shanks") != std::string::npos);
  const auto all = list_potentials();
  CHECK(std::count_if(all.begin(), all.end(), [](const auto& entry) { return entry.name == "argon"; }) == 1);
  REQUIRE(unsetenv("LIQUIDUS_MODELS") == 0);
  CHECK(load_potential("argon", species({"Ar"})).title.find("Argon") == 0);
  CHECK_THROWS_WITH(load_potential("krypon", species({"Kr"})),
                    "there is no potential 'krypon'; did you mean 'krypton'?");
  CHECK_THROWS_WITH(load_potential("absent/krypton", species({"Kr"})), Catch::Contains("absent/krypton"));
}
