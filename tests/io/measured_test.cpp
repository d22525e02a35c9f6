#include "io/measured.hpp"

#include <sstream>

#include "helpers.hpp"
#include "io/measured_header.hpp"

using namespace liquidus;
using liquidus::testing::error_of;

namespace {

MeasuredData data_of(const std::string& text, const MeasuredColumns& columns = {}, const std::string& name = "s.txt") {
  std::istringstream in(text);
  return read_measured(in, name, columns);
}

std::string mistake(const std::string& text, const MeasuredColumns& columns = {}, const std::string& name = "s.txt") {
  return error_of([&] { data_of(text, columns, name); });
}

using Numbers = std::vector<double>;

// As written by Gudrun: a block of comments, the first bin and the last ones without data.
const std::string mint =
    "# NIMROD00001122.mint01 \n# 3mm SiO2 flat plate\n#     1     5\n#     2\n#  0.2000000E+02\n"
    "   0.0000000E+00  0.0000000E+00  0.0000000E+00\n   0.2500000E-01 -0.2555595E+00  0.2983806E-03\n"
    "   0.7500000E-01 -0.2400999E+00  0.2147958E-03\n   0.1250000E+00  0.0000000E+00  0.0000000E+00\n"
    "   0.1750000E+00  0.0000000E+00  0.0000000E+00\n";

}  // namespace

TEST_CASE("Gudrun's files are read without the bins at their ends that hold nothing", "[measured_test]") {
  const auto data = data_of(mint, {}, "silica.mint01");
  CHECK(data.curve.x == Numbers{0.025, 0.075});
  CHECK(data.curve.y == Numbers{-0.2555595, -0.2400999});
  CHECK(data.curve.error == Numbers{0.2983806e-3, 0.2147958e-3});
  REQUIRE(data.remarks.size() == 1);
  CHECK(data.remarks[0] == "3 rows at the ends with a value and an error of 0 left out as not measured");
  // Elsewhere a 0 ± 0 is taken at its word.
  CHECK(data_of(mint, {}, "silica.txt").curve.x.size() == 5);
}

TEST_CASE("a header of PDFgetX3 is told from its numbers", "[measured_test]") {
  const auto data = data_of(
      "[DEFAULT]\n\nversion = diffpy.pdfgetx-2.1.2\n\n# PDF calculation setup\nmode = xray\nwavelength = 0.7093\n"
      "composition = Si O2\nrpoly = 0.9\nqmax     = 12.5259\n\n# End of config ------\n\n#### start data\n\n#S 1\n"
      "#L r(Å)  G(Å$^{-2}$)\n0 0\n0.01 0.000792929\n0.02 0.00157326\n");
  CHECK(data.curve.x == Numbers{0.0, 0.01, 0.02});
  CHECK(data.curve.columns == std::vector<std::string>{"r(Å)", "G(Å$^{-2}$)"});
  CHECK(data.curve.error.empty());
  CHECK(data.header.at("composition") == "Si O2");
  CHECK(data.header.at("mode") == "xray");
  CHECK(data.number({"qmax"}) == 12.5259);
  CHECK(data.number({"lambda", "wavelength"}) == 0.7093);
  CHECK_FALSE(data.number({"qdamp"}));
  CHECK_FALSE(data.number({"mode"}));
}

TEST_CASE("headers of PDFgetX2 and PDFgetN are read with many values on a line and errors in the fourth column",
          "[measured_test]") {
  const auto x2 = data_of(
      "History written:       Wed Jul 01 00:37:52 2025\n##### DataFileFormat\n"
      "num_skiplines=4    comment_id=#    delimiter=\nlambda=0.126514    energy=98.0010    polartype=2\n"
      "#L symbol valence fractions z user_f1\n  Ni    0.00   1.000000    28   0.000000\n"
      "geometry=2    mut=0.1059    numberdensity=0.109910\nsambkgfile=    num_sambkgs=1\n"
      "## S(q)  qmin=1.000000    qmax=40.000000    qgrid=0.000000\n##### start data\n#F Ni_2-8.chi.gr\n"
      "#D Tue Feb  8 11:46:14 2005\n#S 1    G(r)\n#L r    G(r)    d_r    d_Gr\n"
      "   1.000000e-02    -7.734561e-02    -1.381170e-02     3.134926e-02  \n"
      "   2.000000e-02    -1.596764e-01    -2.762339e-02     6.045792e-02  \n");
  CHECK(x2.curve.y == Numbers{-0.07734561, -0.1596764});
  CHECK(x2.curve.error == Numbers{0.03134926, 0.06045792});
  CHECK(x2.curve.columns == std::vector<std::string>{"r", "G(r)", "d_Gr"});
  CHECK(x2.number({"qmax"}) == 40.0);
  CHECK(x2.number({"numberdensity"}) == 0.10991);
  CHECK(x2.number({"num_sambkgs"}) == 1.0);
  CHECK(x2.header.count("sambkgfile") == 0);
  CHECK(x2.number({"lambda"}) == 0.126514);

  const std::string n =
      "# ##### Run Information     runCorrection=T\n# in beam: radius=0.45325     height=4.5\n"
      "# ## Damp     Qmin=0.87     Qmax=27.0     startDampQ=27.0\n##### start data\n#S 1 - PDF from PDFgetN\n"
      "#L r G(r) dr dG(r)\n";
  const auto full = data_of(n + "  0.010      0.086   0.0     0.0441\n  0.020      0.149   0.0     0.0849\n");
  CHECK(full.curve.error == Numbers{0.0441, 0.0849});
  CHECK(full.number({"radius"}) == 0.45325);
  CHECK(full.number({"qmax"}) == 27.0);
  // The same program names four columns where it writes two.
  const auto bare = data_of(n + "  0.010      1.144\n  0.020      2.258\n");
  CHECK(bare.curve.error.empty());
  CHECK(bare.curve.y == Numbers{1.144, 2.258});

  const auto comma = data_of("# Comment: neutron, Qmax=31.414, Qdamp=0.017659\n0.01 0\n0.02 0.01\n");
  CHECK(comma.number({"qmax"}) == 31.414);
  CHECK(comma.number({"qdamp"}) == 0.017659);
}

