#include "active/labels/label_engine.hpp"

#include <catch2/catch.hpp>
#include <cstdlib>

#include "active/jobs/run_command.hpp"
#include "io/file.hpp"
#include "support/error_of.hpp"
#include "support/temporary_folder.hpp"

using namespace liquidus;
using testing::error_of;
using testing::TemporaryFolder;

namespace {

Structure salt() {
  Structure atoms;
  atoms.cell = Cell(Mat3{Vec3{6.0, 0.0, 0.0}, Vec3{1.0, 6.0, 0.0}, Vec3{0.0, 0.0, 7.0}}, {true, true, true});
  atoms.add("Na+", {0.1, 0.2, 0.3});
  atoms.add("Cl-", {3.0, 3.0, 3.0});
  atoms.add("Na+", {0.1, 3.2, 5.3});
  return atoms;
}

LabelEngineOptions options_of(const std::string& engine, const std::string& input, const TemporaryFolder& folder) {
  LabelEngineOptions options;
  options.engine = engine;
  options.input = folder.with("template", input);
  return options;
}

}  // namespace

TEST_CASE("An input of CP2K has the structure and the settings where the template wants them", "[label_engine_test]") {
  const TemporaryFolder folder;
  const LabelEngine engine(
      options_of("cp2k", "CUTOFF {{cutoff}}\n&CELL\n  {{cell}}\n&END\n&COORD\n  {{atoms}}\n&END\n", folder),
      {{"cutoff", "300"}, {"scf", "50"}});
  engine.prepare(salt(), {}, folder / "job");
  CHECK(read_text(folder / "job/job.inp") ==
        "CUTOFF 300\n&CELL\n  A 6.0000000000 0.0000000000 0.0000000000\n  B 1.0000000000 6.0000000000 0.0000000000\n"
        "  C 0.0000000000 0.0000000000 7.0000000000\n&END\n&COORD\n  Na 0.1000000000 0.2000000000 0.3000000000\n"
        "  Cl 3.0000000000 3.0000000000 3.0000000000\n  Na 0.1000000000 3.2000000000 5.3000000000\n&END\n");
  engine.prepare(salt(), {{"cutoff", "400"}}, folder / "again");
  CHECK(read_text(folder / "again/job.inp").starts_with("CUTOFF 400\n"));
  CHECK(error_of([&] {
          engine.prepare(salt(), {{"cutof", "400"}}, folder / "again");
        }) == "there is no 'cutof' in [label.settings]; did you mean 'cutoff'?");
  CHECK(engine.job({}).command == "cp2k.psmp -i job.inp -o job.out");
}

TEST_CASE("Inputs of pw.x and VASP", "[label_engine_test]") {
  const TemporaryFolder folder;
  auto by_species = options_of("pw", "nat={{count}}, ntyp={{kinds}}\n{{cell}}\n{{atoms}}\n", folder);
  by_species.names = "species";
  by_species.ranks = 2;
  const LabelEngine pw(by_species, {});
  pw.prepare(salt(), {}, folder / "pw");
  CHECK(read_text(folder / "pw/job.in").starts_with("nat=3, ntyp=2\n6.0000000000 0.0000000000 0.0000000000\n"));
  CHECK(read_text(folder / "pw/job.in").ends_with("Na+ 0.1000000000 3.2000000000 5.3000000000\n"));
  CHECK(pw.job({}).command == "mpirun -n 2 pw.x -in job.in >job.out");
  auto vasp = options_of("vasp", "ENCUT = {{cutoff}}\n", folder);
  vasp.files = {folder.with("POTCAR", "potentials\n"), folder.with("KPOINTS", "gamma\n")};
  LabelEngine(vasp, {{"cutoff", "400"}}).prepare(salt(), {}, folder / "vasp");
  CHECK(read_text(folder / "vasp/INCAR") == "ENCUT = 400\n");
  CHECK(read_text(folder / "vasp/POTCAR") == "potentials\n");
  const auto poscar = read_text(folder / "vasp/POSCAR");
  CHECK(poscar.find("\n Na Cl\n 2 1\nCartesian\n") != std::string::npos);
  CHECK(poscar.ends_with("0.1000000000 3.2000000000 5.3000000000\n3.0000000000 3.0000000000 3.0000000000\n"));
}

