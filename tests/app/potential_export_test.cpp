#include <catch2/catch.hpp>
#include <cstdlib>

#include "app/correction_samples.hpp"
#include "app/parameter_file.hpp"
#include "correct/layer/correction_potential.hpp"
#include "potential/physics_checks.hpp"
#include "support/random_structure.hpp"

using namespace liquidus;
using namespace liquidus::test;

namespace {

Structure liquid(const std::vector<std::string>& names, double closest = 2.8) {
  Random random(17, Stream::packing, 0, 0);
  return testing::random_structure(random, Cell::cubic(18.0), names, 120, closest);
}

std::string path(const WorkFolder& folder, const std::string& name) { return (folder.path() / name).string(); }

Evaluation evaluated(const std::string& file, const Structure& atoms) {
  return evaluate(*load_potential(file, atoms.species).potential, atoms);
}

/// Of atoms whose species are all in the correction.
Evaluation with_correction(const WorkFolder& folder, const std::string& base, const std::string& correction,
                           const Structure& atoms) {
  PotentialChoice choice{path(folder, base), {}, {}, 1.0};
  choice.correction.file = path(folder, correction);
  return evaluate(*load_potential(choice, atoms.species).potential, atoms);
}

void export_from(const WorkFolder& folder, const std::string& arguments) {
  const auto outcome = folder.run("potential export " + arguments);
  INFO(outcome.err);
  REQUIRE(outcome.code == 0);
}

double worst_relative_force(const std::vector<Vec3>& found, const std::vector<Vec3>& expected) {
  double largest = 0.0;
  for (const auto& f : expected) largest = std::max(largest, norm(f));
  return testing::largest_difference(found, expected) / largest;
}

/// Energy and forces by LAMMPS of atoms whose types are in the order of their species.
Evaluation by_lammps(const WorkFolder& folder, const Structure& atoms, const std::string& commands) {
  const double edge = atoms.cell.vectors()[0][0];
  std::string data =
      "atoms\n\n" + std::to_string(atoms.size()) + " atoms\n" + std::to_string(atoms.species.size()) + " atom types\n";
  for (const char* axis : {"x", "y", "z"}) data += "0 " + std::to_string(edge) + " " + axis + "lo " + axis + "hi\n";
  data += "\nAtoms\n\n";
  char line[128];
  for (std::size_t i = 0; i < atoms.r.size(); ++i) {
    const auto& r = atoms.r[i];
    std::snprintf(line, sizeof line, "%zu %d %.15g %.15g %.15g\n", i + 1, atoms.type[i] + 1, r[0], r[1], r[2]);
    data += line;
  }
  folder.write("atoms.data", data);
  folder.write("in.lammps", "units metal\natom_style atomic\nread_data atoms.data\nmass * 40.0\n" + commands +
                                "thermo_style custom pe\nthermo_modify format float %.15g\n"
                                "dump all all custom 1 forces.txt id fx fy fz\n"
                                "dump_modify all sort id format float %.15g\nrun 0\n"
                                "print \"$(pe:%.15g)\" file energy.txt\n");
  const std::string command = "cd '" + folder.path().string() + "' && lmp -in in.lammps > lammps.txt 2>&1 < /dev/null";
  const int status = std::system(command.c_str());
  INFO(folder.read("lammps.txt"));
  REQUIRE(status == 0);
  Evaluation found;
  std::istringstream(folder.read("energy.txt")) >> found.energy;
  std::istringstream forces(folder.read("forces.txt"));
  for (std::string text; std::getline(forces, text) && !text.starts_with("ITEM: ATOMS");) {
  }
  std::size_t id = 0;
  for (Vec3 f{}; forces >> id >> f[0] >> f[1] >> f[2];) found.forces.push_back(f);
  return found;
}

bool have_lammps() {
  const bool there = std::system("command -v lmp > /dev/null 2>&1") == 0;
  if (!there) WARN("skipped: there is no lmp (Debian's package lammps)");
  return there;
}

}  // namespace

TEST_CASE("A correction exported as a parameter file gives the same energies", "[potential_export_test]") {
  const WorkFolder folder;
  const auto correction = wavy({"Na", "Cl"}, linear_in_temperature());
  save_in(folder, correction, "c.h5");
  export_from(folder, "c.h5 --temperature \"130 K\" --toml out.toml");
  const auto atoms = liquid({"Cl", "Na"}, 2.2);  // some below the first knot
  const auto expected = evaluate(*make_correction(correction, atoms.species, 130.0), atoms);
  const auto found = evaluated(path(folder, "out.toml"), atoms);
  REQUIRE(std::abs(expected.energy) > 0.1);
  CHECK(found.energy == Approx(expected.energy).epsilon(1e-10));
  CHECK(worst_relative_force(found.forces, expected.forces) < 1e-10);
  CHECK(folder.read("out.toml").find("title = \"Correction c.h5 at 130 K\"\n") != std::string::npos);
}

