// CP2K itself, where it is installed, on eight ions: an input that can't converge, then by the rule one that does.
#include <catch2/catch.hpp>
#include <chrono>
#include <thread>

#include "active/jobs/run_command.hpp"
#include "active/labels/label_batch.hpp"
#include "io/file.hpp"
#include "support/temporary_folder.hpp"

using namespace liquidus;
using namespace std::chrono_literals;

namespace {

constexpr const char* input = R"(&GLOBAL
  PROJECT job
  RUN_TYPE ENERGY_FORCE
  PRINT_LEVEL MEDIUM
&END GLOBAL
&FORCE_EVAL
  METHOD QUICKSTEP
  STRESS_TENSOR ANALYTICAL
  &DFT
    BASIS_SET_FILE_NAME BASIS_MOLOPT
    BASIS_SET_FILE_NAME BASIS_MOLOPT_UZH
    POTENTIAL_FILE_NAME POTENTIAL_UZH
    &MGRID
      CUTOFF [Ry] 200
      REL_CUTOFF [Ry] 40
    &END MGRID
    &SCF
      MAX_SCF {{steps}}
      EPS_SCF 1.0E-6
      &OT
        MINIMIZER DIIS
        PRECONDITIONER FULL_ALL
        ENERGY_GAP 0.1
      &END OT
      &PRINT
        &RESTART OFF
        &END RESTART
      &END PRINT
    &END SCF
    &XC
      &XC_FUNCTIONAL PBE
      &END XC_FUNCTIONAL
    &END XC
  &END DFT
  &PRINT
    &FORCES ON
    &END FORCES
    &STRESS_TENSOR ON
    &END STRESS_TENSOR
  &END PRINT
  &SUBSYS
    &CELL
      {{cell}}
    &END CELL
    &COORD
      {{atoms}}
    &END COORD
    &KIND Na
      BASIS_SET TZVP-MOLOPT-PBE-GTH-q1
      POTENTIAL GTH-PBE-q1
    &END KIND
    &KIND Cl
      BASIS_SET DZVP-MOLOPT-PBE-GTH-q7
      POTENTIAL GTH-PBE-q7
    &END KIND
  &END SUBSYS
&END FORCE_EVAL
)";

/// Rock salt with its first ion moved along x.
Structure rock_salt(double moved) {
  constexpr double a = 5.6;
  Structure atoms;
  atoms.cell = Cell::cubic(a);
  for (int x = 0; x < 2; ++x)
    for (int y = 0; y < 2; ++y)
      for (int z = 0; z < 2; ++z) atoms.add((x + y + z) % 2 ? "Cl" : "Na", {0.5 * a * x, 0.5 * a * y, 0.5 * a * z});
  atoms.r[0][0] += moved;
  return atoms;
}

}  // namespace

TEST_CASE("CP2K labels eight ions, at the second attempt", "[cp2k_real_test]") {
  if (run_command({"sh", "-c", "command -v cp2k.psmp"}).exit_code != 0) {
    WARN("there is no cp2k.psmp here (Debian's packages cp2k and cp2k-data): not tested");
    return;
  }
  const testing::TemporaryFolder folder;
  LabelEngineOptions options;
  options.input = folder.with("salt.inp", input);
  const LabelEngine engine(options, {{"steps", "2"}});
  const auto queue = make_local_queue();
  LabelBatch batch(engine, *queue, {{{LabelFailure::unconverged}, {{"steps", "50"}}, 1.0}}, 1);
  batch.add(folder / "label", rock_salt(0.2));
  while (batch.step().open() > 0) std::this_thread::sleep_for(50ms);
  const auto task = batch.task(0);
  REQUIRE(task.failed.size() == 1);  // CP2K itself ends that one with exit code 0
  CHECK(task.failed[0].failure == LabelFailure::unconverged);
  const auto label = batch.labels().at(0);
  REQUIRE(label);
  const auto& forces = label->forces;
  CHECK(forces[0][0] < -0.1);  // back to its place
  for (std::size_t i = 0; i < forces.size(); ++i)
    for (const std::size_t k : {1u, 2u}) CHECK(std::abs(forces[i][k]) < 0.02);  // by symmetry nothing, but for the grid
  double sum = 0.0;
  for (const auto& force : forces) sum += force[0];
  CHECK(std::abs(sum) < 0.05);
  CHECK((*label->stress)[1][1] == Approx((*label->stress)[2][2]).margin(1e-5));
  CHECK(*label->energy / 8.0 == Approx(-208.4).margin(0.3));  // eV, of valence electrons with these pseudopotentials
}
