#include <catch2/catch.hpp>

#include "active/labels/label_output.hpp"
#include "core/units.hpp"

using namespace liquidus;

namespace {

constexpr double hartree_per_bohr = units::hartree / units::bohr;

const std::string start = "  **** **** ******  **  PROGRAM STARTED AT               2026-11-20 23:25:00.000\n";
const std::string version = " CP2K| version string:                                       CP2K version 2023.1\n";
const std::string cell =
    " CELL| Volume [angstrom^3]:                                              64.000\n"
    " CELL| Vector a [angstrom]:       4.000     0.000     0.000   |a| =     4.000000\n"
    " CELL| Vector b [angstrom]:       0.500     4.000     0.000   |b| =     4.031129\n"
    " CELL| Vector c [angstrom]:       0.000     0.000     4.000   |c| =     4.000000\n";
const std::string atoms =
    " MODULE QUICKSTEP: ATOMIC COORDINATES IN ANGSTROM\n\n"
    "   Atom Kind Element         X             Y             Z       Z(eff)     Mass\n"
    "      1    1 Na   11      0.000213      0.051744     -0.047482   1.0000  22.9898\n"
    "      2    2 Cl   17      2.979258     -0.161162     -0.005067   7.0000  35.4530\n\n";
const std::string converged =
    "  *** SCF run converged in    21 steps ***\n"
    "  outer SCF loop converged in   1 iterations or   21 steps\n";
const std::string energy = " ENERGY| Total FORCE_EVAL ( QS ) energy [a.u.]:              -61.258685903834746\n";
const std::string forces =
    " ATOMIC FORCES in [a.u.]\n\n"
    " # Atom   Kind   Element          X              Y              Z\n"
    "      1      1      Na         -0.00103274    -0.00309865     0.00004530\n"
    "      2      2      Cl          0.00286276     0.00080535     0.00258923\n"
    " SUM OF ATOMIC FORCES           0.00183002    -0.00229330     0.00263453     0.00393\n\n";
const std::string stress =
    " STRESS| Analytical stress tensor [GPa]\n"
    " STRESS|                        x                   y                   z\n"
    " STRESS|      x        1.00000000000E+00  -3.00000000000E-02   4.00000000000E-02\n"
    " STRESS|      y       -3.00000000000E-02   2.00000000000E+00   5.00000000000E-02\n"
    " STRESS|      z        4.00000000000E-02   5.00000000000E-02   3.00000000000E+00\n"
    " STRESS| 1/3 Trace                                             2.00000000000E+00\n";
const std::string end = "  **** **** ******  **  PROGRAM ENDED AT                 2026-11-20 23:25:12.722\n";

void check_numbers(const LabelOutput& output) {
  REQUIRE(output.energy);
  CHECK(*output.energy == Approx(-61.258685903834746 * units::hartree));
  REQUIRE(output.forces.size() == 2);
  CHECK(output.forces[0][1] == Approx(-0.00309865 * hartree_per_bohr));
  CHECK(output.forces[1][2] == Approx(0.00258923 * hartree_per_bohr));
  REQUIRE(output.stress);
  CHECK((*output.stress)[0][0] == Approx(-units::GPa));  // compression is positive there, and negative here
  CHECK((*output.stress)[2][1] == Approx(-0.05 * units::GPa));
  CHECK((*output.stress)[0][2] == Approx(-0.04 * units::GPa));
}

}  // namespace

TEST_CASE("CP2K's output of 8.1 to 2024 gives all fields in our units", "[cp2k_output_test]") {
  const auto output = read_cp2k_output(start + version + cell + atoms + converged + energy + forces + stress + end);
  CHECK(output.end == OutputEnd::finished);
  CHECK(output.message.empty());
  CHECK(output.program == "CP2K 2023.1");
  check_numbers(output);
  CHECK(output.elements == std::vector<std::string>{"Na", "Cl"});
  REQUIRE(output.r.size() == 2);
  CHECK(output.r[1] == Vec3{2.979258, -0.161162, -0.005067});
  REQUIRE(output.cell);
  CHECK((*output.cell)[1] == Vec3{0.5, 4.0, 0.0});
}

