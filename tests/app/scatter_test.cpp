#include <catch2/catch.hpp>
#include <nlohmann/json.hpp>

#include "app/program.hpp"

using liquidus::test::prepare_argon;
using liquidus::test::WorkFolder;

namespace {

/// Two frames of a rocksalt cube in cells of different size.
std::string frame(double a, const std::string& first = "0 0 0") {
  const std::string h = std::to_string(0.5 * a), l = std::to_string(a);
  return "8\nLattice=\"" + l + " 0 0 0 " + l + " 0 0 0 " + l + "\"\nNa " + first + "\nNa 0 " + h + " " + h + "\nNa " +
         h + " 0 " + h + "\nNa " + h + " " + h + " 0\nCl " + h + " 0 0\nCl 0 " + h + " 0\nCl 0 0 " + h + "\nCl " + h +
         " " + h + " " + h + "\n";
}

const std::string rdf = "[[measure]]\ntype = \"rdf\"\nname = \"rdf\"\ncutoff = \"5 Å\"\nwidth = \"0.5 Å\"\n";

std::string options(const std::string& trajectory, const std::string& more = rdf) {
  return "trajectory = \"" + trajectory + "\"\noutput = \"out\"\n" + more;
}

void refused(const WorkFolder& folder, const std::string& message) {
  const auto outcome = folder.run("scatter s.toml");
  CHECK(outcome.code == 2);
  CHECK(outcome.err == "liquidus: " + message + "\n");
}

}  // namespace

TEST_CASE("a file for scatter leaves curves and a summary", "[scatter_test]") {
  const WorkFolder folder;
  folder.write("t.xyz", frame(5.6) + frame(5.8));
  folder.write("s.toml", options("t.xyz"));
  const auto outcome = folder.run("scatter s.toml");
  INFO(outcome.err);
  REQUIRE(outcome.code == 0);
  CHECK(outcome.out.find("t.xyz: 2 frames") != std::string::npos);
  const auto summary = nlohmann::json::parse(folder.read("out/summary.json"));
  CHECK(summary["frames"] == 2);
  CHECK(summary["options"]["measure"][0]["cutoff"] == "5 Å");
  // each frame by its own volume: the mean of 8/a³
  CHECK(summary["measures"]["rdf"]["number_density_per_A3"].get<double>() ==
        Approx(4.0 / (5.6 * 5.6 * 5.6) + 4.0 / (5.8 * 5.8 * 5.8)));
  CHECK(folder.read("out/rdf.csv").find("g_Na-Cl") != std::string::npos);
}

TEST_CASE("values of the file are replaced by --set, and its trajectory lies beside it", "[scatter_test]") {
  const WorkFolder folder;
  std::filesystem::create_directory(folder.path() / "deep");
  folder.write("deep/t.xyz", frame(5.6) + frame(5.8));
  folder.write("deep/s.toml", options("t.xyz"));
  const auto outcome = folder.run("scatter deep/s.toml --set output=other --set first=1 --set measure.rdf.width='1 Å'");
  INFO(outcome.err);
  REQUIRE(outcome.code == 0);
  const auto summary = nlohmann::json::parse(folder.read("other/summary.json"));
  CHECK(summary["frames"] == 1);
  CHECK(summary["options"]["measure"][0]["width"] == "1 Å");
}

TEST_CASE("a trajectory that is cut off, not finite or missing is refused with its line", "[scatter_test]") {
  const WorkFolder folder;
  folder.write("s.toml", options("t.xyz"));
  refused(folder, "cannot open 't.xyz': No such file or directory");
  folder.write("t.xyz", frame(5.6) + frame(5.8).substr(0, 100));
  const auto cut = folder.run("scatter s.toml");
  CHECK(cut.code == 2);
  CHECK(cut.err.find("t.xyz:1") != std::string::npos);
  folder.write("t.xyz", frame(5.6, "nan 0 0"));
  refused(folder, "t.xyz:3: atom 1 'Na': 'nan' in 'pos' is not a finite number");
}

TEST_CASE("all mistakes in a file for scatter are said at once", "[scatter_test]") {
  const WorkFolder folder;
  folder.write("s.toml",
               "trajectory = \"t.xyz\"\nevrey = 2\n[[measure]]\ntype = \"rfd\"\n[[measure]]\ncutof = \"5 Å\"\n");
  const auto outcome = folder.run("scatter s.toml");
  CHECK(outcome.code == 2);
  CHECK(outcome.err.find("s.toml:2: unknown key 'evrey'") != std::string::npos);
  CHECK(outcome.err.find("did you mean 'rdf'?") != std::string::npos);
  CHECK(outcome.err.find("did you mean 'cutoff'?") != std::string::npos);
  folder.write("s.toml", "trajectory = \"t.xyz\"\n");
  const auto empty = folder.run("scatter s.toml");
  CHECK(empty.err.find("there is no [[measure]]") != std::string::npos);
}