TEST_CASE("A base and its correction exported as a parameter file give both energies", "[potential_export_test]") {
  const WorkFolder folder;
  prepare_argon(folder);
  save_in(folder, for_argon(folder), "argon.h5");
  export_from(folder, "argon.h5 --base argon.toml --toml out.toml --points 20001 --from \"2 Å\"");
  const auto atoms = liquid({"Ar"});
  const auto expected = with_correction(folder, "argon.toml", "argon.h5", atoms),
             found = evaluated(path(folder, "out.toml"), atoms);
  // A Hermite cubic errs by h⁴/384 U⁗ = 1e-14·U⁗/384 with h = 3e-4 Å, far below 1e-10 of the energy.
  CHECK(found.energy == Approx(expected.energy).epsilon(1e-10));
  CHECK(worst_relative_force(found.forces, expected.forces) < 1e-9);
}

TEST_CASE("LAMMPS gets the forces of a correction and its base from a table", "[potential_export_test]") {
  if (!have_lammps()) return;
  const WorkFolder folder;
  prepare_argon(folder);
  save_in(folder, for_argon(folder), "argon.h5");
  export_from(folder, "argon.h5 --base argon.toml --lammps argon.table --from \"2 Å\"");
  const auto atoms = liquid({"Ar"});
  const auto expected = with_correction(folder, "argon.toml", "argon.h5", atoms);
  const auto found = by_lammps(folder, atoms, "pair_style table spline 20000\npair_coeff 1 1 argon.table Ar-Ar\n");
  const auto n = static_cast<double>(atoms.size());
  CAPTURE(found.energy, expected.energy, worst_relative_force(found.forces, expected.forces));
  CHECK(std::abs(found.energy - expected.energy) / n < 1e-8);
  CHECK(worst_relative_force(found.forces, expected.forces) < 1e-6);
}

TEST_CASE("LAMMPS adds the table of a correction alone, pair by pair", "[potential_export_test]") {
  if (!have_lammps()) return;
  const WorkFolder folder;
  const auto correction = wavy({"Na", "Cl"});
  save_in(folder, correction, "c.h5");
  export_from(folder, "c.h5 --lammps c.table");
  auto atoms = liquid({"Na", "Cl"});
  const auto expected = evaluate(*make_correction(correction, atoms.species, 100.0), atoms);
  const auto found = by_lammps(folder, atoms,
                               "pair_style hybrid/overlay zero 6.0 table spline 20000\npair_coeff * * zero\n"
                               "pair_coeff 1 1 table c.table Na-Na\npair_coeff 1 2 table c.table Na-Cl\n"
                               "pair_coeff 2 2 table c.table Cl-Cl\n");
  const auto n = static_cast<double>(atoms.size());
  CAPTURE(found.energy, expected.energy, worst_relative_force(found.forces, expected.forces));
  CHECK(std::abs(found.energy - expected.energy) / n < 1e-8);
  CHECK(worst_relative_force(found.forces, expected.forces) < 1e-6);
}

TEST_CASE("What can't be exported is said", "[potential_export_test]") {
  const WorkFolder folder;
  prepare_argon(folder);
  save_in(folder, for_argon(folder, linear_in_temperature()), "argon.h5");
  save_in(folder, wavy({"Na", "Cl"}), "nacl.h5");
  const auto said = [&](const std::string& arguments) {
    const auto outcome = folder.run("potential export " + arguments);
    CHECK(outcome.code == 2);
    return outcome.err;
  };
  CHECK(said("argon.h5") == "liquidus: potential export needs --lammps FILE or --toml FILE\n");
  CHECK(said("argon.h5 --toml out.toml").find("depends on temperature") != std::string::npos);
  CHECK(said("none.h5 --toml out.toml").find("cannot open 'none.h5'") != std::string::npos);
  CHECK(said("nacl.h5 --base nacl-fumi-tosi --lammps out.table")
            .starts_with("liquidus: --base: 'nacl-fumi-tosi' sums Coulomb energies over the whole box (coulomb-pme)"));
  CHECK(said("nacl.h5 --lammps nacl.h5") == "liquidus: 'nacl.h5' is the input and can't be the output too\n");
  CHECK(said("nacl.h5 --lammps out.table --points 1").find("--points: 1 are no table") != std::string::npos);
  CHECK(said("nacl.h5 --lammps out.table --from \"7 Å\"").find("between 0 and its end at 6 Å") != std::string::npos);
  CHECK(said("nacl.h5 --lammps out.table --from \"7 K\"").starts_with("liquidus: --from: "));
}

TEST_CASE("An export warns of a base that the correction wasn't made for", "[potential_export_test]") {
  const WorkFolder folder;
  prepare_argon(folder);
  auto correction = for_argon(folder);
  save_in(folder, correction, "argon.h5");
  CHECK(folder.run("potential export argon.h5 --base argon.toml --toml out.toml").out.find("warning") ==
        std::string::npos);
  folder.write("argon.toml", argon_potential("7 Å"));
  CHECK(folder.run("potential export argon.h5 --base argon.toml --toml out.toml")
            .out.starts_with("warning: made for argon.toml (SHA-256 "));
}