TEST_CASE("CP2K's outputs to 7.1 and from 2025 on name the same otherwise", "[cp2k_output_test]") {
  const std::string old = " ENERGY| Total FORCE_EVAL ( QS ) energy (a.u.):              -61.258685903834746\n" +
                          forces +
                          " STRESS TENSOR [GPa]\n\n            X               Y               Z\n"
                          "  X       1.00000000     -0.03000000      0.04000000\n"
                          "  Y      -0.03000000      2.00000000      0.05000000\n"
                          "  Z       0.04000000      0.05000000      3.00000000\n\n";
  check_numbers(read_cp2k_output(start + converged + old + end));
  const std::string recent =
      " ENERGY| Total FORCE_EVAL ( QS ) energy [hartree]            -61.258685903834746\n"
      " FORCES| Atomic forces [hartree/bohr]\n"
      " FORCES|   Atom     x               y               z               |f|\n"
      " FORCES|      1 -1.03274000E-03 -3.09865000E-03  4.53000000E-05   3.26659999E-03\n"
      " FORCES|      2  2.86276000E-03  8.05350000E-04  2.58923000E-03   3.94300000E-03\n"
      " FORCES| Sum     1.83002000E-03 -2.29330000E-03  2.63453000E-03\n"
      " FORCES| Total atomic force   3.94300000E-03\n\n"
      " STRESS| Analytical stress tensor [bar]\n"
      " STRESS|                        x                   y                   z\n"
      " STRESS|      x        1.00000000000E+04  -3.00000000000E+02   4.00000000000E+02\n"
      " STRESS|      y       -3.00000000000E+02   2.00000000000E+04   5.00000000000E+02\n"
      " STRESS|      z        4.00000000000E+02   5.00000000000E+02   3.00000000000E+04\n";
  const auto output = read_cp2k_output(start + converged + recent + end);
  CHECK(output.end == OutputEnd::finished);
  check_numbers(output);
}

TEST_CASE("What CP2K ends without is no label, though it exits 0 and prints numbers", "[cp2k_output_test]") {
  const std::string failing =
      "  outer SCF loop FAILED to converge after    2 iterations or    6 steps\n\n"
      " *** WARNING in qs_scf.F:601 :: SCF run NOT converged ***\n";
  const auto unconverged = read_cp2k_output(start + failing + energy + forces + stress + end);
  CHECK(unconverged.end == OutputEnd::unconverged);
  CHECK(unconverged.message == "outer SCF loop FAILED to converge after    2 iterations or    6 steps");
  check_numbers(unconverged);
  CHECK(read_cp2k_output(start + energy + forces + end).end == OutputEnd::unconverged);  // nothing says it did
  const auto late =
      read_cp2k_output(start + " *** SCF run terminated - exceeded requested execution time:       6.000 seconds.\n" +
                       failing + energy + forces + end);
  CHECK(late.end == OutputEnd::out_of_time);
  CHECK(late.message == "SCF run terminated - exceeded requested execution time:       6.000 seconds.");
  CHECK(read_cp2k_output(start + converged + energy + forces).end == OutputEnd::cut_off);
  CHECK(read_cp2k_output("").end == OutputEnd::cut_off);
}

TEST_CASE("A run that CP2K stopped says why in its own words", "[cp2k_output_test]") {
  const auto output =
      read_cp2k_output(start +
                       " *******************************************************************************\n"
                       " *   ___                                                                       *\n"
                       " *  /   \\                                                                      *\n"
                       " * [ABORT]                                                                     *\n"
                       " *  \\___/  The requested basis set <TZVP-NOSUCH-q1> for element <Na> was not   *\n"
                       " *    |    found in the basis set files <BASIS_MOLOPT>                         *\n"
                       " *  O/|                                                                        *\n"
                       " * /| |                                                                        *\n"
                       " * / \\                                        aobasis/basis_set_types.F:1509   *\n"
                       " *******************************************************************************\n");
  CHECK(output.end == OutputEnd::stopped);
  CHECK(output.message ==
        "The requested basis set <TZVP-NOSUCH-q1> for element <Na> was not found in the basis set files "
        "<BASIS_MOLOPT> aobasis/basis_set_types.F:1509");
}

TEST_CASE("Of two runs in one file the last counts", "[cp2k_output_test]") {
  const std::string whole = start + version + atoms + converged + energy + forces + stress + end;
  const auto second = read_cp2k_output(whole + start + version + atoms);
  CHECK(second.end == OutputEnd::cut_off);
  CHECK(!second.energy);
  CHECK(second.forces.empty());
  CHECK(second.r.size() == 2);
}

TEST_CASE("A table that is damaged or breaks off gives no label", "[cp2k_output_test]") {
  auto stars = forces;
  stars.replace(stars.find("-0.00103274"), 11, "***********");
  const auto output = read_cp2k_output(start + converged + energy + stars + end);
  CHECK(output.end == OutputEnd::damaged);
  CHECK(output.message ==
        "no number where one is expected: 1      1      Na         ***********    -0.00309865     0.00...");
  const auto whole = start + converged + energy + forces;
  CHECK(read_cp2k_output(whole.substr(0, whole.find("0.00080535") + 4)).end == OutputEnd::cut_off);
  CHECK(read_cp2k_output(start + converged + energy + " STRESS| Analytical stress tensor [psi]\n" + end).end ==
        OutputEnd::damaged);
}
