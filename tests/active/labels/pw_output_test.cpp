#include <catch2/catch.hpp>
#include <cmath>

#include "active/labels/label_output.hpp"
#include "core/units.hpp"

using namespace liquidus;

namespace {

const std::string start = "     Program PWSCF v.6.7MaX starts on 20Nov2026 at 23:22:34 \n";
const std::string box =
    "     celldm(1)=  10.000000  celldm(2)=   0.000000  celldm(3)=   0.000000\n"
    "     crystal axes: (cart. coord. in units of alat)\n"
    "               a(1) = (   1.000000   0.000000   0.000000 )  \n"
    "               a(2) = (   0.100000   1.000000   0.000000 )  \n"
    "               a(3) = (   0.000000   0.000000   2.000000 )  \n\n"
    "     site n.     atom                  positions (alat units)\n"
    "         1           Fe1 tau(   1) = (   0.0300688  -0.0376525   0.0061598  )\n"
    "         2           O   tau(   2) = (   0.4916351   0.4933311  -0.0031764  )\n\n";
const std::string iterations = "     total energy              =     -62.81000000 Ry\n";
const std::string energy =
    "!    total energy              =     -62.82392459 Ry\n"
    "     smearing contrib. (-TS)   =       0.00017487 Ry\n";
const std::string converged = "     convergence has been achieved in  10 iterations\n\n";
const std::string forces =
    "     Forces acting on atoms (cartesian axes, Ry/au):\n\n"
    "     atom    1 type  1   force =    -0.06871393    0.04745997   -0.01331832\n"
    "     atom    2 type  2   force =     0.05823628   -0.00203711   -0.00118950\n"
    "     The non-local contrib.  to forces\n"
    "     atom    1 type  1   force =     9.00000000    9.00000000    9.00000000\n\n"
    "     Total force =     0.205997     Total SCF correction =     0.000076\n";
const std::string stress =
    "          total   stress  (Ry/bohr**3)                   (kbar)     P=       38.18\n"
    "   0.00019909   0.00005931  -0.00016552           29.29        8.72      -24.35\n"
    "   0.00005931   0.00028955   0.00000905            8.72       42.59        1.33\n"
    "  -0.00016552   0.00000905   0.00029003          -24.35        1.33       42.67\n";
const std::string done = "   JOB DONE.\n";

std::string xml(const std::string& achieved) {
  return "<?xml version=\"1.0\"?>\n<qes:espresso xmlns:qes=\"x\"><general_info><creator NAME=\"PWSCF\" "
         "VERSION=\"6.7MaX\">text</creator></general_info><output><convergence_info><scf_conv><convergence_achieved>" +
         achieved +
         "</convergence_achieved></scf_conv></convergence_info><atomic_structure nat=\"2\"><atomic_positions>"
         "<atom name=\"Na\" index=\"1\">1.0e0 2.0e0 3.0e0</atom><atom name=\"Cl\" index=\"2\">0.0 0.0 0.5</atom>"
         "</atomic_positions><cell><a1>10.0 0.0 0.0</a1><a2>1.0 10.0 0.0</a2><a3>0.0 0.0 20.0</a3></cell>"
         "</atomic_structure><total_energy><etot>-31.5</etot></total_energy>"
         "<forces rank=\"2\" dims=\"3 2\" order=\"F\">\n 0.1 0.2 0.3\n -0.1 -0.2 -0.3\n</forces>"
         "<stress rank=\"2\" dims=\"3 3\" order=\"F\">\n 1.0e-4 2.0e-5 0.0\n 2.0e-5 3.0e-4 0.0\n 0.0 0.0 "
         "4.0e-4\n</stress>"
         "</output><closed DATE=\"20 Nov 2026\"></closed></qes:espresso>\n";
}

}  // namespace

TEST_CASE("pw.x's text gives all fields in our units", "[pw_output_test]") {
  const auto output = read_pw_output(start + box + iterations + energy + converged + forces + stress + done);
  CHECK(output.end == OutputEnd::finished);
  CHECK(output.program == "PWSCF 6.7MaX");
  CHECK(output.energy.value() == Approx(-62.82392459 * units::rydberg));
  REQUIRE(output.forces.size() == 2);  // the contributions that follow are not forces
  CHECK(output.forces[0][0] == Approx(-0.06871393 * units::rydberg / units::bohr));
  CHECK(output.forces[1][2] == Approx(-0.00118950 * units::rydberg / units::bohr));
  REQUIRE(output.stress);
  CHECK((*output.stress)[1][1] == Approx(-42.59e3 * units::bar).epsilon(2e-4));  // it prints both units
  CHECK((*output.stress)[0][2] == Approx(24.35e3 * units::bar).epsilon(2e-4));
  CHECK(output.elements == std::vector<std::string>{"Fe1", "O"});
  REQUIRE(output.r.size() == 2);
  CHECK(output.r[1][0] == Approx(4.916351 * units::bohr));
  REQUIRE(output.cell);
  CHECK((*output.cell)[1][0] == Approx(units::bohr));
  CHECK((*output.cell)[2][2] == Approx(20.0 * units::bohr));
}

TEST_CASE("What pw.x ends without is no label, though it says JOB DONE", "[pw_output_test]") {
  const auto unconverged = read_pw_output(start + box + iterations +
                                          "     convergence NOT achieved after 100 iterations: stopping\n" + done);
  CHECK(unconverged.end == OutputEnd::unconverged);
  CHECK(unconverged.message == "convergence NOT achieved after 100 iterations: stopping");
  CHECK(!unconverged.energy);
  CHECK(read_pw_output(start + box + "     Maximum CPU time exceeded\n" + done).end == OutputEnd::out_of_time);
  CHECK(read_pw_output(start + box + energy + converged + forces).end == OutputEnd::cut_off);
  const auto stopped =
      read_pw_output(start +
                     " %%%%%%%%%%%%%%%%%%%%%%%%%%%%%%%%\n     Error in routine read_namelists (1):\n      bad line\n"
                     " %%%%%%%%%%%%%%%%%%%%%%%%%%%%%%%%\n     stopping ...\n");
  CHECK(stopped.end == OutputEnd::stopped);
  CHECK(stopped.message == "Error in routine read_namelists (1): bad line");
}

TEST_CASE("pw.x's XML gives the same with all digits", "[pw_output_test]") {
  const auto output = read_pw_xml(xml("true"));
  CHECK(output.end == OutputEnd::finished);
  CHECK(output.program == "PWSCF 6.7MaX");
  CHECK(output.energy.value() == Approx(-31.5 * units::hartree));
  REQUIRE(output.forces.size() == 2);
  CHECK(output.forces[1][1] == Approx(-0.2 * units::hartree / units::bohr));
  CHECK((*output.stress)[0][1] == Approx(-2e-5 * units::hartree / std::pow(units::bohr, 3)));
  CHECK(output.elements == std::vector<std::string>{"Na", "Cl"});
  CHECK(output.r[0][2] == Approx(3.0 * units::bohr));
  CHECK((*output.cell)[1][0] == Approx(units::bohr));
  CHECK(read_pw_xml(xml("false")).end == OutputEnd::unconverged);
  const auto cut = xml("true").substr(0, 700);
  CHECK(read_pw_xml(cut).end == OutputEnd::cut_off);
  auto damaged = xml("true");
  damaged.replace(damaged.find("-31.5"), 5, "*****");
  CHECK(read_pw_xml(damaged).end == OutputEnd::damaged);
}