TEST_CASE("a dump of LAMMPS needs the species of its types", "[scatter_test]") {
  const WorkFolder folder;
  folder.write("t.lammpstrj",
               "ITEM: TIMESTEP\n0\nITEM: NUMBER OF ATOMS\n2\nITEM: BOX BOUNDS pp pp pp\n0 5\n0 5\n0 5\n"
               "ITEM: ATOMS id type x y z\n1 1 0 0 0\n2 2 2.5 0 0\n");
  folder.write("s.toml", options("t.lammpstrj"));
  CHECK(folder.run("scatter s.toml").err.find("t.lammpstrj:10: an atom has type 1, and 0 species are given") !=
        std::string::npos);
  folder.write("s.toml", options("t.lammpstrj", "species = [\"Na\", \"Cl\"]\n" + rdf));
  CHECK(folder.run("scatter s.toml").code == 0);
}

namespace {

/// Everything that can be measured of argon as it goes, in few frames.
const std::string everything =
    "[[measure]]\ntype = \"rdf\"\nname = \"rdf\"\ninterval = 5\ncutoff = \"8 Å\"\nwidth = \"0.1 Å\"\n"
    "[[measure]]\ntype = \"structure-factor\"\nname = \"sums\"\ninterval = 5\nq_max = \"4 1/Å\"\nwidth = \"0.2 1/Å\"\n"
    "[[measure]]\ntype = \"msd\"\ninterval = 2\n"
    "[[measure]]\ntype = \"vacf\"\ninterval = 2\nlongest = \"40 fs\"\n"
    "[[measure]]\ntype = \"transport\"\ninterval = 1\n"
    "[[measure]]\ntype = \"density\"\ninterval = 5\n"
    "[[measure]]\ntype = \"coordination\"\ninterval = 5\nbonds = [\"Ar-Ar 5.2 Å\"]\n"
    "[[measure]]\ntype = \"angles\"\ninterval = 5\nbonds = [\"Ar-Ar 5.2 Å\"]\n"
    "[[measure]]\ntype = \"rings\"\ninterval = 25\nmax_size = 4\nbonds = [\"Ar-Ar 4.2 Å\"]\n";

}  // namespace

TEST_CASE("every measure of a run cut in two by --restart is that of one in a piece", "[scatter_test]") {
  const WorkFolder folder;
  prepare_argon(folder, everything);
  REQUIRE(folder.run("run run.toml --set output=whole").code == 0);
  REQUIRE(folder.run("run run.toml --set output=parts --set stage.heat.steps=50").code == 0);
  const auto second = folder.run("run run.toml --set output=parts --restart");
  INFO(second.err);
  REQUIRE(second.code == 0);
  for (const char* name : {"rdf", "sums", "msd", "msd_alpha2", "vacf", "transport", "transport_fluxes", "density",
                           "coordination", "angles", "rings_king", "rings_primitive"}) {
    INFO(name);
    REQUIRE(std::filesystem::exists(folder.path() / "whole" / (std::string(name) + ".csv")));
    CHECK(folder.read("whole/" + std::string(name) + ".csv") == folder.read("parts/" + std::string(name) + ".csv"));
  }
}

TEST_CASE("stored fluxes give what the run found, and nothing else can be read from them", "[scatter_test]") {
  const WorkFolder folder;
  prepare_argon(folder, "[[measure]]\ntype = \"transport\"\ninterval = 1\n");
  REQUIRE(folder.run("run run.toml").code == 0);
  folder.write("s.toml", options("out/transport_fluxes.csv", "[[measure]]\ntype = \"transport\"\n"));
  const auto outcome = folder.run("scatter s.toml --set output=again");
  INFO(outcome.err);
  REQUIRE(outcome.code == 0);
  CHECK(folder.read("again/transport.csv") == folder.read("out/transport.csv"));
  folder.write("s.toml", options("out/transport_fluxes.csv"));
  refused(folder,
          "out/transport_fluxes.csv: a table of fluxes is for measures of type 'transport'; 'rdf' is of type 'rdf' and "
          "needs a trajectory");
}