TEST_CASE("A command is given extended XYZ and gives it back", "[label_engine_test]") {
  const TemporaryFolder folder;
  LabelEngineOptions options;
  options.engine = "command";
  // Forces and an energy that a shell can make up; in another order of atoms.
  options.command =
      "{ head -n 1 structure.extxyz; echo 'Lattice=\"6 0 0 1 6 0 0 0 7\" Properties=species:S:1:pos:R:3:forces:R:3 "
      "energy=-3.5 stress=\"0.1 0 0 0 0.2 0 0 0 0.3\"'; for n in 4 3 5; do sed -n ${n}p structure.extxyz; done | "
      "awk '{print $1, $2, $3, $4, NR - 2, 0, 0}'; } >label.extxyz";
  const LabelEngine engine(options, {});
  engine.prepare(salt(), {}, folder / "job");
  CHECK(engine.read(folder / "job").end == OutputEnd::cut_off);
  CHECK(engine.read(folder / "job").message == "there is no output 'label.extxyz'");
  REQUIRE(run_command({"sh", "-c", "cd " + (folder / "job") + " && " + engine.job({}).command}).exit_code == 0);
  const auto label = accept_label(engine.read(folder / "job"), salt(), options.rules());
  INFO(label.reason);
  REQUIRE(label.frame);
  CHECK(label.frame->energy == -3.5);
  CHECK(label.frame->forces == std::vector<Vec3>{{0.0, 0.0, 0.0}, {-1.0, 0.0, 0.0}, {1.0, 0.0, 0.0}});
  write_text(folder / "job/label.extxyz", "3\ncut off\nNa 0 0 0\n");
  CHECK(engine.read(folder / "job").end == OutputEnd::damaged);
}

TEST_CASE("What a program left is looked for where it leaves it", "[label_engine_test]") {
  const TemporaryFolder folder;
  std::filesystem::create_directories(folder / "job/tmp/x.save");
  const LabelEngine cp2k(options_of("cp2k", "", folder), {}), pw(options_of("pw", "", folder), {}),
      vasp(options_of("vasp", "", folder), {});
  CHECK(cp2k.read(folder / "job").message == "there is no output 'job.out'");
  CHECK(vasp.read(folder / "job").message == "there is no output 'OUTCAR'");
  write_text(folder / "job/job.out",
             " PROGRAM STARTED AT\n  outer SCF loop converged in   1 iterations or   21 steps\n"
             " ENERGY| Total FORCE_EVAL ( QS ) energy [hartree]   -1.0\n PROGRAM ENDED AT\n");
  write_text(folder / "job/nacl-frc-1_0.xyz",
             " ATOMIC FORCES in [a.u.]\n\n # Atom   Kind   Element  X Y Z\n  1  1  Na  1.0 2.0 3.0\n");
  CHECK(cp2k.read(folder / "job").end == OutputEnd::finished);
  CHECK(cp2k.read(folder / "job").forces.size() == 1);
  write_text(folder / "job/job.out",
             "     Program PWSCF v.6.7 starts\n!    total energy  =  -2.0 Ry\n     convergence has been achieved in 3 "
             "iterations\n   JOB DONE.\n");
  CHECK(pw.read(folder / "job").forces.empty());
  write_text(folder / "job/tmp/x.save/data-file-schema.xml",
             "<qes:espresso xmlns:qes=\"x\"><output><convergence_info><scf_conv><convergence_achieved>true"
             "</convergence_achieved></scf_conv></convergence_info><forces>1 2 3</forces></output><closed/>"
             "</qes:espresso>\n");
  CHECK(pw.read(folder / "job").forces.size() == 1);
}

TEST_CASE("Mistakes of [label] are told before anything is labelled", "[label_engine_test]") {
  const TemporaryFolder folder;
  const auto mistake = [](const LabelEngineOptions& options) { return error_of([&] { LabelEngine(options, {}); }); };
  LabelEngineOptions options;
  CHECK(mistake(options) == "[label]: the engine 'cp2k' needs an 'input', a template of its input file");
  options.engine = "command";
  CHECK(mistake(options) == "[label]: the engine 'command' needs a 'command'");
  options = options_of("cp2k", "\nCUTOFF {{cutof}}\n", folder);
  CHECK(error_of([&] {
          LabelEngine(options, {{"cutoff", "300"}});
        }) == options.input + ":2: there is no value for '{{cutof}}'; did you mean 'cutoff'?");
  options.ranks = 0;
  CHECK(mistake(options) == "[label]: 'ranks' must be 1 or more");
  options = options_of("cp2k", "", folder);
  options.input = folder / "absent";
  CHECK(mistake(options) == "cannot open '" + options.input + "': No such file or directory");
}
