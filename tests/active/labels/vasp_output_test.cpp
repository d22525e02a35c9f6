// VASP isn't free: these texts follow its manual and the layout that readers of its files describe.
#include <catch2/catch.hpp>

#include "active/labels/label_output.hpp"
#include "core/units.hpp"

using namespace liquidus;

namespace {

const std::string head =
    " vasp.6.3.2 27Jun22 (build Aug  1 2022 10:00:00) complex                         \n"
    "   VRHFIN =Na: s1p0                                                              \n"
    "   VRHFIN =Cl: s2p5                                                              \n"
    "   ions per type =               1   1\n"
    "      direct lattice vectors                 reciprocal lattice vectors\n"
    "     5.000000000  0.000000000  0.000000000     0.200000000  0.000000000  0.000000000\n"
    "     0.500000000  5.000000000  0.000000000     0.000000000  0.200000000  0.000000000\n"
    "     0.000000000  0.000000000  6.000000000     0.000000000  0.000000000  0.166666667\n\n"
    "--------------------------------------- Iteration      1(   1)  ---------------------------------------\n"
    "  free energy    TOTEN  =        11.11111111 eV\n";
const std::string converged =
    "------------------------ aborting loop because EDIFF is reached ----------------------------------------\n";
const std::string numbers =
    "  FORCE on cell =-STRESS in cart. coord.  units (eV):\n"
    "  Direction    XX          YY          ZZ          XY          YZ          ZX\n"
    "  Total       1.0         2.0         3.0         4.0         5.0         6.0\n"
    "  in kB      10.00000    20.00000    30.00000     4.00000     5.00000     6.00000\n"
    "  external pressure =       20.00 kB  Pullay stress =        0.00 kB\n"
    " POSITION                                       TOTAL-FORCE (eV/Angst)\n"
    " -----------------------------------------------------------------------------------\n"
    "      0.10000      0.20000      0.30000         0.010000     -0.020000      0.030000\n"
    "      2.50000      2.50000      3.00000        -0.010000      0.020000     -0.030000\n"
    " -----------------------------------------------------------------------------------\n"
    "    total drift:                                0.000000      0.000000      0.000000\n"
    "  free  energy   TOTEN  =        -7.12345678 eV\n";
const std::string end = " General timing and accounting informations for this job:\n";

std::string vasprun(int steps) {
  std::string text =
      "<?xml version=\"1.0\" encoding=\"ISO-8859-1\"?>\n<modeling><generator><i name=\"program\" type=\"string\">vasp "
      "</i><i name=\"version\" type=\"string\">6.3.2  </i></generator><parameters><separator name=\"electronic\">"
      "<separator name=\"electronic convergence\"><i type=\"int\" name=\"NELM\">     3</i></separator></separator>"
      "</parameters><atominfo><array name=\"atoms\"><set><rc><c>Na</c><c>   1</c></rc><rc><c>Cl</c><c>   2</c></rc>"
      "</set></array></atominfo><calculation>";
  for (int k = 0; k < steps; ++k)
    text += "<scstep><energy><i name=\"e_fr_energy\">     -7.1234567" + std::to_string(k) + " </i></energy></scstep>";
  return text +
         "<structure><crystal><varray name=\"basis\"><v> 5.0 0.0 0.0 </v><v> 0.5 5.0 0.0 </v><v> 0.0 0.0 6.0 </v>"
         "</varray></crystal><varray name=\"positions\"><v> 0.5 0.5 0.5 </v><v> 0.0 0.0 0.25 </v></varray></structure>"
         "<varray name=\"forces\"><v> 0.01 -0.02 0.03 </v><v> -0.01 0.02 -0.03 </v></varray>"
         "<varray name=\"stress\"><v> 10.0 4.0 6.0 </v><v> 4.0 20.0 5.0 </v><v> 6.0 5.0 30.0 </v></varray>"
         "<energy><i name=\"e_fr_energy\"> 99.0 </i></energy></calculation></modeling>\n";
}

void check_numbers(const LabelOutput& output) {
  CHECK(output.program == "VASP 6.3.2");
  CHECK(output.elements == std::vector<std::string>{"Na", "Cl"});
  REQUIRE(output.forces.size() == 2);
  CHECK(output.forces[0] == Vec3{0.01, -0.02, 0.03});
  REQUIRE(output.stress);
  CHECK((*output.stress)[0][0] == Approx(-units::GPa));  // 10 kbar of pressure
  CHECK((*output.stress)[0][1] == Approx(-0.4 * units::GPa));
  CHECK((*output.stress)[2][1] == Approx(-0.5 * units::GPa));
  CHECK((*output.stress)[2][0] == Approx(-0.6 * units::GPa));
  REQUIRE(output.cell);
  CHECK((*output.cell)[1] == Vec3{0.5, 5.0, 0.0});
}

}  // namespace

TEST_CASE("An OUTCAR gives all fields", "[vasp_output_test]") {
  const auto output = read_outcar(head + converged + numbers + end);
  CHECK(output.end == OutputEnd::finished);
  check_numbers(output);
  CHECK(output.energy.value() == Approx(-7.12345678));
  CHECK(output.r.at(1) == Vec3{2.5, 2.5, 3.0});
}

TEST_CASE("An OUTCAR that didn't converge, was stopped or cut off is no label", "[vasp_output_test]") {
  const auto unconverged = read_outcar(head + numbers + end);
  CHECK(unconverged.end == OutputEnd::unconverged);
  CHECK(unconverged.message == "EDIFF was not reached in the last electronic loop");
  // One that converged before doesn't speak for the last one.
  const std::string again = "--------------------------------------- Iteration      2(   1)  ------------------\n";
  CHECK(read_outcar(head + converged + again + numbers + end).end == OutputEnd::unconverged);
  CHECK(read_outcar(head + converged + "hard stop encountered!  aborting job ...\n" + numbers + end).end ==
        OutputEnd::out_of_time);
  CHECK(read_outcar(head + converged + numbers).end == OutputEnd::cut_off);
  auto stars = numbers;
  stars.replace(stars.find("-0.020000"), 9, "*********");
  CHECK(read_outcar(head + converged + stars + end).end == OutputEnd::damaged);
}

TEST_CASE("A vasprun.xml gives the same, with the energy of the last electronic step", "[vasp_output_test]") {
  const auto output = read_vasprun(vasprun(2));
  CHECK(output.end == OutputEnd::finished);
  check_numbers(output);
  CHECK(output.energy.value() == Approx(-7.12345671).epsilon(1e-12));
  CHECK(output.r.at(0)[0] == Approx(0.5 * 5.0 + 0.5 * 0.5));
  CHECK(read_vasprun(vasprun(3)).end == OutputEnd::unconverged);  // NELM steps
  CHECK(read_vasprun(vasprun(2).substr(0, 800)).end == OutputEnd::cut_off);
}