TEST_CASE("x, y and error in white space need no header", "[measured_test]") {
  const auto data = data_of("0.5 1.2 0.01\n0.6 1.3 0.02\n");
  CHECK(data.curve.error == Numbers{0.01, 0.02});
  CHECK(data.header.empty());
  CHECK(data.remarks.empty());
  CHECK(data_of("0.5 1.2 0.01\n0.6 1.3 0.02\n", {"", "", "none"}).curve.error.empty());
}

TEST_CASE("columns of a wide file are chosen by name or number, and padding at the end is left out",
          "[measured_test]") {
  const std::string wide =
      "# of two tables side by side\nQ\tS(Q)\tr\tg(r)\terror\n(1/A)\t(1)\t(A)\t(1)\t\n"
      "0.5\t0.1\t1\t0.2\t0.01\n0.6\t0.2\t2\t0.9\t0.02\n0\t0\t3\t1.1\t0.03\n0\t0\t4\t1.0\t0.04\n";
  const auto s = data_of(wide, {"Q", "S(Q)", ""});
  CHECK(s.curve.error.empty());  // the errors are those of g
  CHECK(s.curve.x == Numbers{0.5, 0.6});
  CHECK(s.curve.y == Numbers{0.1, 0.2});
  CHECK(s.remarks == std::vector<std::string>{"2 rows at the end with x = 0 left out as padding"});
  const auto g = data_of(wide, {"3", "g(r)", ""});
  CHECK(g.curve.x == Numbers{1, 2, 3, 4});
  CHECK(g.curve.error == Numbers{0.01, 0.02, 0.03, 0.04});
  CHECK(g.remarks.empty());
  CHECK(mistake(wide, {"q", "2", ""}) ==
        "s.txt:4: there is no column 'q'; the file has 5 columns: Q, S(Q), r, g(r), error");
  CHECK(mistake("1 2\n3 4\n", {"1", "3", ""}) == "s.txt:1: there is no column '3'; the file has 2 columns");
  CHECK(mistake("1 2\n3 4\n", {"2", "", ""}) == "s.txt:1: there is no column '3'; the file has 2 columns");
}

TEST_CASE("a histogram is put at the middles of its bins", "[measured_test]") {
  const auto data = data_of("0 1.0 0.1\n1 2.0 0.2\n3 0 0\n", {"", "", "", true});
  CHECK(data.curve.x == Numbers{0.5, 2.0});
  CHECK(data.curve.y == Numbers{1.0, 2.0});
  CHECK(data.curve.error == Numbers{0.1, 0.2});
  CHECK(mistake("0 1.0\n1 2.0\n", {"", "", "", true}) == "s.txt: a histogram needs at least three rows");
}

TEST_CASE("a mistake in measured data is met with its line", "[measured_test]") {
  CHECK(mistake("0.5 1.2\n0.6 nan\n") == "s.txt:2: column 2: nan is not a finite number");
  CHECK(mistake("0.5 1.2\n0.7 1.2\n0.6 1.3\n") == "s.txt:3: x must increase from row to row; 0.6 follows 0.7");
  CHECK(mistake("0.5 1.2 0.1\n0.6 1.2 -0.1\n") == "s.txt:2: the error is negative (-0.1)");
  // lines count from the top of the file, not from the start of its data
  CHECK(mistake("qmax = 20\nrmax = 30\n#### start data\n0.5 1.2\n0.6\n") ==
        "s.txt:5: expected 2 numbers as in the rows before, found 1");
  CHECK(mistake("qmax = 20\n#### start data\n") == "s.txt: there are no numbers in the file");
  CHECK(mistake("0.5 1.2\n") == "s.txt: there are fewer than two measured points in the file");
  CHECK(mistake("0 0 0\n0.1 0 0\n", {}, "empty.mint01") ==
        "empty.mint01: there are fewer than two measured points in the file");
  CHECK(error_of([] { read_measured("no/such.gr"); }) == "cannot open 'no/such.gr': No such file or directory");
}

TEST_CASE("values of a header are found however they are set apart", "[measured_test]") {
  const auto values = header_values("a=1  b=2\tc = 3 4\nD: word\nnothing here\nlong   =   5\na=9\ne=, f=6\n= 7\n");
  CHECK(values == std::map<std::string, std::string>{
                      {"a", "1"}, {"b", "2"}, {"c", "3 4"}, {"d", "word"}, {"long", "5"}, {"f", "6"}});
}