TEST_CASE("an experiment is predicted, held against data, and checked before the run", "[scatter_test]") {
  const WorkFolder folder;
  const std::string experiment =
      "[[experiment]]\nname = \"neutron\"\nfile = \"" LIQUIDUS_SOURCE_DIR
      "/datasets/argon/yarnell-1973-sq.csv\"\nholds = \"S\"\nqmax = \"11 1/Å\"\nr_max = \"8 Å\"\nto = \"8 Å\"\n"
      "structure_factor = \"sums\"\nmerge_from = \"1 1/Å\"\nmerge_to = \"2 1/Å\"\n";
  prepare_argon(folder, everything + experiment);
  const auto outcome = folder.run("run run.toml");
  INFO(outcome.err);
  REQUIRE(outcome.code == 0);
  const auto summary = nlohmann::json::parse(folder.read("out/summary.json"));
  bool r_chi = false;
  for (const auto& [name, number] : summary["experiments"]["neutron"]["numbers"].items())
    if (name.find("R_chi") != std::string::npos || name.find("R_χ") != std::string::npos) {
      r_chi = true;
      CHECK(number["value"].get<double>() > 0.0);
      CHECK(number["value"].get<double>() < 1.0);  // not far from what was measured, after 0.2 ps from random places
    }
  CHECK(r_chi);
  CHECK(folder.read("out/neutron_Q.csv").find("S_measured") != std::string::npos);
  CHECK(folder.read("out/neutron_r.csv").find("divided by <b>²") != std::string::npos);

  prepare_argon(folder, everything + experiment + "isotopes = [\"Ar = 99Ar\"]\n");
  const auto unknown = folder.run("run run.toml --overwrite");
  CHECK(unknown.code == 2);
  CHECK(unknown.err.find("[[experiment]] 'neutron': isotopes of Ar: there is no neutron scattering length of '99Ar'") !=
        std::string::npos);
  CHECK(unknown.out.find("stage") == std::string::npos);  // before the run
  prepare_argon(folder, everything + experiment + "isotopes = [\"Ar = 99Ar\"]\n[[experiment]]\nmeasure = \"sums\"\n");
  const auto wrong = folder.run("run run.toml --overwrite");
  CHECK(wrong.code == 2);
  CHECK(wrong.err.find("the [[measure]] 'sums' is of type 'structure-factor'; expected 'rdf'") != std::string::npos);
}

TEST_CASE("measured totals are checked and their differences taken without a model", "[scatter_test]") {
  const WorkFolder folder;
  // two totals of one sample that differ in chlorine alone, as straight lines
  const auto total = [](double at_end) {
    std::string text = "Q,F\n";
    for (int k = 1; k <= 100; ++k)
      text += std::to_string(0.2 * k) + "," + std::to_string(-1.0 + (1.0 + at_end) * k / 100.0) + "\n";
    return text;
  };
  folder.write("natural.csv", total(0.0));
  folder.write("heavy.csv", total(0.1));
  folder.write("d.toml",
               "output = \"out\"\n[sample]\nspecies = [\"Na\", \"Cl\"]\namounts = [1, 1]\ndensity = \"1.515 g/cm^3\"\n"
               "[[experiment]]\nname = \"natural\"\nfile = \"natural.csv\"\nholds = \"F\"\nnormalisation = \"fm^2\"\n"
               "[[experiment]]\nname = \"heavy\"\nisotopes = [\"Cl = 37Cl\"]\nfile = \"heavy.csv\"\nholds = \"F\"\n"
               "normalisation = \"fm^2\"\n");
  const auto outcome = folder.run("data d.toml");
  INFO(outcome.err);
  REQUIRE(outcome.code == 0);
  CHECK(outcome.out.find("0.03122 atoms/Å³") != std::string::npos);
  const auto difference = folder.read("out/natural-heavy.csv");
  CHECK(difference.find("0 Na-Na") != std::string::npos);  // what is not substituted cancels
  CHECK(difference.find("\n20,-0.1") != std::string::npos);
  folder.write("light.csv", total(-0.2));
  folder.write("three.toml", folder.read("d.toml") +
                                 "[[experiment]]\nname = \"light\"\nisotopes = [\"Cl = 35Cl\"]\nfile = \"light.csv\"\n"
                                 "holds = \"F\"\nnormalisation = \"fm^2\"\n");
  REQUIRE(folder.run("data three.toml --set output=three").code == 0);
  CHECK(folder.read("three/natural-heavy-light.csv").find("0 Na-Na, 0 Na-Cl, 1 Cl-Cl") != std::string::npos);
  CHECK(folder.read("three/partials.csv").find("A_Cl-Cl") != std::string::npos);
  // straight lines have no peak in g(r) that a range without atoms could end at
  CHECK(outcome.out.find("The data couldn't be checked: no range of r without atoms") != std::string::npos);
  folder.write("d.toml", "[sample]\nspecies = [\"Na\"]\namounts = [1, 1]\ndensity = \"1 g/cm^3\"\n");
  CHECK(folder.run("data d.toml").err.find("species and amounts must be lists of one length") != std::string::npos);
}
