#include <catch2/catch.hpp>
#include <nlohmann/json.hpp>

#include "app/program.hpp"

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
